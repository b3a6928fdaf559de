/**
 * Proves by its types that `wx` here can stand where WeChat's own is declared: every function that it has, but those
 * named below. Compiled by a test (`src/wx/typings.integration.test.ts`), never run.
 */

import 'miniprogram-api-typings'
import type { FileSystemManager, Wx } from '../src/wx/index.ts'

/**
 * What differs, and why:
 * - `getAccountInfoSync`: WeChat declares `plugin`, which it gives to plugins only, and a Mini Program never gets.
 * - `cloud`: the two functions that are here; storage, database and containers of WeChat's cloud are not.
 * - `getFileSystemManager`: without open files and archives; what is there takes what WeChat's takes (below).
 */
type Different = 'getAccountInfoSync' | 'cloud' | 'getFileSystemManager'
type Same = Exclude<keyof Wx, Different>

type Theirs = Pick<WechatMiniprogram.Wx, Same>

declare const ours: Wx
export const fits: Theirs = ours

/**
 * And what WeChat's functions take is taken here, parameter by parameter: the line above says nothing of a method's
 * parameters, which TypeScript compares either way.
 */
type OptionOf<F> = F extends (...args: infer A) => unknown
  ? A extends [infer O, ...unknown[]]
    ? O
    : A[0 & keyof A]
  : never
type Fields<O> = O extends object ? Omit<O, 'success' | 'fail' | 'complete'> : O
type Refused = {
  [K in Same & keyof Theirs]: Fields<NonNullable<OptionOf<Theirs[K]>>> extends Fields<
    NonNullable<OptionOf<Wx[K]>>
  >
    ? never
    : K
}[Same & keyof Theirs]
type Demanded = {
  [K in Same & keyof Theirs]: undefined extends OptionOf<Theirs[K]>
    ? undefined extends OptionOf<Wx[K]>
      ? never
      : K
    : never
}[Same & keyof Theirs]
/** WeChat's declarations give the callbacks of files an `errCode` also on success; what is passed in is the same. */
type RefusedOfFiles = {
  [K in keyof FileSystemManager]: Fields<
    NonNullable<OptionOf<WechatMiniprogram.FileSystemManager[K]>>
  > extends Fields<NonNullable<OptionOf<FileSystemManager[K]>>>
    ? never
    : K
}[keyof FileSystemManager]
type None<T extends never> = T
export type NothingRefused = None<Refused>
export type NothingRefusedOfFiles = None<RefusedOfFiles>
export type NothingDemanded = None<Demanded>

type TheirAccount = ReturnType<WechatMiniprogram.Wx['getAccountInfoSync']>
export const account: Omit<TheirAccount, 'plugin'> = ours.getAccountInfoSync()

export const callFunction: WxCloud['callFunction'] = ours.cloud.callFunction

/** And as it is used: by callbacks there is nothing to wait for, without them there is. */
export async function used(wx: Wx): Promise<void> {
  const { code } = await wx.login()
  const nothing = wx.login({ success: ({ code }) => code.length })
  const { data } = await wx.getStorage({ key: code })
  const { confirm } = await wx.showModal({ title: String(data) })
  wx.requestDeviceVoIP({
    isGroup: true,
    groupId: 'g',
    success() {},
    fail: ({ errCode }) => errCode === 10025,
  })
  wx.getDeviceVoIPList({
    success: ({ list }) => list.map(({ status, group_id, groupId }) => [status, group_id ?? groupId]),
  })
  // @ts-expect-error: a device needs its ticket
  wx.requestDeviceVoIP({ sn: 'a', modelId: 'm', deviceName: 'd' })
  // @ts-expect-error: WeChat gives no promise
  wx.getDeviceVoIPList().then()
  // @ts-expect-error: and none where a callback is passed
  nothing.then()
  // @ts-expect-error: a toast has words
  wx.showToast({ icon: confirm ? 'none' : 'error' })
}
