/** The pages that are open, and WeChat's rules for opening and leaving them. */

import type { EventChannel } from '../api/event-channel.ts'
import type { Navigator, OpenMode, OpenPage, PrivatePage } from '../types.ts'
import { resolveRoute } from './route.ts'

/** WeChat keeps at most so many pages open at once. */
export const PAGES_MAX = 10

/** One page's life, as the stack moves it on. */
export interface PageLife extends PrivatePage {
  onReady?(): void
}
/** What a Mini Program has: said once, by its runtime. */
export interface PageBook {
  pages: readonly string[]
  tabs: readonly string[]
  create(page: OpenPage): PageLife
}

interface Entry extends OpenPage {
  life: PageLife
}

/** One stack of pages: `wx.navigateTo` and the plugin open on it; the runtime of pages says what is opened. */
export class PageStack implements Navigator {
  #stack: Entry[] = []
  /** Tab pages stay alive while another tab is shown. */
  readonly #tabs = new Map<string, Entry>()
  readonly #private = new Map<string, () => PrivatePage>()
  #book: PageBook = { pages: [], tabs: [], create: () => ({}) }
  #turn: Promise<unknown> = Promise.resolve()

  get pages(): readonly OpenPage[] {
    return this.#stack
  }

  /** Says which pages there are. */
  definePages(book: PageBook): void {
    this.#book = book
  }

  definePrivatePage(route: string, create: () => PrivatePage): void {
    this.#private.set(route, create)
  }

  /** The life behind an open page. */
  lifeOf(page: OpenPage): PageLife | undefined {
    return this.#stack.find((entry) => entry === page)?.life
  }

  open(mode: OpenMode, url: string, opener?: EventChannel): Promise<void> {
    return this.#inTurn(() => {
      const { route, options } = resolveRoute(url, this.#top?.route)
      this.#check(mode, route)
      if (mode === 'navigateTo') this.#top?.life.onHide?.()
      if (mode === 'redirectTo') this.#drop(1)
      if (mode === 'reLaunch') this.clear()
      if (mode === 'switchTab') this.#switchTab(route)
      else this.#enter(route, options, opener)
    })
  }

  /** Leaves pages; with a `delta` of more than there are, down to the first one. */
  back(delta: number): Promise<void> {
    return this.#inTurn(() => {
      if (this.#stack.length <= 1) throw new Error('cannot navigate back at first page.')
      this.#drop(Math.min(Math.max(1, Math.floor(delta)), this.#stack.length - 1))
      this.#top?.life.onShow?.()
    })
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

  /** A page opened from another's `onLoad` waits until that one is there. */
  #inTurn(work: () => void): Promise<void> {
    const mine = this.#turn.then(work)
    this.#turn = mine.catch(() => {}) // told to the one who asked
    return mine
  }

  #check(mode: OpenMode, route: string): void {
    if (this.#private.has(route)) {
      if (mode === 'switchTab') throw new Error('can not switch to no-tabBar page')
    } else {
      const { pages, tabs } = this.#book
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
    entry.life = create ? create() : this.#book.create(entry)
    const { life } = entry
    this.#stack.push(entry)
    if (this.#book.tabs.includes(route)) this.#tabs.set(route, entry)
    life.onLoad?.(options)
    life.onShow?.()
    life.onReady?.()
  }

  /** Unloads pages from the top; a tab that goes away so is no tab any more. */
  #drop(count: number): void {
    for (const entry of this.#stack.splice(this.#stack.length - count, count).reverse()) {
      if (this.#isTab(entry)) this.#tabs.delete(entry.route)
      entry.life.onUnload?.()
    }
  }
}
