/**
 * The options of `createWx`, and what `wx` and the plugin are built on: a platform (a browser, or an emulated phone)
 * and a client of the server. Nothing here needs a DOM.
 */

import type { Device, DeviceKey, KeyStore } from '@callgrant/sdk/device'
import type { ClientOptions, Person, PersonUi } from '@callgrant/sdk/person'
import type { KeyValue } from '@callgrant/sdk/platform'
import type { CallPage } from '../plugin/call-page-types.ts'
import type { EventChannel } from './api/event-channel.ts'
import type { AppLife } from './app-life.ts'
import type { CloudDatabase } from './cloud-database/types.ts'
import type { FileTree } from './files/file-tree.ts'
import type { FileStorage } from './files/types.ts'
import type { WmpfHost } from './wmpf-channel.ts'

export type { KeyValue }

/** Which WeChat `wx` and the plugin behave like. Functions that it did not have yet are missing. */
export interface Versions {
  /** Version of the base library, `SDKVersion`; default 3.8.0. */
  baseLibrary: string
  /** Version of WeChat itself; default 8.0.60. Below 8.0.30 the settings page lists no devices. */
  wechat: string
  /** Version of the `wmpf-voip` plugin; default 2.4.6. */
  plugin: string
}

/** Options of `createWx`. Pass `session` for a phone, or `device` for a device. */
export interface WxOptions extends ClientOptions {
  appid: string
  /** The person's session, or a function that fetches a new one from your back end. */
  session?: string | (() => string | Promise<string>)
  /**
   * Makes this a device: there is a `wmpf`, and calls come from it.
   * `key`: default in a browser a key in IndexedDB, elsewhere one in memory.
   * `host`: the app that shows the Mini Program on the device; it answers `wmpf.Channel.invoke`.
   */
  device?: { modelId: string; sn: string; key?: DeviceKey | KeyStore; host?: WmpfHost }
  versions?: Partial<Versions>
  /** Parts of the platform to replace. Default: the browser's; without a browser, all is kept in memory. */
  platform?: Partial<Platform>
  /** Functions that `wx.cloud.callFunction` calls, by name. */
  functions?: Record<string, CloudFunction>
  /** Where the data of `wx.cloud.database()` is, for development; default: in memory, shared with `createCloud`. */
  database?: CloudDatabase
  /** `wx.getAccountInfoSync().miniProgram.envVersion`; default `release`. */
  envVersion?: 'release' | 'trial' | 'develop'
  /** For a web app with its own router: shows one of the app's pages, `/pages/x/x?a=1`. */
  navigate?: (url: string) => void | Promise<void>
}

/** A cloud function, `exports.main` in WeChat. What it takes and returns is copied as JSON. */
// biome-ignore lint/suspicious/noExplicitAny: what each takes is its own: `({ sn }: { sn: string }) => …` is one
export type CloudFunction = (event: any, context: object) => unknown

export interface Toast {
  title: string
  icon: 'success' | 'error' | 'loading' | 'none'
  /** Milliseconds. */
  duration: number
  /** Whether taps on the page are blocked meanwhile. */
  mask: boolean
}
export interface Modal {
  title: string
  content: string
  showCancel: boolean
  cancelText: string
  confirmText: string
  /** Whether it has a text field; `content` is then what stands in it. */
  editable: boolean
  placeholderText: string
}

/** What is drawn on the screen, except for the dialog and the settings page (`ui`) and the call page. */
export interface Screen {
  showToast(toast: Toast): void
  hideToast(): void
  showLoading(loading: { title: string; mask: boolean }): void
  hideLoading(): void
  /** @returns the button that was tapped, and the text when it is editable */
  showModal(modal: Modal): Promise<{ confirm: boolean; content?: string }>
  /** @returns the index that was tapped; -1: cancelled */
  showActionSheet(sheet: { itemList: string[]; alertText?: string }): Promise<number>
  /** Sets the title of the navigation bar. */
  setTitle(title: string): void
}

