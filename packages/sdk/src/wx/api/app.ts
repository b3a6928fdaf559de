/** The app's life, its network, its updates: what WeChat tells an app about itself. */

import type { EnterOptions } from '../app-life.ts'
import type { Surroundings } from '../types.ts'
import { type AsyncApi, answering, tell } from './answer.ts'

/** How the app was entered, with every key that WeChat's has. */
export interface LaunchOptions extends EnterOptions {
  referrerInfo: { appId: string; extraData: Record<string, unknown> }
  apiCategory: 'default'
  forwardMaterials: never[]
  hostExtraData: { host_scene: string }
}
type Show = (options: LaunchOptions) => void
type NetworkType = 'wifi' | 'none'
type NetworkListener = (result: { isConnected: boolean; networkType: NetworkType }) => void

/** Pages take new versions when they are loaded: there is never one to be applied. */
export interface UpdateManager {
  onCheckForUpdate(listener: (result: { hasUpdate: boolean }) => void): void
  onUpdateReady(listener: () => void): void
  onUpdateFailed(listener: () => void): void
  applyUpdate(): void
}

export interface AppApi {
  getLaunchOptionsSync(): LaunchOptions
  getEnterOptionsSync(): LaunchOptions
  onAppShow(listener: Show): void
  /** Without a listener: all of them. */
  offAppShow(listener?: Show): void
  onAppHide(listener: () => void): void
  offAppHide(listener?: () => void): void
  getNetworkType: AsyncApi<
    object,
    { networkType: NetworkType; signalStrength: number; hasSystemProxy: boolean }
  >
  onNetworkStatusChange(listener: NetworkListener): void
  offNetworkStatusChange(listener?: NetworkListener): void
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
  const hidden = new Listeners<undefined>((tellAll) => app.onHide(() => tellAll(undefined)))
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

/** WeChat's on and off: the same listener twice is called twice, and `off` without one takes all away. */
class Listeners<T> {
  #listeners: ((value: T) => void)[] = []
  readonly #follow: (tellAll: (value: T) => void) => () => void
  #stop: (() => void) | undefined

  /** @param follow begins to listen to what is below; not before somebody listens here */
  constructor(follow: (tellAll: (value: T) => void) => () => void) {
    this.#follow = follow
  }

  on(listener: (value: T) => void): void {
    this.#listeners.push(listener)
    this.#stop ??= this.#follow((value) => tell([...this.#listeners], value))
  }

  off(listener?: (value: T) => void): void {
    this.#listeners = listener ? this.#listeners.filter((one) => one !== listener) : []
    if (this.#listeners.length > 0) return
    this.#stop?.()
    this.#stop = undefined
  }
}
