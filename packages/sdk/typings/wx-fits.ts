/**
 * Proves by its types that `wx` here can stand where WeChat's own is declared: every function that it has, but those
 * named below. Compiled by a test (`src/wx/typings.test.ts`), never run.
 */

import 'miniprogram-api-typings'
import type { Wx } from '../src/wx/index.ts'

/**
 * What differs, and why:
 * - `getAccountInfoSync`: WeChat declares `plugin`, which it gives to plugins only, and a Mini Program never gets.
 * - `cloud`: the two functions that are here; storage, database and containers of WeChat's cloud are not.
 */
type Different = 'getAccountInfoSync' | 'cloud'
type Same = Exclude<keyof Wx, Different>

type Theirs = Pick<WechatMiniprogram.Wx, Same>

declare const ours: Wx
export const fits: Theirs = ours

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
  wx.getDeviceVoIPList({ success: ({ list }) => list.map(({ status }) => status) })
  // @ts-expect-error: a device needs its ticket
  wx.requestDeviceVoIP({ sn: 'a', modelId: 'm', deviceName: 'd' })
  // @ts-expect-error: WeChat gives no promise
  wx.getDeviceVoIPList().then()
  // @ts-expect-error: and none where a callback is passed
  nothing.then()
  // @ts-expect-error: a toast has words
  wx.showToast({ icon: confirm ? 'none' : 'error' })
}