/** An open page. */
export interface OpenPage {
  /** `pages/index/index`, without a slash before; or `plugin-private://…`. */
  readonly route: string
  readonly options: Record<string, string>
  /** The channel to the page that opened it with `navigateTo`. */
  readonly opener?: EventChannel
}
export type OpenMode = 'navigateTo' | 'redirectTo' | 'reLaunch' | 'switchTab'

/** The lifetime of a page that belongs to a plugin: the call page. */
export interface PrivatePage {
  onLoad?(options: Record<string, string>): void
  onShow?(): void
  onHide?(): void
  onUnload?(): void
}

/** The open pages, and how others are opened. `PageStack` implements it. */
export interface Navigator {
  /** The open pages, the one that is shown last. */
  readonly pages: readonly OpenPage[]
  /**
   * @param url `/pages/x/x?a=1`, relative to the open page, or `plugin-private://…`
   * @param opener the `opener` of the new page
   * @throws Error with WeChat's reason, `page "pages/y/y" is not found`
   */
  open(mode: OpenMode, url: string, opener?: EventChannel): Promise<void>
  /** Closes this many pages. @throws Error on the first page */
  back(delta: number): Promise<void>
  /** The program leaves: tells the page on top that it is hidden. */
  hide?(): void
  /** Registers the page at a `plugin-private://` address. */
  definePrivatePage(route: string, create: () => PrivatePage): void
}

/** What `wx` needs of the machine it runs on. */
export interface Platform {
  /** Of `wx.setStorage` and its like; values are JSON. */
  storage: KeyValue
  /** Of `wx.getFileSystemManager`. */
  files: FileStorage
  screen: Screen
  navigator: Navigator
  /** The dialog and the settings page; default in a browser: those of `@callgrant/ui`. */
  ui: Partial<PersonUi>
  clipboard: { read(): Promise<string>; write(text: string): Promise<void> }
  /** Draws the plugin's call page, now and whenever it changes. Default: with `@callgrant/ui` where there is a DOM. */
  drawCallPage?(page: CallPage, host: WxHost): void
  /** Sizes in CSS pixels. */
  window(): { width: number; height: number; pixelRatio: number; statusBarHeight: number }
  /** Brand, model and system as `wx.getSystemInfoSync` returns them. */
  machine: {
    brand: string
    model: string
    system: string
    platform: string
    language: string
    theme: 'light' | 'dark'
  }
  permissions: Permissions
  network: Network
  /** Called when the program has left (`wx.exitMiniProgram`): shows what is outside of it. Default: nothing. */
  exit?(): void
}

/** Permission to use the camera and the microphone (`record`). */
export interface Permissions {
  /** Asks the person, unless they decided before. @returns whether they allow it */
  ask(scope: 'camera' | 'record'): Promise<boolean>
  /** @returns what was decided; undefined: never asked */
  read(scope: 'camera' | 'record'): Promise<boolean | undefined>
}

/** Whether the machine has a network. */
export interface Network {
  online(): boolean
  /** @returns a function that removes the listener */
  onChange(listener: () => void): () => void
}

/** Which side of calls this is: a person's phone, or a device; and its client of the server. */
export type Side =
  | {
      role: 'person'
      client: Person
      /** Reads the openid from the session; empty when there is none in it. */
      openid?: () => Promise<string>
    }
  | { role: 'device'; client: Device }

/** What `wx`, the plugin and the pages of one phone or device are built on. `createWx` makes it. */
export interface WxHost {
  appid: string
  /** Address without a slash at the end. */
  server: string
  side: Side
  versions: Versions
  envVersion: 'release' | 'trial' | 'develop'
  platform: Platform
  /** How the app was entered, and whether it is in front. */
  app: AppLife
  fetch: typeof globalThis.fetch
  functions: Record<string, CloudFunction>
  database: CloudDatabase
  /** The Mini Program's files. */
  files: FileTree
}
