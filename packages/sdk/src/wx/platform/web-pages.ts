/** The page stack of a web app: its own pages are shown by its own router, the call page lies on top of them. */

import type { EventChannel } from '../api/event-channel.ts'
import { PageStack } from '../pages/page-stack.ts'
import { formatQuery, resolveRoute } from '../pages/route.ts'
import type { OpenMode, OpenPage } from '../types.ts'

/** Takes any page of the app, and has `navigate` show it, also when the person comes back to it. */
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
      // Which of them are tabs the app's router knows: all can be switched to, none is kept.
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
