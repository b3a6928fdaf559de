/** Base class of the elements: language, light or dark, events. */

import type { Language } from '@callgrant/protocol/errors'
import { languageOfTag } from '@callgrant/sdk/platform'
import { LitElement, type PropertyDeclarations } from 'lit'

/** Language of the page (`<html lang>`), else of the browser. */
function pageLanguage(): Language {
  return languageOfTag(document.documentElement.lang || navigator.language)
}

export class CallgrantElement extends LitElement {
  static override properties: PropertyDeclarations = {
    language: { type: String },
    theme: { type: String, reflect: true },
  }
  /** `en` or `zh`; the page's own by default. */
  declare language: Language
  /** `light` or `dark`; default: the system's. */
  declare theme: 'light' | 'dark' | undefined

  constructor() {
    super()
    this.language = pageLanguage()
  }

  protected override updated(): void {
    this.lang = this.language === 'zh' ? 'zh-CN' : 'en'
  }

  /** Dispatches an event that bubbles out of shadow roots and is not cancelable. */
  protected emit<T>(name: string, detail: T): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
  }
}

/** Registers a custom element, unless another copy of this package on the page has done so. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element)
}
