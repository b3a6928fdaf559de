/** `<callgrant-action-sheet>`: a list to choose from, at the bottom of the screen. */

import type { Language } from '@callgrant/protocol/errors'
import { define, keepTabInside, sheet, theme } from '@callgrant/ui/elements'
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { ask, DialogElement } from './dialog-element.ts'
import { SCREEN_TEXTS } from './screen-texts.ts'

interface Choice {
  itemList: string[]
  alertText?: string
}

class CallgrantActionSheet extends DialogElement<number> {
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

  protected override render(): TemplateResult {
    const { itemList = [], alertText } = this.choice ?? {}
    const t = SCREEN_TEXTS[this.language]
    return html`
      <dialog
        aria-label=${alertText || t.choose}
        @keydown=${keepTabInside}
        @cancel=${() => this.dismiss()}
        @close=${() => this.dismiss()}
        @click=${(event: MouseEvent) => event.target === event.currentTarget && this.dismiss()}
      >
        <div class="panel">
          ${alertText ? html`<p>${alertText}</p>` : nothing}
          ${itemList.map((item, index) => html`<button type="button" @click=${() => this.finish(index)}>${item}</button>`)}
          <button class="cancel" type="button" @click=${() => this.dismiss()}>${t.cancel}</button>
        </div>
      </dialog>
    `
  }

  protected override dismissedAnswer(): number {
    return -1
  }
}

define('callgrant-action-sheet', CallgrantActionSheet)

/** @returns the index that was tapped; -1: none */
export function askActionSheet(choice: Choice, language: Language): Promise<number> {
  const element = document.createElement('callgrant-action-sheet') as CallgrantActionSheet
  element.choice = choice
  return ask(element, language)
}
