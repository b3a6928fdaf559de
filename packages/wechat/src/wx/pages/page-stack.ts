/** The open pages, and WeChat's rules for opening and leaving them. */

import type { EventChannel } from '../api/event-channel.ts'
import type { Navigator, OpenMode, OpenPage, PrivatePage } from '../types.ts'
import { resolveRoute } from './route.ts'

/** WeChat keeps at most 10 pages open. */
export const PAGES_MAX = 10

/** The callbacks of a page's lifetime. */
export interface PageLife extends PrivatePage {
  onReady?(): void
}
/** The pages that an app has. */
export interface PageDefinitions {
  /** Routes, `pages/index/index`. */
  pages: readonly string[]
  /** Those of them that are in the tab bar. */
  tabs: readonly string[]
  /** Called before a page is opened, while the one that is left is still shown. @throws why it cannot be opened */
  load?(route: string): void
  /** Called when a page is opened. */
  create(page: OpenPage): PageLife
}

const NO_PAGES: PageDefinitions = { pages: [], tabs: [], create: () => ({}) }

interface Entry extends OpenPage {
  life: PageLife
}

/** The stack on which `wx.navigateTo` and the plugin open pages. `definePages` says what is opened. */
export class PageStack implements Navigator {
  #stack: Entry[] = []
  /** Tab pages stay alive while another tab is shown. */
  readonly #tabs = new Map<string, Entry>()
  readonly #private = new Map<string, () => PrivatePage>()
  #definitions = NO_PAGES
  #queue: Promise<unknown> = Promise.resolve()

  get pages(): readonly OpenPage[] {
    return this.#stack
  }

  /**
   * Sets which pages there are.
   * @returns closes them and takes them away again, unless others have been set since
   */
  definePages(definitions: PageDefinitions): () => void {
    this.#definitions = definitions
    return () => {
      if (this.#definitions !== definitions) return
      this.clear()
      this.#definitions = NO_PAGES
    }
  }

  definePrivatePage(route: string, create: () => PrivatePage): void {
    this.#private.set(route, create)
  }

  /** The callbacks of an open page. */
  lifeOf(page: OpenPage): PageLife | undefined {
    return this.#stack.find((entry) => entry === page)?.life
  }

  open(mode: OpenMode, url: string, opener?: EventChannel): Promise<void> {
    return this.#enqueue(() => {
      const { route, options } = resolveRoute(url, this.#top?.route)
      this.#check(mode, route)
      if (!this.#private.has(route)) this.#definitions.load?.(route)
      if (mode === 'navigateTo') this.#top?.life.onHide?.()
      if (mode === 'redirectTo') this.#drop(1)
      if (mode === 'reLaunch') this.clear()
      if (mode === 'switchTab') this.#switchTab(route)
      else this.#enter(route, options, opener)
    })
  }

  /** Leaves pages; with a `delta` of more than there are, down to the first one. */
  back(delta: number): Promise<void> {
    return this.#enqueue(() => {
      if (this.#stack.length <= 1) throw new Error('cannot navigate back at first page.')
      this.#drop(Math.min(Math.max(1, Math.floor(delta)), this.#stack.length - 1))
      this.#top?.life.onShow?.()
    })
  }

  /** Resolves when every page that was asked for is open. @returns whether there is one */
  async settled(): Promise<boolean> {
    await this.#queue
    return this.#stack.length > 0
  }

  hide(): void {
    this.#top?.life.onHide?.()
  }

  /** Unloads every page, top first. */
  clear(): void {
    this.#drop(this.#stack.length)
    for (const tab of this.#tabs.values()) tab.life.onUnload?.()
    this.#tabs.clear()
  }

  get #top(): Entry | undefined {
    return this.#stack.at(-1)
  }

  /** One after the other: a page that is opened in another's `onLoad` waits until that one is open. */
  #enqueue(work: () => void): Promise<void> {
    const done = this.#queue.then(work)
    this.#queue = done.catch(() => {}) // the caller gets the error
    return done
  }

  #check(mode: OpenMode, route: string): void {
    if (this.#private.has(route)) {
      if (mode === 'switchTab') throw new Error('can not switch to no-tabBar page')
    } else {
      const { pages, tabs } = this.#definitions
      if (!pages.includes(route)) throw new Error(`page "${route}" is not found`)
      if (mode === 'switchTab' && !tabs.includes(route)) throw new Error('can not switch to no-tabBar page')
      if ((mode === 'navigateTo' || mode === 'redirectTo') && tabs.includes(route)) {
        throw new Error(`can not ${mode} a tabbar page`)
      }
    }
    if (mode === 'navigateTo' && this.#stack.length >= PAGES_MAX)
      throw new Error('webview count limit exceed')
  }

  #switchTab(route: string): void {
    const shown = this.#top
    if (shown?.route === route) return
    while (this.#top && !this.#isTab(this.#top)) this.#drop(1)
    const under = this.#stack.pop()
    if (under && under.route !== route && under === shown) under.life.onHide?.()
    const kept = this.#tabs.get(route)
    if (kept) {
      this.#stack.push(kept)
      kept.life.onShow?.()
    } else this.#enter(route, {})
  }

  #isTab(entry: Entry): boolean {
    return this.#tabs.get(entry.route) === entry
  }

  #enter(route: string, options: Record<string, string>, opener?: EventChannel): void {
    const create = this.#private.get(route)
    const entry: Entry = { route, options, ...(opener && { opener }), life: {} }
    entry.life = create ? create() : this.#definitions.create(entry)
    const { life } = entry
    this.#stack.push(entry)
    if (this.#definitions.tabs.includes(route)) this.#tabs.set(route, entry)
    life.onLoad?.(options)
    life.onShow?.()
    life.onReady?.()
  }

  /** Unloads pages from the top, tabs too. */
  #drop(count: number): void {
    for (const entry of this.#stack.splice(this.#stack.length - count, count).reverse()) {
      if (this.#isTab(entry)) this.#tabs.delete(entry.route)
      entry.life.onUnload?.()
    }
  }
}
