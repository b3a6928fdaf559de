/** For tests: a real server, and phones and devices made by `createWx` on a platform in memory. */

import type { AskAnswer, AskAuthorization } from '@callgrant/sdk/person'
import { createTestbed, MODEL } from '../../../../e2e/lib/testbed.ts'
import { createWx, type WxInstance } from './create-wx.ts'
import type { Screen, WxOptions } from './types.ts'

export { MODEL }

export interface WxTestbed {
  ticket(sn?: string): Promise<string>
  appid: string
  secret: string
  address: string
  server: Awaited<ReturnType<typeof createTestbed>>['server']
  phone(options?: Partial<WxOptions> & { answer?: AskAnswer; openid?: string }): Promise<WxPhone>
  device(sn?: string): WxInstance
  close(): Promise<void>
}
export interface WxPhone extends WxInstance {
  openid: string
  dialogs: AskAuthorization[]
  /** Toasts, loadings and titles, as they were shown. */
  shown: string[]
}

let people = 0

export async function createWxTestbed(): Promise<WxTestbed> {
  const testbed = await createTestbed()
  const { address, appid, secret } = testbed.server
  const instances: WxInstance[] = []
  return {
    ticket: testbed.ticket,
    appid,
    secret,
    address,
    server: testbed.server,
    async phone({ answer = 'allow', openid = `person-${++people}`, ...options } = {}) {
      const dialogs: AskAuthorization[] = []
      const shown: string[] = []
      const { session } = await testbed.server.person(openid)
      const screen: Screen = {
        showToast: ({ title, icon }) => void shown.push(`toast ${icon} ${title}`),
        hideToast: () => void shown.push('hide'),
        showLoading: ({ title }) => void shown.push(`loading ${title}`),
        hideLoading: () => void shown.push('hide'),
        showModal: async () => ({ confirm: true, content: 'typed' }),
        showActionSheet: async ({ itemList }) => itemList.indexOf('second'),
        setTitle: (title) => void shown.push(`title ${title}`),
      }
      const ui = {
        async askAuthorization(request: AskAuthorization) {
          dialogs.push(request)
          return answer
        },
      }
      const instance = createWx({
        server: address,
        appid,
        session,
        language: 'en',
        ...options,
        platform: { screen, ui, ...options.platform },
      })
      instances.push(instance)
      return Object.assign(instance, { openid, dialogs, shown })
    },
    device(sn = 'door-1') {
      const instance = createWx({ server: address, appid, device: { modelId: MODEL, sn } })
      instances.push(instance)
      return instance
    },
    async close() {
      await Promise.all(instances.map((instance) => instance.close()))
      await testbed.close()
    },
  }
}

/** Callbacks that record their calls, in order. */
export function recordCallbacks(): {
  calls: [string, unknown][]
  success(r: unknown): void
  fail(r: unknown): void
  complete(r: unknown): void
} {
  const calls: [string, unknown][] = []
  return {
    calls,
    success: (result) => void calls.push(['success', result]),
    fail: (result) => void calls.push(['fail', result]),
    complete: (result) => void calls.push(['complete', result]),
  }
}

/** Calls a function of `wx` that answers by callbacks, and waits for its `complete`. */
export function answerOf<R = { errMsg: string; errCode?: number; errno?: number }>(
  call: (callbacks: { complete(result: unknown): void }) => unknown,
): Promise<R> {
  return new Promise((resolve) => void call({ complete: (result) => resolve(result as R) }))
}
