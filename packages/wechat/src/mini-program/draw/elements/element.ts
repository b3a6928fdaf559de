/** The base of WeChat's built-in components: their attributes as the page passed them, and their events. */

import { glassEasel } from 'glass-easel-miniprogram-adapter'

/** The framework's node, which the framework sets on its element. */
interface WithNode {
  __wxElement?: glassEasel.NativeNode
}

/** The framework's node of an element; undefined: it is not one of a page's. */
export function nodeOf(element: Element): glassEasel.NativeNode | undefined {
  return (element as WithNode).__wxElement
}

export abstract class WxElement extends HTMLElement {
  /** Attributes that change how it looks. */
  static observedAttributes: string[] = []

  attributeChangedCallback(): void {
    if (this.isConnected) this.update()
  }
  connectedCallback(): void {
    this.update()
  }

  /** Draws what its attributes say. */
  protected abstract update(): void

  /** An attribute as the page passed it: an array is an array. */
  protected attribute<T>(name: string, otherwise: T): T {
    const node = nodeOf(this)
    const value = node?.getAttribute(name) ?? this.getAttribute(name)
    return value === undefined || value === null || value === '' ? otherwise : (value as T)
  }
  /** Whether a boolean attribute is set. */
  protected isSet(name: string): boolean {
    return this.hasAttribute(name)
  }

  /** Sends an event to the page. @param bound the value of a two-way binding, `model:value` */
  emit(type: string, detail: object, bound?: { name: string; value: unknown }): void {
    const node = nodeOf(this)
    if (!node) return
    if (bound) node.getModelBindingListeners()[bound.name]?.(bound.value)
    glassEasel.triggerEvent(node, type, detail, { bubbles: false, composed: false })
  }
}

/** Sends a `tap` as a finger does, for keys. */
export function emitTap(element: Element): void {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const node = nodeOf(at)
    if (!node) continue
    glassEasel.triggerEvent(
      node,
      'tap',
      { x: 0, y: 0 },
      { bubbles: true, composed: true, capturePhase: true },
    )
    return
  }
}

/** Attaches a shadow tree with these styles and this HTML. */
export function attachShadow(element: HTMLElement, css: string, html: string): ShadowRoot {
  const root = element.attachShadow({ mode: 'open' })
  root.innerHTML = `<style>${css}</style>${html}`
  return root
}
