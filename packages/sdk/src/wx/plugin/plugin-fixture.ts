/** Phones and devices with the plugin, for tests: a real server, real WebRTC media, pages that only note their life. */

import { vi } from 'vitest'
import * as werift from 'werift'
import { type House, house, MODEL } from '../../../test/house.ts'
import { type MediaProvider, weriftMedia } from '../../calling/index.ts'
import { memoryKeyStore } from '../../device/key.ts'
import { createWx, type WxWorld } from '../create-wx.ts'
import { PageStack } from '../pages/page-stack.ts'
import type { WxOptions } from '../types.ts'
import { type CallPage, callPageOf } from './index.ts'
import type { WmpfVoip, WmpfVoipEvent } from './types.ts'

export { MODEL }

/** How long a test waits for what goes over the network, in milliseconds. */
export const LONG = 10_000

/** A phone or a device, and what its plugin told. */
export interface Side {
  world: WxWorld
  voip: WmpfVoip
  page: CallPage
  stack: PageStack
  heard: WmpfVoipEvent[]
  /** Names of the events, without the tick of each second and the page's own. */
  readonly names: string[]
  /** Route of the page on top. */
  readonly route: string | undefined
  /** Goes to the call page, as apps do after a call was placed. */
  toCallPage(): Promise<void>
  hears(name: string): Promise<WmpfVoipEvent>
}
export interface Phone extends Side {
  openid: string
}
export interface Door extends Side {
  sn: string
}
export interface Town {
  home: House
  /** Online; `openid` new unless given. */
  phone(options?: Partial<WxOptions> & { openid?: string }): Promise<Phone>
  /** Registered and online, unless `registered` is false. */
  door(options?: Partial<WxOptions> & { sn?: string; registered?: boolean }): Promise<Door>
  /** The person agrees to be rung by the device. */
  consent(phone: Phone, door: Door): Promise<void>
  close(): Promise<void>
}

const PAGES = ['pages/index/index', 'pages/contacts/contacts', 'pages/tab/tab']

export async function town(options: Parameters<typeof house>[0] = {}): Promise<Town> {
  const home = await house(options)
  const worlds: WxWorld[] = []
  const agreed = new Set<string>()
  let count = 0
  const sideOf = async (options: Partial<WxOptions>): Promise<Side> => {
    const stack = new PageStack()
    stack.definePages({ pages: PAGES, tabs: ['pages/tab/tab'], create: () => ({}) })
    const { platform, ...rest } = options
    const { address, appid } = home.server
    const world = createWx({
      server: address,
      appid,
      language: 'en',
      ...weriftMedia(werift),
      ...rest,
      platform: { navigator: stack, ...platform },
    })
    worlds.push(world)
    await stack.open('reLaunch', '/pages/index/index')
    const voip = world.requirePlugin('wmpf-voip').default
    const heard: WmpfVoipEvent[] = []
    voip.onVoipEvent((event) => heard.push(event))
    return {
      world,
      voip,
      page: callPageOf(voip),
      stack,
      heard,
      get names() {
        return heard
          .map(({ eventName }) => eventName)
          .filter((name) => !/^(calling|callPageOnShow)$/.test(name))
      },
      get route() {
        return stack.pages.at(-1)?.route
      },
      toCallPage: () => stack.open('redirectTo', CALL_PAGE),
      async hears(name) {
        return vi.waitFor(() => {
          const event = heard.find(({ eventName }) => eventName === name)
          if (!event) throw new Error(`no ${name} among ${heard.map(({ eventName }) => eventName)}`)
          return event
        }, LONG)
      },
    }
  }
  return {
    home,
    async phone({ openid = `person-${++count}`, ...options } = {}) {
      const { session } = await home.server.person(openid)
      const side = await sideOf({ session, ...options })
      await side.world.connect()
      return Object.assign(side, { openid })
    },
    async door({ sn = `door-${++count}`, registered = true, ...options } = {}) {
      const side = await sideOf({ device: { modelId: MODEL, sn, key: memoryKeyStore() }, ...options })
      const { client } = side.world.surroundings.side
      if (registered && 'register' in client) {
        await client.register(await home.ticket(sn))
        await side.world.connect()
      }
      return Object.assign(side, { sn })
    },
    async consent({ openid }, { sn }) {
      // Asked once: who agreed is not asked again.
      if (agreed.has(`${openid}/${sn}`)) return
      agreed.add(`${openid}/${sn}`)
      const person = await home.server.person(openid)
      await person.decide({ model_id: MODEL, sn }, 'allow')
    },
    async close() {
      await Promise.all(worlds.map((world) => world.close()))
      await home.close()
    },
  }
}

export const CALL_PAGE = 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin'

/** Media that cannot be opened. @param error what the browser says */
export const noMedia = (error: Error): { media: MediaProvider } => ({
  media: { open: () => Promise.reject(error) },
})
