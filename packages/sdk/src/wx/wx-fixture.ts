/** For tests: a real server, and phones and devices made by `createWx` on a platform in memory. */

import { house, MODEL } from '../../test/house.ts'
import type { AskAnswer, AskAuthorization } from '../person/types.ts'
import { createWx, type WxWorld } from './create-wx.ts'
import type { Screen, WxOptions } from './types.ts'

export { MODEL }

export interface WxHouse {
  ticket(sn?: string): Promise<string>
  appid: string
  secret: string
  address: string
  server: Awaited<ReturnType<typeof house>>['server']
  phone(options?: Partial<WxOptions> & { answer?: AskAnswer; openid?: string }): Promise<WxPhone>
  device(sn?: string): WxWorld
  close(): Promise<void>
}
export interface WxPhone extends WxWorld {
  openid: string
  dialogs: AskAuthorization[]
  /** Toasts, loadings and titles, as they were shown. */
  shown: string[]
}

let people = 0

export async function wxHouse(): Promise<WxHouse> {
  const home = await house()
  const { address, appid, secret } = home.server
  const worlds: WxWorld[] = []
  return {
    ticket: home.ticket,
    appid,
    secret,
    address,
    server: home.server,
    async phone({ answer = 'allow', openid = `person-${++people}`, ...options } = {}) {
      const dialogs: AskAuthorization[] = []
      const shown: string[] = []
      const { session } = await home.server.person(openid)
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
      const world = createWx({
        server: address,
        appid,
        session,
        language: 'en',
        ...options,
        platform: { screen, ui, ...options.platform },
      })
      worlds.push(world)
      return Object.assign(world, { openid, dialogs, shown })
    },
    device(sn = 'door-1') {
      const world = createWx({ server: address, appid, device: { modelId: MODEL, sn } })
      worlds.push(world)
      return world
    },
    async close() {
      await Promise.all(worlds.map((world) => world.close()))
      await home.close()
    },
  }
}

/** What the callbacks were told, in order. */
export function heard(): {
  told: [string, unknown][]
  success(r: unknown): void
  fail(r: unknown): void
  complete(r: unknown): void
} {
  const told: [string, unknown][] = []
  return {
    told,
    success: (result) => void told.push(['success', result]),
    fail: (result) => void told.push(['fail', result]),
    complete: (result) => void told.push(['complete', result]),
  }
}

/** Calls a function of `wx` that answers by callbacks, and waits for its `complete`. */
export function answerOf<R = { errMsg: string; errCode?: number; errno?: number }>(
  call: (callbacks: { complete(result: unknown): void }) => unknown,
): Promise<R> {
  return new Promise((resolve) => void call({ complete: (result) => resolve(result as R) }))
}
