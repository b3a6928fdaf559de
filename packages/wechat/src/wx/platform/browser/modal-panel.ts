/** `<callgrant-modal>`: a question with one or two buttons, and a text field when it is `editable`. */

import type { Language } from '@callgrant/protocol/errors'
import { buttons, define, keepTabInside, sheet, theme } from '@callgrant/ui/elements'
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import type { Modal } from '../../types.ts'
import { ask, DialogElement } from './dialog-element.ts'
import { SCREEN_TEXTS } from './screen-texts.ts'

interface ModalAnswer {
  confirm: boolean
  content?: string
}

class CallgrantModal extends DialogElement<ModalAnswer> {
  static override properties: PropertyDeclarations = { modal: { attribute: false } }
  static override styles = [
    theme,
    sheet,
    buttons,
    css`
      dialog {
        align-items: center;
        padding: 24px;
      }
      .panel {
        max-width: 400px;
        border-radius: var(--cg-radius);
        padding: 28px 24px 24px;
      }
      h2 {
        font-size: 17px;
        font-weight: 600;
        text-align: center;
        overflow-wrap: anywhere;
      }
      p {
        color: var(--cg-quiet);
        text-align: center;
        white-space: pre-line;
        overflow-wrap: anywhere;
      }
      h2 + p,
      input {
        margin-top: 12px;
      }
      input {
        width: 100%;
        min-height: 44px;
        padding: 8px 12px;
        border: 1px solid var(--cg-switch-off);
        border-radius: 8px;
        background: none;
        color: inherit;
        font: inherit;
      }
      .choices {
        margin-top: 24px;
      }
      .choices .button {
        min-width: 0;
        overflow-wrap: anywhere;
      }
    `,
  ]

  declare modal: Modal | undefined

  protected override render(): TemplateResult {
    const { title = '', content = '', showCancel, cancelText, confirmText, editable } = this.modal ?? {}
    const t = SCREEN_TEXTS[this.language]
    // `content` is the text to edit, or the text to read.
    const typed = html`<input
      .value=${content}
      placeholder=${this.modal?.placeholderText ?? ''}
      aria-label=${this.modal?.placeholderText || title || t.answer}
      @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && !event.isComposing && this.finish(this.#answer(true))}
    />`
    return html`
      <dialog
        role="alertdialog"
        aria-labelledby=${title ? 'title' : 'content'}
        aria-describedby="content"
        @keydown=${keepTabInside}
        @cancel=${() => this.dismiss()}
        @close=${() => this.dismiss()}
      >
        <div class="panel">
          ${title ? html`<h2 id="title">${title}</h2>` : nothing}
          ${editable ? typed : html`<p id="content">${content}</p>`}
          <div class="choices">
            ${showCancel ? html`<button class="button" type="button" @click=${() => this.dismiss()}>${cancelText}</button>` : nothing}
            <button class="button green" type="button" @click=${() => this.finish(this.#answer(true))}>${confirmText}</button>
          </div>
        </div>
      </dialog>
    `
  }

  protected override dismissedAnswer(): ModalAnswer {
    return this.#answer(false)
  }

  #answer(confirm: boolean): ModalAnswer {
    const content = this.renderRoot.querySelector('input')?.value
    return { confirm, ...(content !== undefined && { content }) }
  }
}

define('callgrant-modal', CallgrantModal)

/** Esc, the back gesture, and a page that removes the element answer as Cancel does. */
export function askModal(modal: Modal, language: Language): Promise<ModalAnswer> {
  const element = document.createElement('callgrant-modal') as CallgrantModal
  element.modal = modal
  return ask(element, language)
}
