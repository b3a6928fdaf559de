/** One open page of a Mini Program: its instance, its life, and the hands of a test. */

import { glassEasel, type Root } from 'glass-easel-miniprogram-adapter'
import { openChannel } from '../api/event-channel.ts'
import type { OpenPage } from '../types.ts'
import type { PageLife } from './page-stack.ts'
import type { EventFields, LivePage, PageInstance } from './types.ts'

/** Says what an error of a page's own code is to become. */
export type Guard = <T>(work: () => T) => T | undefined

export class ProgramPage implements LivePage {
  readonly route: string
  readonly options: Record<string, string>
  readonly root: Root
  readonly instance: PageInstance
  readonly #guard: Guard
  /** Marks what is told meanwhile as this program's. */
  readonly #during: <T>(work: () => T) => T

  constructor(
    root: Root,
    { route, options, opener = openChannel().there }: OpenPage,
    guard: Guard,
    during: <T>(work: () => T) => T,
  ) {
    this.#during = during
    this.root = root
    this.route = route
    this.options = options
    this.#guard = guard
    const getOpenerEventChannel = () => opener
    const own = { route, options, __route__: route, getOpenerEventChannel }
    this.instance = Object.assign(root.get(), own) as unknown as PageInstance
  }

  get data(): Record<string, unknown> {
    return copied(this.instance.data) as Record<string, unknown>
  }

  call(method: string, ...args: unknown[]): unknown {
    const own = this.instance[method]
    if (typeof own !== 'function') throw new Error(`page "${this.route}" has no method "${method}".`)
    return own.apply(this.instance, args)
  }

  tap(handler: string, fields?: EventFields): unknown {
    return this.fire(handler, 'tap', fields)
  }

  fire(
    handler: string,
    type: string,
    { dataset = {}, detail = {}, id = '', mark = {} }: EventFields = {},
  ): unknown {
    const target = { id, dataset, offsetLeft: 0, offsetTop: 0 }
    return this.call(handler, {
      type,
      timeStamp: 0,
      target,
      currentTarget: target,
      mark,
      detail,
      touches: [],
    })
  }

  tapOn(selector: string): void {
    this.fireOn(selector, 'tap')
  }

  fireOn(selector: string, type: string, detail: unknown = {}): void {
    const element = this.#find(selector)
    if (!element) throw new Error(`page "${this.route}" shows nothing that matches "${selector}".`)
    const reach = { bubbles: true, composed: true, capturePhase: true }
    this.#during(() => {
      bind(element, detail)
      glassEasel.triggerEvent(element, type, detail, reach)
    })
  }

  text(): string {
    const words: string[] = []
    const visit = (node: glassEasel.Node) => {
      const text = glassEasel.TextNode.isTextNode(node) ? node : null
      if (text) words.push(text.textContent.trim())
      else for (const child of (node as glassEasel.Element).getComposedChildren()) visit(child)
    }
    visit(this.root.getComponent() as unknown as glassEasel.Node)
    return words.filter(Boolean).join('\n')
  }

  /**
   * The page's life as the stack moves it on.
   * @param attach puts the nodes where they are seen, which `attached` of components waits for
   */
  life(attach: () => void, shown: (moment: 'show' | 'hide' | 'unload') => void): PageLife {
    const component = this.root.getComponent()
    const own = (name: string, ...args: unknown[]) => {
      if (typeof this.instance[name] === 'function') this.#guard(() => this.call(name, ...args))
    }
    return {
      onLoad: (options) => {
        this.#takeProperties(options)
        attach()
        own('onLoad', options)
      },
      onShow: () => {
        shown('show')
        component.triggerPageLifetime('show', [])
        own('onShow')
      },
      onReady: () => queueMicrotask(() => own('onReady')),
      onHide: () => {
        shown('hide')
        component.triggerPageLifetime('hide', [])
        own('onHide')
      },
      onUnload: () => {
        own('onUnload')
        shown('unload')
        this.root.release()
        // A page that was left may still set what an answer brought: there is nothing to draw it on any more.
        Object.assign(this.instance, { setData() {} })
      },
    }
  }

  /** A page made with `Component` gets its options as properties too. */
  #takeProperties(options: Record<string, string>): void {
    const own = this.root.getComponent().getRootBehavior()
    const values = Object.entries(options).filter(([name]) => own.getPropertyType(name) !== undefined)
    if (values.length > 0) this.instance.setData(Object.fromEntries(values))
  }

  /** By `#id`, `.class` and what the framework's selectors know; and by the name of a tag, `input`. */
  #find(selector: string): glassEasel.Element | null {
    const shadow = this.root.getComponent().getShadowRoot()
    if (!shadow || !/^[a-z][\w-]*$/.test(selector)) return shadow?.querySelector(selector) ?? null
    const named = (node: glassEasel.Node): glassEasel.Element | null => {
      if (!glassEasel.Element.isElement(node)) return null
      if (glassEasel.NativeNode.isNativeNode(node) && node.is === selector) return node
      return node.childNodes.reduce<glassEasel.Element | null>((found, child) => found ?? named(child), null)
    }
    return named(shadow)
  }
}

/** `model:value`: what a field says of its value reaches the data before the event is told. */
function bind(element: glassEasel.Element, detail: unknown): void {
  if (!glassEasel.NativeNode.isNativeNode(element)) return
  const told = Object(detail) as Record<string, unknown>
  for (const [name, listener] of Object.entries(element.getModelBindingListeners())) {
    // A switch and a checkbox have `checked`, and tell it as their value.
    if ('value' in told || name in told) listener((name in told ? told[name] : told.value) as never)
  }
}

/** Lists and records of this realm, whatever realm the page’s script made them in: strict comparisons look at that. */
function copied(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, copied)
  if (Object.prototype.toString.call(value) !== '[object Object]') return value
  return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, copied(part)]))
}
