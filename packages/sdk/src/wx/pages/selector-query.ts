/** `wx.createSelectorQuery`: asks where nodes of the page on top are, and how large. */

import type { ProgramPage } from './live-page.ts'

interface Asks {
  createSelectorQuery(): unknown
}

/**
 * Gives `wx` the function while a program runs. A page's or component's own `this.createSelectorQuery()` is the
 * framework's. Where nothing is drawn, everything is at 0 and has no size.
 */
export function giveSelectorQuery(wx: object, top: () => ProgramPage | undefined): void {
  const value = () => {
    const page = top()
    if (!page) throw new Error('createSelectorQuery: no page of the Mini Program is on top.')
    return (page.instance as unknown as Asks).createSelectorQuery()
  }
  Object.defineProperty(wx, 'createSelectorQuery', {
    value,
    configurable: true,
    enumerable: true,
    writable: true,
  })
}
