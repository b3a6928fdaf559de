/** Base class of the three pages: follows language and theme, and renders without a shadow root. */

import type { Language } from '@callgrant/protocol/errors'
import { LitElement } from 'lit'
import { apply, language, onPreferences } from './preferences.ts'

apply()

export abstract class Page extends LitElement {
  #off: () => void = () => {}

  /** What the browser's tab says, in the current language. */
  protected abstract get pageTitle(): string

  /** The current language. */
  protected get language(): Language {
    return language()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    document.title = this.pageTitle
    this.#off = onPreferences(() => {
      document.title = this.pageTitle
      this.preferencesChanged()
      this.requestUpdate()
    })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#off()
  }

  /** Called when language or theme has changed, for what rendering again does not update. */
  protected preferencesChanged(): void {}

  /** No shadow: one style sheet, one heading outline, one set of landmarks for the page. */
  protected override createRenderRoot(): HTMLElement {
    return this
  }
}
