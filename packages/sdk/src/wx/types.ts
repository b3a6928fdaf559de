/**
 * What the parts of `./wx` share: the world that a Mini Program page runs in (`WxWorld`), and the platform that it
 * stands on (`Platform`): a browser, or an emulator's phone. WeChat's facts: names, shapes and numbers of its public
 * pages. No part here needs a DOM; the browser's platform does.
 */

import type { Device, DeviceKey, KeyStore } from '../device/types.ts'
import type { Person, PersonUi } from '../person/types.ts'
import type { ClientOptions } from '../shared/types.ts'
import type { EventChannel } from './api/event-channel.ts'
import type { AppLife } from './app-life.ts'
import type { CallPage } from './plugin/call-page.ts'

/** Which WeChat this claims to be: it decides what is there (A18). */
export interface Versions {
  /** `SDKVersion`; default 3.8.0. */
  baseLibrary: string
  /** WeChat's own; default 8.0.60. Below 8.0.30 settings has no module for devices. */
  wechat: string
  /** `wmpf-voip`; default 2.4.6. */
  plugin: string
}

/** What an app, or a test, asks for. One of `session` (a phone) and `device` (a device) must be there. */
export interface WxOptions extends ClientOptions {
  appid: string
  /** The phone's side: the person's session, or a function that gets a fresh one from your back end. */
  session?: string | (() => string | Promise<string>)
  /** The device's side: the global `wmpf` exists, and calls come from this device. */
  device?: { modelId: string; sn: string; key?: DeviceKey | KeyStore }
  versions?: Partial<Versions>
  /** Default: the browser's. */
  platform?: Partial<Platform>
  /** For `wx.cloud.callFunction`, by name. */
  functions?: Record<string, CloudFunction>
  /** `wx.getAccountInfoSync().miniProgram.envVersion`; default `release`. */
  envVersion?: 'release' | 'trial' | 'develop'
  /** In a web app with a router of its own: shows one of the app's pages, `/pages/x/x?a=1`. */
  navigate?: (url: string) => void | Promise<void>
}

/** One cloud function: WeChat's `exports.main`. */
export type CloudFunction = (event: Record<string, unknown>, context: object) => unknown

/** Keys and values that stay; every value is JSON text. */
export interface KeyValue {
  getItem(key: string): string | null
  setItem(key: string, value: string): void
  removeItem(key: string): void
  /** All keys of this app. */
  keys(): string[]
}

export interface Toast {
  title: string
  icon: 'success' | 'error' | 'loading' | 'none'
  /** Milliseconds. */
  duration: number
  mask: boolean
}
export interface Modal {
  title: string
  content: string
  showCancel: boolean
  cancelText: string
  confirmText: string
  editable: boolean
  placeholderText: string
}

/** What the platform shows. Everything but the dialog and the settings page, which are the person's `ui`. */
export interface Screen {
  showToast(toast: Toast): void
  hideToast(): void
  showLoading(loading: { title: string; mask: boolean }): void
  hideLoading(): void
  /** @returns what was tapped; `content` when it is editable */
  showModal(modal: Modal): Promise<{ confirm: boolean; content?: string }>
  /** @returns the index tapped; -1: cancelled */
  showActionSheet(sheet: { itemList: string[]; alertText?: string }): Promise<number>
  setTitle(title: string): void
}

/** One page of the stack. */
export interface OpenPage {
  /** `pages/index/index`, without a slash before; or `plugin-private://…`. */
  readonly route: string
  readonly options: Record<string, string>
  /** Its end of the line to the page that opened it; there when it was opened by `navigateTo`. */
  readonly opener?: EventChannel
}
export type OpenMode = 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab'

/** The life of a page that is no page of the app's own: the plugin's call page. */
export interface PrivatePage {
  onLoad?(options: Record<string, string>): void
  onShow?(): void
  onHide?(): void
  onUnload?(): void
}

/** The pages that are open, bottom first. `pages/page-stack.ts` is the one there is. */
export interface Navigator {
  readonly pages: readonly OpenPage[]
  /**
   * @param url `/pages/x/x?a=1`, relative to the open page, or `plugin-private://…`
   * @param opener what the opened page has as its `opener`
   * @throws Error whose message is WeChat's reason, `page "pages/y/y" is not found`
   */
  open(mode: OpenMode, url: string, opener?: EventChannel): Promise<void>
  back(delta: number): Promise<void>
  /** Says what lives at a `plugin-private://` address. */
  definePrivatePage(route: string, create: () => PrivatePage): void
}

/** What a Mini Program stands on. */
export interface Platform {
  storage: KeyValue
  screen: Screen
  navigator: Navigator
  /** The dialog and the settings page; default in a browser: those of `./ui`. */
  ui: Partial<PersonUi>
  clipboard: { read(): Promise<string>; write(text: string): Promise<void> }
  /** Draws the plugin's call page, and follows it. Default: `./ui` where there is a DOM, else nothing. */
  drawCallPage?(page: CallPage, world: Surroundings): void
  /** CSS pixels. */
  window(): { width: number; height: number; pixelRatio: number; statusBarHeight: number }
  /** Brand, model and system as `wx.getSystemInfoSync` tells them. */
  machine: {
    brand: string
    model: string
    system: string
    platform: string
    language: string
    theme: 'light' | 'dark'
  }
  /** Camera and microphone. */
  permissions: Permissions
  network: Network
  /** Milliseconds since 1970, where the app's clock is meant. */
  now(): number
}

/** What the person lets the app use, beside calls. */
export interface Permissions {
  /** Asks once, and answers what was decided. */
  ask(scope: 'camera' | 'record'): Promise<boolean>
  /** @returns undefined: never asked */
  read(scope: 'camera' | 'record'): Promise<boolean | undefined>
}

/** Whether there is a network at all. */
export interface Network {
  online(): boolean
  /** @returns stops it */
  onChange(listener: () => void): () => void
}

/** One side of the world: a phone with a person, or a device. */
export type Side =
  | {
      role: 'person'
      client: Person
      /** Who the session says the person is; empty when it does not say. */
      openid?: () => Promise<string>
    }
  | { role: 'device'; client: Device }

/** What `wx`, the plugin and the pages are built on. Made once by `createWx`. */
export interface Surroundings {
  appid: string
  server: string
  side: Side
  versions: Versions
  envVersion: 'release' | 'trial' | 'develop'
  platform: Platform
  /** How the app was entered, and whether it is in sight. */
  app: AppLife
  fetch: typeof globalThis.fetch
  functions: Record<string, CloudFunction>
}
