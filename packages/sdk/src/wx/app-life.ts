/** The app's own life: how it was entered, and whether it is in sight. `wx`, the plugin and `App` are told by it. */

import { Emitter } from '../shared/emitter.ts'

/** How the app was entered: what `wx.getLaunchOptionsSync` and `App.onLaunch` tell. */
export interface EnterOptions {
  /** `pages/index/index`, without a slash before. */
  path: string
  query: Record<string, string>
  /** WeChat's number of the way in; 1001: from the list of Mini Programs. */
  scene: number
  shareTicket?: string
  referrerInfo?: { appId?: string; extraData?: Record<string, unknown> }
}

/** One app's life. Made by `createWx`; moved on by the runtime of pages, by a browser's page or by an emulator. */
export class AppLife {
  readonly #events = new Emitter<{ show: EnterOptions; hide: undefined }>()
  #launched: EnterOptions = { path: '', query: {}, scene: 1001 }
  #entered: EnterOptions = this.#launched
  #visible = true

  /** How it was started. */
  get launchOptions(): EnterOptions {
    return this.#launched
  }

  /** How it came to the front the last time. */
  get enterOptions(): EnterOptions {
    return this.#entered
  }

  get visible(): boolean {
    return this.#visible
  }

  /** Says how the app was started, before its first page is shown. Tells nobody: `onAppShow` is for `show`. */
  launch(options: Partial<EnterOptions>): void {
    this.#launched = { ...this.#launched, ...options }
    this.#entered = this.#launched
    this.#visible = true
  }

  /** The app comes to the front, by default as it was entered before. */
  show(options: Partial<EnterOptions> = {}): void {
    this.#entered = { ...this.#entered, ...options }
    this.#visible = true
    this.#events.emit('show', this.#entered)
  }

  /** The app goes to the back. */
  hide(): void {
    this.#visible = false
    this.#events.emit('hide', undefined)
  }

  onShow(listener: (options: EnterOptions) => void): () => void {
    return this.#events.on('show', listener)
  }

  onHide(listener: () => void): () => void {
    return this.#events.on('hide', listener)
  }
}
