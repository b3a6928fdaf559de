/** What the three pages share: they follow language and theme, and stand in the document's own tree. */

import type { Language } from '@callgrant/protocol/errors'
import { LitElement } from 'lit'
import { apply, language, onPreferences } from './preferences.ts'

apply()

export abstract class Page extends LitElement {
  #off: () => void = () => {}

  /** The language to write in now. */
  protected get language(): Language {
    return language()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#off = onPreferences(() => {
      this.preferencesChanged()
      this.requestUpdate()
    })
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#off()
  }

  /** For what does not follow by being drawn again. */
  protected preferencesChanged(): void {}

  /** No shadow: one style sheet, one heading outline, one set of landmarks for the page. */
  protected override createRenderRoot(): HTMLElement {
    return this
  }
}
