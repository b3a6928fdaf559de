/** What all elements share: language, light or dark, one event helper. */

import type { Language } from '@callgrant/protocol/errors'
import { LitElement, type PropertyDeclarations } from 'lit'
import { languageOf } from '../shared/words.ts'

/** Language of the page (`<html lang>`), else of the browser. */
function pageLanguage(): Language {
  return languageOf(document.documentElement.lang || navigator.language)
}

export class CallgrantElement extends LitElement {
  static override properties: PropertyDeclarations = {
    language: { type: String },
    theme: { type: String, reflect: true },
  }
  /** `en` or `zh`; the page's own by default. */
  declare language: Language
  /** `light` or `dark`; absent follows the system. */
  declare theme: 'light' | 'dark' | undefined

  constructor() {
    super()
    this.language = pageLanguage()
  }

  protected override updated(): void {
    this.lang = this.language === 'zh' ? 'zh-CN' : 'en'
  }

  /** Tells the page. The event does not leave the document, and has no default to prevent. */
  protected tell<T>(name: string, detail: T): void {
    this.dispatchEvent(new CustomEvent(name, { detail, bubbles: true, composed: true }))
  }
}

/** Registers a custom element, once: two copies of the SDK on a page must not break each other. */
export function define(name: string, element: CustomElementConstructor): void {
  if (!customElements.get(name)) customElements.define(name, element)
}
