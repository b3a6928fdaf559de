/** The page stack of a web app: its router shows its own pages, and the call page lies on top of them. */

import type { EventChannel } from '../api/event-channel.ts'
import type { OpenMode, OpenPage } from '../types.ts'
import { PageStack } from './page-stack.ts'
import { formatQuery, resolveRoute } from './route.ts'

/** Accepts any page of the app and calls `navigate` to show it, also when the person comes back to it. */
export class WebPages extends PageStack {
  readonly #known = new Set<string>()
  readonly #navigate: (url: string) => void | Promise<void>
  #shown: Promise<void> | undefined

  constructor(navigate: (url: string) => void | Promise<void>) {
    super()
    this.#navigate = navigate
  }

  override async open(mode: OpenMode, url: string, opener?: EventChannel): Promise<void> {
    const { route } = resolveRoute(url, this.pages.at(-1)?.route)
    if (!route.includes('://') && !this.#known.has(route)) {
      this.#known.add(route)
      const pages = [...this.#known]
      // Only the app's router knows which of them are tabs.
      this.definePages({ pages, tabs: [], create: (page) => this.#page(page) })
    }
    await super.open(mode === 'switchTab' ? 'reLaunch' : mode, url, opener)
    await this.#shown
  }

  override async back(delta: number): Promise<void> {
    await super.back(delta)
    await this.#shown
  }

  #page({ route, options }: OpenPage) {
    const query = formatQuery(options)
    const onShow = () => {
      this.#shown = Promise.resolve(this.#navigate(`/${route}${query && `?${query}`}`))
    }
    return { onShow }
  }
}
