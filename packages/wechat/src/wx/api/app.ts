/** The app's lifetime, its network and its updates. */

import type { EnterOptions } from '../app-life.ts'
import { USER_DATA_PATH } from '../files/file-tree.ts'
import type { WxHost } from '../types.ts'
import { type AsyncApi, asyncFunction, callAll } from './async-api.ts'
import { Listeners } from './listeners.ts'

/** How the app was entered, with every key that WeChat's object has. */
export interface LaunchOptions extends EnterOptions {
  referrerInfo: { appId: string; extraData: Record<string, unknown> }
  apiCategory: 'default'
  forwardMaterials: never[]
  hostExtraData: { host_scene: string }
}
type Show = (options: LaunchOptions) => void
// WeChat's declarations give the listeners of `off` another argument than those of `on`.
type AnyListener = (told: never) => void
type NetworkType = 'wifi' | 'none'
type NetworkListener = (result: { isConnected: boolean; networkType: NetworkType }) => void

/** There is never an update to apply: pages load the newest version. */
export interface UpdateManager {
  onCheckForUpdate(listener: (result: { hasUpdate: boolean }) => void): void
  onUpdateReady(listener: (result: { errMsg: string }) => void): void
  onUpdateFailed(listener: (result: { errMsg: string }) => void): void
  applyUpdate(): void
}

export interface AppApi {
  getLaunchOptionsSync(): LaunchOptions
  getEnterOptionsSync(): LaunchOptions
  onAppShow(listener: Show): void
  /** Without a listener, removes all. */
  offAppShow(listener?: AnyListener): void
  onAppHide(listener: AnyListener): void
  offAppHide(listener?: AnyListener): void
  getNetworkType: AsyncApi<
    object,
    { networkType: NetworkType; signalStrength: number; hasSystemProxy: boolean; weakNet: boolean }
  >
  onNetworkStatusChange(listener: NetworkListener): void
  offNetworkStatusChange(listener?: AnyListener): void
  /** Leaves the Mini Program: the page's `onHide`, then `App.onHide`. WeChat asks for a tap before it; this does not. */
  exitMiniProgram: AsyncApi<object, object>
  nextTick(callback: () => void): void
  getUpdateManager(): UpdateManager
  readonly env: { readonly USER_DATA_PATH: string }
}

export function appApi({ app, platform }: WxHost): AppApi {
  const { network } = platform
  const networkType = (): NetworkType => (network.online() ? 'wifi' : 'none')
  const shown = new Listeners<LaunchOptions>((notify) =>
    app.onShow((options) => notify(launchOptions(options))),
  )
  const hidden = new Listeners<never>((notify) => app.onHide(() => notify(undefined as never)))
  const changed = new Listeners<Parameters<NetworkListener>[0]>((notify) =>
    network.onChange(() => notify({ isConnected: network.online(), networkType: networkType() })),
  )
  return {
    getLaunchOptionsSync: () => launchOptions(app.launchOptions),
    getEnterOptionsSync: () => launchOptions(app.enterOptions),
    onAppShow: (listener) => shown.on(listener),
    offAppShow: (listener) => shown.off(listener),
    onAppHide: (listener) => hidden.on(listener),
    offAppHide: (listener) => hidden.off(listener),
    getNetworkType: asyncFunction('getNetworkType', () => ({
      networkType: networkType(),
      signalStrength: 0,
      hasSystemProxy: false,
      weakNet: false,
    })),
    onNetworkStatusChange: (listener) => changed.on(listener),
    offNetworkStatusChange: (listener) => changed.off(listener),
    exitMiniProgram: asyncFunction('exitMiniProgram', () => {
      if (app.visible) platform.navigator.hide?.()
      app.exit()
      platform.exit?.()
      return {}
    }),
    nextTick: (callback) => queueMicrotask(callback),
    getUpdateManager: () => ({
      onCheckForUpdate: (listener) => queueMicrotask(() => callAll([listener], { hasUpdate: false })),
      onUpdateReady() {},
      onUpdateFailed() {},
      applyUpdate() {},
    }),
    env: { USER_DATA_PATH },
  }
}

function launchOptions(options: EnterOptions): LaunchOptions {
  const { appId = '', extraData = {} } = options.referrerInfo ?? {}
  return {
    ...options,
    query: { ...options.query },
    referrerInfo: { appId, extraData },
    apiCategory: 'default',
    forwardMaterials: [],
    hostExtraData: { host_scene: '' },
  }
}
