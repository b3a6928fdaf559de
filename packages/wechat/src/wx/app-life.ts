/** The app's lifetime: how it was entered, and whether it is in front. `wx`, the plugin and `App` follow it. */

import { Emitter } from '@callgrant/sdk/platform'

/** How the app was entered, as `wx.getLaunchOptionsSync` and `App.onLaunch` have it. */
export interface EnterOptions {
  /** `pages/index/index`, without a slash before. */
  path: string
  query: Record<string, string>
  /** WeChat's number for the place it was entered from; 1001: the list of Mini Programs. */
  scene: number
  shareTicket?: string
  referrerInfo?: { appId?: string; extraData?: Record<string, unknown> }
}

/** One app's lifetime. `createWx` makes it; the Mini Program runtime, the browser's page or a test changes it. */
export class AppLife {
  readonly #events = new Emitter<{ show: EnterOptions; hide: undefined; exit: undefined }>()
  #launched: EnterOptions = { path: '', query: {}, scene: 1001 }
  #entered: EnterOptions = this.#launched
  #visible = true
  #exited = false

  /** How it was launched. */
  get launchOptions(): EnterOptions {
    return this.#launched
  }

  /** How it came to the front last. */
  get enterOptions(): EnterOptions {
    return this.#entered
  }

  /** Whether it is in front. */
  get visible(): boolean {
    return this.#visible
  }

  /** Whether the program left by itself (`wx.exitMiniProgram`), and was not shown again since. */
  get exited(): boolean {
    return this.#exited
  }

  /** Sets how the app was launched, before its first page is shown. Calls no listener, as WeChat does not. */
  launch(options: Partial<EnterOptions>): void {
    this.#launched = { ...this.#launched, ...options }
    this.#entered = this.#launched
    this.#visible = true
    this.#exited = false
  }

  /** Brings the app to the front; options that are left out stay as they were. */
  show(options: Partial<EnterOptions> = {}): void {
    this.#entered = { ...this.#entered, ...options }
    this.#visible = true
    this.#exited = false
    this.#events.emit('show', this.#entered)
  }

  /** Sends the app to the back. */
  hide(): void {
    this.#visible = false
    this.#events.emit('hide', undefined)
  }

  /** The program leaves: it goes to the back, and its host shows something else. */
  exit(): void {
    if (this.#exited) return
    this.#exited = true
    if (this.#visible) this.hide()
    this.#events.emit('exit', undefined)
  }

  /** @returns a function that removes the listener */
  onExit(listener: () => void): () => void {
    return this.#events.on('exit', listener)
  }

  /** @returns a function that removes the listener */
  onShow(listener: (options: EnterOptions) => void): () => void {
    return this.#events.on('show', listener)
  }

  /** @returns a function that removes the listener */
  onHide(listener: () => void): () => void {
    return this.#events.on('hide', listener)
  }
}
