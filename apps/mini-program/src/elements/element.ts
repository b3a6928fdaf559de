/** What WeChat's built-in components share here: their attributes as the page gave them, and their events. */

import { glassEasel } from 'glass-easel-miniprogram-adapter'

/** The framework's node, which it leaves on its element. */
interface WithNode {
  __wxElement?: glassEasel.NativeNode
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

  /** An attribute as the page gave it, an array as an array. */
  protected given<T>(name: string, otherwise: T): T {
    const node = (this as WithNode).__wxElement
    const value = node?.getAttribute(name) ?? this.getAttribute(name)
    return value === undefined || value === null || value === '' ? otherwise : (value as T)
  }
  protected on(name: string): boolean {
    return this.hasAttribute(name) && this.getAttribute(name) !== 'false'
  }

  /** Tells the page of an event; and two-way bindings of the value. */
  tell(type: string, detail: object, bound?: { name: string; value: unknown }): void {
    const node = (this as WithNode).__wxElement
    if (!node) return
    if (bound) node.getModelBindingListeners()[bound.name]?.(bound.value)
    glassEasel.triggerEvent(node, type, detail, { bubbles: false, composed: false })
  }
}

/** Tells of a tap as a finger does, for those who use keys. */
export function tapOf(element: Element): void {
  for (let at: Element | null = element; at; at = at.parentElement) {
    const node = (at as WithNode).__wxElement
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

/** A shadow tree with these rules and this HTML. */
export function shadow(element: HTMLElement, css: string, html: string): ShadowRoot {
  const root = element.attachShadow({ mode: 'open' })
  root.innerHTML = `<style>${css}</style>${html}`
  return root
}
