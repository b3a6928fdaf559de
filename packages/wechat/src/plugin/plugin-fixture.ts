/** Phones and devices with the plugin, for tests: a real server, real WebRTC media, pages that do nothing. */

import { type MediaProvider, weriftMedia } from '@callgrant/sdk/calling'
import { memoryKeyStore } from '@callgrant/sdk/device'
import { vi } from 'vitest'
import * as werift from 'werift'
import { createTestbed, MODEL, type Testbed } from '../../../../e2e/lib/testbed.ts'
import { createWx, type WxInstance } from '../wx/create-wx.ts'
import { PageStack } from '../wx/pages/page-stack.ts'
import type { WxOptions } from '../wx/types.ts'
import { type CallPage, callPageOf } from './index.ts'
import type { WmpfVoip, WmpfVoipEvent } from './types.ts'

export { MODEL }

/** How long a test waits for what goes over the network, in milliseconds. */
export const LONG = 10_000

/** A phone or a device, and the events of its plugin. */
export interface Side {
  instance: WxInstance
  voip: WmpfVoip
  page: CallPage
  stack: PageStack
  events: WmpfVoipEvent[]
  /** Names of the events, without `calling` and `callPageOnShow`. */
  readonly names: string[]
  /** Route of the page on top. */
  readonly route: string | undefined
  /** Opens the call page, as apps do after a call was placed. */
  toCallPage(): Promise<void>
  waitForEvent(name: string): Promise<WmpfVoipEvent>
}
export interface TestPhone extends Side {
  openid: string
}
export interface TestDevice extends Side {
  sn: string
}
export interface PluginTestbed {
  testbed: Testbed
  /** Online; `openid` new unless given. */
  phone(options?: Partial<WxOptions> & { openid?: string }): Promise<TestPhone>
  /** Registered and online, unless `registered` is false. */
  device(options?: Partial<WxOptions> & { sn?: string; registered?: boolean }): Promise<TestDevice>
  /** The person agrees to be rung by the device. */
  consent(phone: TestPhone, door: TestDevice): Promise<void>
  close(): Promise<void>
}

const PAGES = ['pages/index/index', 'pages/contacts/contacts', 'pages/tab/tab']

export async function createPluginTestbed(
  options: Parameters<typeof createTestbed>[0] = {},
): Promise<PluginTestbed> {
  const testbed = await createTestbed(options)
  const instances: WxInstance[] = []
  const agreed = new Set<string>()
  let count = 0
  const sideOf = async (options: Partial<WxOptions>): Promise<Side> => {
    const stack = new PageStack()
    stack.definePages({ pages: PAGES, tabs: ['pages/tab/tab'], create: () => ({}) })
    const { platform, ...rest } = options
    const { address, appid } = testbed.server
    const instance = createWx({
      server: address,
      appid,
      language: 'en',
      ...weriftMedia(werift),
      ...rest,
      platform: { navigator: stack, ...platform },
    })
    instances.push(instance)
    await stack.open('reLaunch', '/pages/index/index')
    const voip = instance.requirePlugin('wmpf-voip').default
    const events: WmpfVoipEvent[] = []
    voip.onVoipEvent((event) => events.push(event))
    return {
      instance,
      voip,
      page: callPageOf(voip),
      stack,
      events,
      get names() {
        return events
          .map(({ eventName }) => eventName)
          .filter((name) => !/^(calling|callPageOnShow)$/.test(name))
      },
      get route() {
        return stack.pages.at(-1)?.route
      },
      toCallPage: () => stack.open('redirectTo', CALL_PAGE),
      async waitForEvent(name) {
        return vi.waitFor(() => {
          const event = events.find(({ eventName }) => eventName === name)
          if (!event) throw new Error(`no ${name} among ${events.map(({ eventName }) => eventName)}`)
          return event
        }, LONG)
      },
    }
  }
  return {
    testbed,
    async phone({ openid = `person-${++count}`, ...options } = {}) {
      const { session } = await testbed.server.person(openid)
      const side = await sideOf({ session, ...options })
      await side.instance.connect()
      return Object.assign(side, { openid })
    },
    async device({ sn = `door-${++count}`, registered = true, ...options } = {}) {
      const side = await sideOf({ device: { modelId: MODEL, sn, key: memoryKeyStore() }, ...options })
      const { client } = side.instance.host.side
      if (registered && 'register' in client) {
        await client.register(await testbed.ticket(sn))
        await side.instance.connect()
      }
      return Object.assign(side, { sn })
    },
    async consent({ openid }, { sn }) {
      // A person who agreed is not asked again.
      if (agreed.has(`${openid}/${sn}`)) return
      agreed.add(`${openid}/${sn}`)
      const person = await testbed.server.person(openid)
      await person.decide({ model_id: MODEL, sn }, 'allow')
    },
    async close() {
      await Promise.all(instances.map((instance) => instance.close()))
      await testbed.close()
    },
  }
}

export const CALL_PAGE = 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin'

/** Media that cannot be opened. @param error what the browser throws */
export const noMedia = (error: Error): { media: MediaProvider } => ({
  media: { open: () => Promise.reject(error) },
})
