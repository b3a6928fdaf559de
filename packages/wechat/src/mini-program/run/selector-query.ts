/** `wx.createSelectorQuery`: tells the page on top where its nodes are, and how large. */

import { glassEasel } from 'glass-easel-miniprogram-adapter'
import { canvasSize, canvasWithoutPixels } from './canvas.ts'
import type { ProgramPage } from './program-page.ts'

/**
 * Makes the function. A page's or component's own `this.createSelectorQuery()` is the framework's. Where nothing is
 * drawn, every node is at 0 and has no size.
 */
export function selectorQueryOf(topPage: () => ProgramPage | undefined): () => unknown {
  return () => {
    const page = topPage()
    if (page) return (page.instance as unknown as Queried).createSelectorQuery()
    // While the first page is made, a component may ask for its own nodes.
    const none = () => {
      throw new Error('createSelectorQuery: no page of the Mini Program is on top.')
    }
    return {
      in: (component: Queried) => component.createSelectorQuery(),
      select: none,
      selectAll: none,
      selectViewport: none,
    }
  }
}

interface Queried {
  createSelectorQuery(): unknown
}

/** Which fields of a node are asked for. */
interface Wanted {
  size?: boolean
  node?: boolean
  context?: boolean
  properties?: string[]
  computedStyle?: string[]
  [field: string]: unknown
}
interface Found {
  context?: unknown
  node?: unknown
  width?: number
  height?: number
  [field: string]: unknown
}
type Told = (found: Found | Found[] | null) => void
interface Query {
  exec(done?: (all: unknown[]) => void): void
}
/** `select('.a')` of the framework, with what it keeps of it. */
interface Selected {
  _$comp: { _$: glassEasel.GeneralComponent }
  /** null: the viewport. */
  _$sel: string | null
  _$single: boolean
  fields(this: Selected, wanted: Wanted, done?: Told): Query
  boundingClientRect(this: Selected, done?: Told): Query
  scrollOffset(this: Selected, done?: Told): Query
  context(this: Selected, done?: Told): Query
  node?(this: Selected, done?: Told): Query
}

/**
 * Adds what the framework does not know: `node`, of a canvas its drawing surface, of any other node its element; the
 * size of a canvas where nothing is drawn; `properties` of built-in components; `computedStyle`. What a callback throws
 * is an error of its component.
 * @param query any one: all of them have the same class
 */
export function completeQueries(query: Query & { select(selector: string): object }): void {
  const type = Object.getPrototypeOf(query.select('x')) as Selected
  if (type.node) return
  const { fields } = type
  type.fields = function (wanted, done = () => {}) {
    const component = this._$comp._$
    const told: Told = (found) => {
      const root = component.getShadowRoot()
      const selector = this._$sel
      const all = (selector !== null && root?.querySelectorAll(selector)) || []
      const elements = this._$single ? all.slice(0, 1) : all
      for (const [i, one] of [found].flat().entries()) {
        const element = elements[i]
        if (one && element) complete(one, element, wanted)
      }
      glassEasel.safeCallback('Selector Query', done, null, [found], component)
    }
    return fields.call(this, { ...wanted, context: true }, told)
  }
  type.boundingClientRect = function (done) {
    return this.fields({ id: true, dataset: true, rect: true, size: true }, done)
  }
  type.scrollOffset = function (done) {
    return this.fields({ id: true, dataset: true, scrollOffset: true }, done)
  }
  type.context = function (done) {
    return this.fields({ context: true }, done)
  }
  type.node = function (done) {
    return this.fields({ node: true }, done)
  }
  const queries = Object.getPrototypeOf(query) as Query
  const { exec } = queries
  queries.exec = function (this: Query & Pick<Selected, '_$comp'>, done = () => {}) {
    const component = this._$comp._$
    const told = (all: unknown[]) =>
      void glassEasel.safeCallback('Selector Query', done, null, [all], component)
    // Later, as in WeChat, when what was set before has been drawn, also what promises that are settled by now will set.
    setTimeout(() => exec.call(this, told))
  }
}

function complete(one: Found, element: glassEasel.Element, wanted: Wanted): void {
  const drawn = one.context as (Element & { canvas?: unknown }) | null
  if (!wanted.context) delete one.context
  const isCanvas = glassEasel.NativeNode.isNativeNode(element) && element.is === 'canvas'
  if (wanted.node) one.node = drawn ? (drawn.canvas ?? drawn) : canvasOf(element)
  if (wanted.size && isCanvas && !drawn) Object.assign(one, canvasSize(element.style))
  if (glassEasel.NativeNode.isNativeNode(element)) {
    for (const name of wanted.properties ?? [])
      one[name] = element.getAttribute(name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`))
  }
  const style = drawn && wanted.computedStyle ? (getComputedStyle(drawn) as unknown as Found) : null
  for (const name of wanted.computedStyle ?? []) one[name] = style ? style[name] : styleOfNothingDrawn(name)
}

/** Lengths are 0; the rest is empty. */
function styleOfNothingDrawn(name: string): string {
  return /width|height|top|right|bottom|left|size|radius|padding|margin/i.test(name) ? '0px' : ''
}

/** One for each node. */
const canvases = new WeakMap<glassEasel.Element, object>()

function canvasOf(element: glassEasel.Element): object {
  const owner = element.ownerShadowRoot?.getHostNode()
  const call = (work: () => void) => glassEasel.safeCallback('Canvas', work, null, [], owner)
  const canvas = canvases.get(element) ?? canvasWithoutPixels(call)
  canvases.set(element, canvas)
  return canvas
}
