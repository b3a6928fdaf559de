/** Makes `wx`, `requirePlugin` and, on a device, `wmpf`: what code written for WeChat finds in its scope. */

import { type Wx, wxOf } from './api/index.ts'
import { followPage } from './follow-page.ts'
import { createPlugin } from './plugin/index.ts'
import { surroundingsOf } from './surroundings.ts'
import type { Surroundings, WxOptions } from './types.ts'
import { type Wmpf, wmpfOf } from './wmpf.ts'

/** What `requirePlugin('wmpf-voip')` gives. */
export interface WmpfVoipModule {
  default: ReturnType<typeof createPlugin>
}

/** WeChat's `requirePlugin`, for the one plugin that is here. */
export interface RequirePlugin {
  /** @throws Error for any other plugin */
  (name: string): WmpfVoipModule
  /** The same as a promise, as WeChat has it for plugins of a sub-package. */
  async(name: string): Promise<WmpfVoipModule>
}

/** One side of the world, as a Mini Program sees it. */
export interface WxWorld {
  readonly wx: Wx
  readonly requirePlugin: RequirePlugin
  /** On a device only: its absence is how pages know that they are on a phone. */
  readonly wmpf?: Wmpf
  readonly surroundings: Surroundings
  /** Goes online, so that calls come in. @throws CallgrantError */
  connect(): Promise<void>
  /** Ends the current call and goes offline. */
  close(): Promise<void>
}

/** The names of the plugin: the one everybody declares it by, and its provider. */
const PLUGIN_NAMES = ['wmpf-voip', 'wxf830863afde621eb']

/**
 * @example
 * const { wx, requirePlugin, connect } = createWx({ server, appid, session: () => fetchSession() })
 * wx.requestDeviceVoIP({ sn, snTicket, modelId, deviceName, success() {}, fail({ errCode }) {} })
 * const wmpfVoip = requirePlugin('wmpf-voip').default
 * await connect()
 * @throws TypeError when it is not said where the server is, which app this is, or which side
 */
export function createWx(options: WxOptions): WxWorld {
  const surroundings = surroundingsOf(options)
  const { client, role } = surroundings.side
  const stop = followPage(surroundings.app)
  const plugin: WmpfVoipModule = { default: createPlugin(surroundings) }
  const find = (name: string) => {
    if (PLUGIN_NAMES.includes(name)) return plugin
    throw new Error(`plugin "${name}" is not there: the one plugin here is "wmpf-voip"`)
  }
  return {
    wx: wxOf(surroundings),
    requirePlugin: Object.assign(find, { async: async (name: string) => find(name) }),
    ...(role === 'device' && { wmpf: wmpfOf(client) }),
    surroundings,
    connect: () => client.connect(),
    async close() {
      stop()
      await client.close()
    },
  }
}

export interface InstallOptions extends WxOptions {
  /** False: calls come in from `connect()` on. Default: at once, and again whenever the connection was lost. */
  connect?: boolean
}

/**
 * Puts `wx`, `requirePlugin` and, on a device, `wmpf` on `globalThis`, so that code written for WeChat runs as it is;
 * and goes online, so that calls come in. What is refused (nobody is signed in, the device is not registered) is told
 * on the console; `connect()` tries again.
 * @returns the same as createWx; `close()` also takes them off again
 */
export function installWx({ connect = true, ...options }: InstallOptions): WxWorld {
  const world = createWx(options)
  if (connect) world.connect().catch(tellRefusal)
  const { wx, requirePlugin, wmpf } = world
  const names: Record<string, unknown> = { wx, requirePlugin, ...(wmpf && { wmpf }) }
  const before = new Map(
    Object.keys(names).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]),
  )
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true })
  }
  return {
    ...world,
    async close() {
      for (const [name, was] of before) {
        Reflect.deleteProperty(globalThis, name)
        if (was) Object.defineProperty(globalThis, name, was)
      }
      await world.close()
    },
  }
}

/** A network that is away is tried again by itself; any other refusal waits for the app. */
function tellRefusal(error: unknown): void {
  const { code, message } = error as { code?: string; message: string }
  if (code !== 'network') console.warn(`callgrant: no calls come in: ${message} Then call connect() again.`)
}
