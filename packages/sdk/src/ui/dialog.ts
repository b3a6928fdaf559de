/** `<callgrant-dialog>`: asks the person whether a device may ring them (A1). Who asks, what for, 拒绝 or 允许. */

import { css, html, type PropertyDeclarations, type TemplateResult } from 'lit'
import { badge, badgeStyles } from './badge.ts'
import { DIALOG_TEXTS } from './dialog-texts.ts'
import { CallgrantElement, define } from './element.ts'
import { keepTabInside, showModal } from './modal.ts'
import { buttons, sheet, theme } from './theme.ts'

/** What the person did: tapped Allow, tapped Reject, or neither (the row stays as it was). */
export type Decision = 'allow' | 'reject' | 'dismiss'

/** How long the dialog must have been in sight before a tap counts, in milliseconds: no tap was meant sooner. */
export const TAP_GUARD_MS = 300

export class CallgrantDialog extends CallgrantElement {
  static override properties: PropertyDeclarations = {
    displayName: { type: String, attribute: 'display-name' },
    appName: { type: String, attribute: 'app-name' },
    words: { type: String },
  }
  static override styles = [
    theme,
    sheet,
    buttons,
    badgeStyles,
    css`
      .who {
        display: flex;
        align-items: center;
        gap: 10px;
        font-size: 15px;
        overflow-wrap: anywhere;
      }
      h2 {
        margin-top: 20px;
        font-size: 19px;
        line-height: 1.45;
        font-weight: 600;
        overflow-wrap: anywhere;
      }
      .note {
        margin-top: 8px;
        font-size: 15px;
        color: var(--cg-quiet);
      }
    `,
  ]

  /** Name of the device or group: the badge of the dialog. The sentence has it in brackets. */
  declare displayName: string
  /** Who asks. */
  declare appName: string
  /** The exact sentence that the person agrees to. */
  declare words: string
  /** The clock of the tap guard, in milliseconds; a test passes its own. */
  now: () => number = () => performance.now()

  #inSightSince = Number.POSITIVE_INFINITY
  #close: () => void = () => {}
  #decided = false

  constructor() {
    super()
    this.displayName = ''
    this.appName = ''
    this.words = ''
  }

  protected override render(): TemplateResult {
    const t = DIALOG_TEXTS[this.language]
    return html`
      <dialog
        aria-labelledby="who words"
        aria-describedby="note"
        @keydown=${keepTabInside}
        @cancel=${this.#dismiss}
        @close=${this.#dismiss}
      >
        <div class="panel">
          <p class="who" id="who">${badge(this.appName)}<span><b>${this.appName}</b> ${t.requests}</span></p>
          <h2 id="words" tabindex="-1">${this.words}</h2>
          <p class="note" id="note">${t.dialogNote}</p>
          <div class="choices">
            <button class="button" type="button" @click=${() => this.#tap('reject')}>${t.reject}</button>
            <button class="button green" type="button" @click=${() => this.#tap('allow')}>${t.allow}</button>
          </div>
        </div>
      </dialog>
    `
  }

  protected override firstUpdated(): void {
    const dialog = this.renderRoot.querySelector('dialog')
    const words = this.renderRoot.querySelector('h2')
    if (!dialog || !words) return
    // The sentence has the focus, not Allow: Enter pressed for something else agrees to nothing.
    this.#close = showModal(dialog, words)
    this.#watchSight()
  }

  override connectedCallback(): void {
    super.connectedCallback()
    document.addEventListener('visibilitychange', this.#watchSight)
    window.addEventListener('pagehide', this.#dismiss)
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    document.removeEventListener('visibilitychange', this.#watchSight)
    window.removeEventListener('pagehide', this.#dismiss)
    this.#dismiss()
  }

  #watchSight = (): void => {
    this.#inSightSince = document.visibilityState === 'visible' ? this.now() : Number.POSITIVE_INFINITY
  }

  #tap(decision: Decision): void {
    if (this.now() - this.#inSightSince >= TAP_GUARD_MS) this.#decide(decision)
  }

  #dismiss = (): void => this.#decide('dismiss')

  #decide(decision: Decision): void {
    if (this.#decided) return
    this.#decided = true
    this.#close()
    this.tell('decide', decision)
  }
}

define('callgrant-dialog', CallgrantDialog)

declare global {
  interface HTMLElementTagNameMap {
    'callgrant-dialog': CallgrantDialog
  }
}

export interface AuthorizationQuestion {
  /** Name of the device or group as the server joined it (A8). */
  displayName: string
  /** Name of the app that asks. */
  appName: string
  /** The exact sentence to show; it is kept with the consent (B3). */
  words: string
  /** Default: the page's. */
  language?: 'en' | 'zh'
  theme?: 'light' | 'dark'
  /** Takes the dialog away with no answer, for example when the connection is lost. */
  signal?: AbortSignal
  /** Clock of the tap guard, in milliseconds. */
  now?: () => number
}

/**
 * Shows the dialog and waits for the person. Never rejects: a page that is left, an element that is removed,
 * Esc and the back gesture all answer `dismiss`.
 *
 * @example
 * const answer = await showAuthorizationDialog({ displayName, appName, words: consentWords('en', displayName) })
 */
export function showAuthorizationDialog(question: AuthorizationQuestion): Promise<Decision> {
  const { signal } = question
  if (signal?.aborted) return Promise.resolve('dismiss')
  const element = document.createElement('callgrant-dialog')
  element.displayName = question.displayName
  element.appName = question.appName
  element.words = question.words
  element.theme = question.theme
  if (question.language) element.language = question.language
  if (question.now) element.now = question.now
  return new Promise((resolve) => {
    const remove = () => element.remove()
    element.addEventListener('decide', (event) => {
      signal?.removeEventListener('abort', remove)
      resolve((event as CustomEvent<Decision>).detail)
      element.remove()
    })
    signal?.addEventListener('abort', remove)
    document.body.append(element)
  })
}
