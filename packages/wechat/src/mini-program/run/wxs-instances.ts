/**
 * What a WXS script gets of nodes: `ownerInstance`, the component that its template belongs to, and `instance`, the node
 * itself. With them it changes styles and classes of nodes, and calls the component.
 */

import { glassEasel } from 'glass-easel-miniprogram-adapter'

type Element = glassEasel.Element
type Component = glassEasel.GeneralComponent
type Anything = (...args: unknown[]) => unknown

/** The place of a handler in a template: 0: it is in the page's data; else it is of WXS. */
type Place = [kind: number, ...rest: unknown[]] | null | undefined

/** `glass-easel` keeps styles in segments: this one goes before the template's. */
const STYLE_SEGMENT = 3

const instances = new WeakMap<Element, WxsInstance>()

/** The same node always has the same instance, with its `getState()`. */
function instanceOf(element: Element): WxsInstance {
  const known = instances.get(element)
  if (known) return known
  const made = new WxsInstance(element)
  instances.set(element, made)
  return made
}

class WxsInstance {
  readonly #element: Element
  readonly #state: Record<string, unknown> = {}
  readonly #styles: Record<string, string> = {}

  constructor(element: Element) {
    this.#element = element
  }

  selectComponent(selector: string): WxsInstance | null {
    const found = this.#inside()?.querySelector(selector)
    return found ? instanceOf(found) : null
  }
  selectAllComponents(selector: string): WxsInstance[] {
    return (this.#inside()?.querySelectorAll(selector) ?? []).map(instanceOf)
  }
  setStyle(styles: string | Record<string, unknown>): this {
    if (typeof styles === 'string') this.#element.setNodeStyle(styles, STYLE_SEGMENT)
    else {
      for (const [name, value] of Object.entries(styles)) {
        this.#styles[name.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)] = String(value)
      }
      const text = Object.entries(this.#styles).map(([name, value]) => `${name}:${value}`)
      this.#element.setNodeStyle(text.join(';'), STYLE_SEGMENT)
    }
    return this
  }
  addClass(name: string): this {
    this.#element.toggleNodeClass(name, true)
    return this
  }
  removeClass(name: string): this {
    this.#element.toggleNodeClass(name, false)
    return this
  }
  hasClass(name: string): boolean {
    return this.#element.classList?.contains(name) ?? false
  }
  getDataset(): object {
    return this.#element.dataset
  }
  getState(): object {
    return this.#state
  }
  callMethod(name: string, argument?: unknown): void {
    const caller = this.#component()?.getMethodCaller() as Record<string, unknown> | undefined
    if (typeof caller?.[name] === 'function') (caller[name] as Anything)(argument)
  }
  triggerEvent(name: string, detail?: unknown, options?: object): void {
    glassEasel.triggerEvent(this.#element, name, detail, options)
  }
  requestAnimationFrame(work: () => void): void {
    const frame = (globalThis as { requestAnimationFrame?: (work: () => void) => void }).requestAnimationFrame
    const run = () => this.#run(work)
    if (frame) frame(run)
    else setTimeout(run)
  }
  setTimeout(work: () => void, ms?: number): unknown {
    return setTimeout(() => this.#run(work), ms)
  }
  clearTimeout(id: ReturnType<typeof setTimeout>): void {
    clearTimeout(id)
  }
  getComputedStyle(): object {
    return {}
  }
  getBoundingClientRect(): object {
    let rect: object = { left: 0, top: 0, width: 0, height: 0, right: 0, bottom: 0 }
    this.#element.getBoundingClientRect((found) => {
      rect = { ...found, right: found.left + found.width, bottom: found.top + found.height }
    })
    return rect
  }

  /** What the script throws later is an error of its component. */
  #run(work: () => void): void {
    const owner = this.#component() ?? this.#element.ownerShadowRoot?.getHostNode()
    glassEasel.safeCallback('WXS', work, null, [], owner)
  }
  #component(): Component | null {
    return glassEasel.Component.isComponent(this.#element) ? this.#element : null
  }
  #inside(): glassEasel.ShadowRoot | null {
    return this.#component()?.getShadowRoot() ?? null
  }
}

/** Functions of modules that an included file uses: there the compiler does not know that they are of WXS. */
const passedOn = new WeakSet<Anything>()

/** The data that an included file gets: that of the file which includes it, with its modules. */
export function including(data: object, modules: Record<string, unknown>): object {
  for (const module of Object.values(modules))
    for (const member of Object.values(Object(module)))
      if (typeof member === 'function') passedOn.add(member as Anything)
  return within(data, modules)
}

/** Data with names of a loop, or of modules, before it. */
export function within(data: object, names: Record<string, unknown>): object {
  return Object.create(data, Object.getOwnPropertyDescriptors(names))
}

/** What has changed, of the data and of the names of a loop. @param data undefined: all is new; true: all of it */
export function changed(
  data: object | true | undefined,
  names: Record<string, unknown>,
): object | true | undefined {
  return typeof data === 'object' ? within(data, names) : data
}

const isOfScript = (listener: Anything, place: Place) =>
  place ? place[0] !== 0 : typeof listener === 'function' && passedOn.has(listener)

/**
 * For `change:name="{{script.observer}}"`: the script gets the two instances after the values, once the nodes are there
 * that it may ask for.
 */
export function changeFilter(listener: Anything, place: Place): Anything {
  if (typeof listener !== 'function' || !(place || isOfScript(listener, place))) return listener
  return (now, before, host, element) => {
    const told = [now, before, instanceOf(host as Element), instanceOf(element as Element)]
    queueMicrotask(() => {
      glassEasel.safeCallback('WXS observer', listener, null, told as [], host as Component)
    })
  }
}

/** For `bind:tap="{{script.handler}}"`: what the script returns as false stops the event. */
export function eventWrapper(caller: object, event: object, listener: Anything, place: Place): unknown {
  if (!isOfScript(listener, place)) return listener.call(caller, event)
  const { currentTarget } = event as { currentTarget: Element }
  const owner = currentTarget.ownerShadowRoot?.getHostNode() as Element
  const told = Object.create(event, { instance: { value: instanceOf(currentTarget), enumerable: true } })
  return listener(told, instanceOf(owner))
}
