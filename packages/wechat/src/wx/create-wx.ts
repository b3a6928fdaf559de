/** Makes `wx`, `requirePlugin` and, on a device, `wmpf`: the globals of code written for WeChat. */

import { createPlugin } from '../plugin/index.ts'
import { createWxApi, type Wx } from './api/index.ts'
import { createWxHost } from './create-wx-host.ts'
import { followVisibility } from './follow-visibility.ts'
import { type RequireLater, requireLater } from './require-later.ts'
import type { WxHost, WxOptions } from './types.ts'
import { createWmpf, type Wmpf } from './wmpf.ts'
import { createChannel, type HostChannel } from './wmpf-channel.ts'

/** What `requirePlugin('wmpf-voip')` gives. */
export interface WmpfVoipModule {
  default: ReturnType<typeof createPlugin>
}

/** WeChat's `requirePlugin`. There is one plugin, `wmpf-voip`; any other is an Error. */
export type RequirePlugin = RequireLater<WmpfVoipModule>

/** What a phone or a device gives to code written for WeChat. */
export interface WxInstance {
  readonly wx: Wx
  readonly requirePlugin: RequirePlugin
  /** On a device only. Pages look for it to know on which side they run. */
  readonly wmpf?: Wmpf
  /** The host's end of `wmpf.Channel`, on a device only: it sends events to the Mini Program. */
  readonly hostChannel?: Pick<HostChannel, 'registered' | 'send'>
  /** What these are built on: the client of the server, the platform, the app's lifetime. */
  readonly host: WxHost
  /** Resolves once stored files are read. In a browser, `…Sync` functions of files need it; in Node it is so at once. */
  ready(): Promise<void>
  /** Goes online, so that calls are received. @throws CallgrantError when the server refuses, or cannot be reached */
  connect(): Promise<void>
  /** Ends the current call and goes offline. */
  close(): Promise<void>
}

/** What the plugin is called: the name that app.json gives it by custom, and its provider. */
const PLUGIN_NAMES = ['wmpf-voip', 'wxf830863afde621eb']

/**
 * @example
 * const { wx, requirePlugin, connect } = createWx({ server, appid, session: () => fetchSession() })
 * wx.requestDeviceVoIP({ sn, snTicket, modelId, deviceName, success() {}, fail({ errCode }) {} })
 * const wmpfVoip = requirePlugin('wmpf-voip').default
 * await connect()
 * @throws TypeError without `server`, `appid`, or one of `session` and `device`
 */
export function createWx(options: WxOptions): WxInstance {
  const host = createWxHost(options)
  const { client, role } = host.side
  const stopFollowing = followVisibility(host.app)
  const plugin: WmpfVoipModule = { default: createPlugin(host) }
  const find = (name: string) => {
    if (PLUGIN_NAMES.includes(name)) return plugin
    throw new Error(`plugin "${name}" is not there: the one plugin here is "wmpf-voip"`)
  }
  const channel = role === 'device' ? createChannel(options.device?.host) : undefined
  return {
    wx: createWxApi(host),
    requirePlugin: requireLater(find),
    ...(role === 'device' && channel && { wmpf: createWmpf(client, channel.channel), hostChannel: channel }),
    host,
    ready: () => host.files.ready,
    connect: () => client.connect(),
    async close() {
      stopFollowing()
      await client.close()
    },
  }
}

export interface InstallOptions extends WxOptions {
  /** Whether to go online at once; default true. False: `connect()` does. A lost connection is always restored. */
  connect?: boolean
}

/**
 * Defines `wx`, `requirePlugin` and, on a device, `wmpf` as globals, so that code written for WeChat runs unmodified,
 * and goes online to receive calls. After a network error, and while `session` fails, it tries again by itself. When the
 * server refuses (the device is not registered), a warning is printed; `connect()` tries again.
 * @returns the same as createWx; its `close()` also restores the globals
 * @throws TypeError as createWx
 */
export function installWx({ connect = true, ...options }: InstallOptions): WxInstance {
  const instance = createWx(options)
  if (connect) instance.connect().catch(warnOfRefusal)
  const { wx, requirePlugin, wmpf } = instance
  const names: Record<string, unknown> = { wx, requirePlugin, ...(wmpf && { wmpf }) }
  const before = new Map(
    Object.keys(names).map((name) => [name, Object.getOwnPropertyDescriptor(globalThis, name)]),
  )
  for (const [name, value] of Object.entries(names)) {
    Object.defineProperty(globalThis, name, { value, configurable: true, writable: true, enumerable: true })
  }
  return {
    ...instance,
    async close() {
      for (const [name, was] of before) {
        Reflect.deleteProperty(globalThis, name)
        if (was) Object.defineProperty(globalThis, name, was)
      }
      await instance.close()
    },
  }
}

/** After a network error the client tries again by itself; after a refusal it waits for the app. */
function warnOfRefusal(error: unknown): void {
  const { code, message } = error as { code?: string; message: string }
  if (code !== 'network') console.warn(`callgrant: no calls come in: ${message} Then call connect() again.`)
}
