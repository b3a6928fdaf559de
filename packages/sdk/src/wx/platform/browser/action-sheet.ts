/** `<callgrant-action-sheet>`: a few things to choose from, from the bottom of the screen. */

import type { Language } from '@callgrant/protocol/errors'
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { CallgrantElement, define } from '../../../ui/element.ts'
import { keepTabInside, showModal } from '../../../ui/modal.ts'
import { sheet, theme } from '../../../ui/theme.ts'
import { SCREEN_TEXTS } from './screen-texts.ts'

interface Choice {
  itemList: string[]
  alertText?: string
}

class CallgrantActionSheet extends CallgrantElement {
  static override properties: PropertyDeclarations = { choice: { attribute: false } }
  static override styles = [
    theme,
    sheet,
    css`
      .panel {
        padding: 0 0 env(safe-area-inset-bottom);
      }
      p {
        padding: 16px 24px;
        font-size: 14px;
        color: var(--cg-quiet);
        text-align: center;
        overflow-wrap: anywhere;
      }
      button {
        display: block;
        width: 100%;
        min-height: 56px;
        padding: 12px 24px;
        border-top: 1px solid var(--cg-line);
        overflow-wrap: anywhere;
      }
      button:first-child {
        border-top: 0;
      }
      button:active {
        background: var(--cg-pressed);
      }
      button:focus-visible {
        outline-offset: -3px;
      }
      .cancel {
        border-top: 8px solid var(--cg-page);
      }
    `,
  ]

  declare choice: Choice | undefined
  answer: (index: number) => void = () => {}
  #close: () => void = () => {}

  protected override render(): TemplateResult {
    const { itemList = [], alertText } = this.choice ?? {}
    const t = SCREEN_TEXTS[this.language]
    return html`
      <dialog
        aria-label=${alertText || t.choose}
        @keydown=${keepTabInside}
        @cancel=${() => this.#end(-1)}
        @close=${() => this.#end(-1)}
        @click=${(event: MouseEvent) => event.target === event.currentTarget && this.#end(-1)}
      >
        <div class="panel">
          ${alertText ? html`<p>${alertText}</p>` : nothing}
          ${itemList.map((item, index) => html`<button type="button" @click=${() => this.#end(index)}>${item}</button>`)}
          <button class="cancel" type="button" @click=${() => this.#end(-1)}>${t.cancel}</button>
        </div>
      </dialog>
    `
  }

  protected override firstUpdated(): void {
    const dialog = this.renderRoot.querySelector('dialog')
    const first = this.renderRoot.querySelector('button')
    if (dialog && first) this.#close = showModal(dialog, first)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#end(-1)
  }

  #end(index: number): void {
    this.#close()
    this.answer(index)
    this.remove()
  }
}

define('callgrant-action-sheet', CallgrantActionSheet)

/** @returns the index tapped; -1: none */
export function askActionSheet(choice: Choice, language: Language): Promise<number> {
  const element = document.createElement('callgrant-action-sheet') as CallgrantActionSheet
  element.choice = choice
  element.language = language
  return new Promise((resolve) => {
    element.answer = resolve
    document.body.append(element)
  })
}
