/** One open page of a Mini Program: its instance, its lifetime, and what a test does with it. */

import { glassEasel, type Root } from 'glass-easel-miniprogram-adapter'
import { openChannel } from '../../wx/api/event-channel.ts'
import type { PageLife } from '../../wx/pages/page-stack.ts'
import type { OpenPage } from '../../wx/types.ts'
import type { EventFields, LivePage, PageInstance } from '../types.ts'
import type { ErrorEvents } from './error-events.ts'
import { findNode } from './find-node.ts'
import { wordsOf } from './rich-text.ts'
import { formOf, noteValue } from './submit-form.ts'

type ProgramErrors = Pick<ErrorEvents, 'guard' | 'explain'>

export class ProgramPage implements LivePage {
  readonly route: string
  readonly options: Record<string, string>
  readonly root: Root
  readonly instance: PageInstance
  declare readonly tabBar?: Root
  readonly #guard: ProgramErrors['guard']
  readonly #explain: ProgramErrors['explain']
  /** Runs work whose errors are this program's. */
  readonly #during: <T>(work: () => T) => T

  constructor(
    root: Root,
    { route, options, opener = openChannel().opened }: OpenPage,
    { guard, explain }: ProgramErrors,
    during: <T>(work: () => T) => T,
    tabBar?: Root,
  ) {
    this.#during = during
    this.root = root
    this.route = route
    this.options = options
    this.#guard = guard
    this.#explain = explain
    if (tabBar) this.tabBar = tabBar
    const getOpenerEventChannel = () => opener
    /** The component's instance, at once and by a callback. */
    const getTabBar = (done?: (bar: unknown) => void) => {
      const bar = tabBar?.get() ?? null
      if (typeof done === 'function') done(bar)
      return bar
    }
    const own = { route, options, __route__: route, getOpenerEventChannel, getTabBar }
    this.instance = Object.assign(root.get(), own) as unknown as PageInstance
  }

  get data(): Record<string, unknown> {
    return copyToRealm(this.instance.data) as Record<string, unknown>
  }

  call(method: string, ...args: unknown[]): unknown {
    const own = this.instance[method]
    if (typeof own !== 'function') throw new Error(`page "${this.route}" has no method "${method}".`)
    try {
      return own.apply(this.instance, args)
    } catch (error) {
      this.#explain(error)
      throw error
    }
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
      updateModel(element, detail)
      noteValue(element, type, detail)
      glassEasel.triggerEvent(element, type, detail, reach)
      const submitted = type === 'tap' ? formOf(element) : undefined
      if (submitted)
        glassEasel.triggerEvent(submitted.form, submitted.type, submitted.detail, {
          bubbles: false,
          composed: false,
        })
    })
  }

  text(): string {
    const texts: string[] = []
    const visit = (node: glassEasel.Node) => {
      const text = glassEasel.TextNode.isTextNode(node) ? node : null
      if (text) texts.push(text.textContent.trim())
      else if (glassEasel.NativeNode.isNativeNode(node) && node.is === 'rich-text')
        texts.push(wordsOf(node.getAttribute('nodes')).trim())
      else for (const child of (node as glassEasel.Element).getComposedChildren()) visit(child)
    }
    for (const root of [this.root, this.tabBar])
      if (root) visit(root.getComponent() as unknown as glassEasel.Node)
    return texts.filter(Boolean).join('\n')
  }

  /**
   * The page's lifetime, which the stack goes through.
   * @param attach puts the nodes into the document; components get `attached` then
   * @param changed called when the page is shown, hidden or closed
   */
  life(attach: () => void, changed: (moment: 'show' | 'hide' | 'unload') => void): PageLife {
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
        changed('show')
        component.triggerPageLifetime('show', [])
        own('onShow')
      },
      onReady: () => queueMicrotask(() => own('onReady')),
      onHide: () => {
        changed('hide')
        component.triggerPageLifetime('hide', [])
        own('onHide')
      },
      onUnload: () => {
        own('onUnload')
        changed('unload')
        this.root.release()
        this.tabBar?.release()
        // The code of a page that was closed may still call it, when an answer arrives late.
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

  /** In the page, else in its own tab bar. */
  #find(selector: string): glassEasel.Element | null {
    for (const root of [this.root, this.tabBar]) {
      const shadow = root?.getComponent().getShadowRoot()
      const found = shadow ? findNode(shadow, selector) : null
      if (found) return found
    }
    return null
  }
}

/** `model:value`: the value of a field is in the data before its event is handled. */
function updateModel(element: glassEasel.Element, detail: unknown): void {
  if (!glassEasel.NativeNode.isNativeNode(element)) return
  const fields = Object(detail) as Record<string, unknown>
  for (const [name, listener] of Object.entries(element.getModelBindingListeners())) {
    // A switch and a checkbox have `checked`, and report it as their `value`.
    if ('value' in fields || name in fields) listener((name in fields ? fields[name] : fields.value) as never)
  }
}

/** A copy whose arrays and objects are of this realm: strict comparisons fail on those of the page's script. */
function copyToRealm(value: unknown): unknown {
  if (Array.isArray(value)) return Array.from(value, copyToRealm)
  if (Object.prototype.toString.call(value) !== '[object Object]') return value
  return Object.fromEntries(Object.entries(value as object).map(([key, part]) => [key, copyToRealm(part)]))
}
