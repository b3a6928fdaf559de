/** The app's life, its network, its updates: what WeChat tells an app about itself. */

import type { EnterOptions } from '../app-life.ts'
import type { Surroundings } from '../types.ts'
import { type AsyncApi, answering, tell } from './answer.ts'
import { Listeners } from './listeners.ts'

/** How the app was entered, with every key that WeChat's has. */
export interface LaunchOptions extends EnterOptions {
  referrerInfo: { appId: string; extraData: Record<string, unknown> }
  apiCategory: 'default'
  forwardMaterials: never[]
  hostExtraData: { host_scene: string }
}
type Show = (options: LaunchOptions) => void
// For `off` any listener: WeChat's declarations give it another argument than `on` has.
type AnyListener = (told: never) => void
type NetworkType = 'wifi' | 'none'
type NetworkListener = (result: { isConnected: boolean; networkType: NetworkType }) => void

/** Pages take new versions when they are loaded: there is never one to be applied. */
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
  /** Without a listener: all of them. */
  offAppShow(listener?: AnyListener): void
  onAppHide(listener: AnyListener): void
  offAppHide(listener?: AnyListener): void
  getNetworkType: AsyncApi<
    object,
    { networkType: NetworkType; signalStrength: number; hasSystemProxy: boolean; weakNet: boolean }
  >
  onNetworkStatusChange(listener: NetworkListener): void
  offNetworkStatusChange(listener?: AnyListener): void
  nextTick(callback: () => void): void
  getUpdateManager(): UpdateManager
  readonly env: { readonly USER_DATA_PATH: string }
}

export function appApi({ app, platform }: Surroundings): AppApi {
  const { network } = platform
  const networkType = (): NetworkType => (network.online() ? 'wifi' : 'none')
  const shown = new Listeners<LaunchOptions>((tellAll) =>
    app.onShow((options) => tellAll(launchOptions(options))),
  )
  const hidden = new Listeners<never>((tellAll) => app.onHide(() => tellAll(undefined as never)))
  const changed = new Listeners<Parameters<NetworkListener>[0]>((tellAll) =>
    network.onChange(() => tellAll({ isConnected: network.online(), networkType: networkType() })),
  )
  return {
    getLaunchOptionsSync: () => launchOptions(app.launchOptions),
    getEnterOptionsSync: () => launchOptions(app.enterOptions),
    onAppShow: (listener) => shown.on(listener),
    offAppShow: (listener) => shown.off(listener),
    onAppHide: (listener) => hidden.on(listener),
    offAppHide: (listener) => hidden.off(listener),
    getNetworkType: answering('getNetworkType', () => ({
      networkType: networkType(),
      signalStrength: 0,
      hasSystemProxy: false,
      weakNet: false,
    })),
    onNetworkStatusChange: (listener) => changed.on(listener),
    offNetworkStatusChange: (listener) => changed.off(listener),
    nextTick: (callback) => queueMicrotask(callback),
    getUpdateManager: () => ({
      onCheckForUpdate: (listener) => queueMicrotask(() => tell([listener], { hasUpdate: false })),
      onUpdateReady() {},
      onUpdateFailed() {},
      applyUpdate() {},
    }),
    env: { USER_DATA_PATH: 'wxfile://usr' },
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
