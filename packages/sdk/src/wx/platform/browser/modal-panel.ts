/** `<callgrant-modal>`: a question with one or two answers, and a line to type into where it is `editable`. */

import type { Language } from '@callgrant/protocol/errors'
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { CallgrantElement, define } from '../../../ui/element.ts'
import { keepTabInside, showModal } from '../../../ui/modal.ts'
import { buttons, sheet, theme } from '../../../ui/theme.ts'
import type { Modal } from '../../types.ts'
import { SCREEN_TEXTS } from './screen-texts.ts'

interface ModalAnswer {
  confirm: boolean
  content?: string
}

class CallgrantModal extends CallgrantElement {
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
  answer: (answer: ModalAnswer) => void = () => {}
  #close: () => void = () => {}

  protected override render(): TemplateResult {
    const { title = '', content = '', showCancel, cancelText, confirmText, editable } = this.modal ?? {}
    const t = SCREEN_TEXTS[this.language]
    // WeChat has what is to be edited in `content`; what is to be read otherwise.
    const typed = html`<input
      .value=${content}
      placeholder=${this.modal?.placeholderText ?? ''}
      aria-label=${this.modal?.placeholderText || title || t.answer}
      @keydown=${(event: KeyboardEvent) => event.key === 'Enter' && !event.isComposing && this.#end(true)}
    />`
    return html`
      <dialog
        role="alertdialog"
        aria-labelledby=${title ? 'title' : 'content'}
        aria-describedby="content"
        @keydown=${keepTabInside}
        @cancel=${() => this.#end(false)}
        @close=${() => this.#end(false)}
      >
        <div class="panel">
          ${title ? html`<h2 id="title">${title}</h2>` : nothing}
          ${editable ? typed : html`<p id="content">${content}</p>`}
          <div class="choices">
            ${showCancel ? html`<button class="button" type="button" @click=${() => this.#end(false)}>${cancelText}</button>` : nothing}
            <button class="button green" type="button" @click=${() => this.#end(true)}>${confirmText}</button>
          </div>
        </div>
      </dialog>
    `
  }

  protected override firstUpdated(): void {
    const dialog = this.renderRoot.querySelector('dialog')
    const first = this.renderRoot.querySelector<HTMLElement>('input, button')
    if (dialog && first) this.#close = showModal(dialog, first)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#end(false)
  }

  #end(confirm: boolean): void {
    const content = this.renderRoot.querySelector('input')?.value
    this.#close()
    this.answer({ confirm, ...(content !== undefined && { content }) })
    this.remove()
  }
}

define('callgrant-modal', CallgrantModal)

/** Shows it and waits. Esc, the back gesture and an element that is removed answer as Cancel does. */
export function askModal(modal: Modal, language: Language): Promise<ModalAnswer> {
  const element = document.createElement('callgrant-modal') as CallgrantModal
  element.modal = modal
  element.language = language
  return new Promise((resolve) => {
    element.answer = resolve
    document.body.append(element)
  })
}
