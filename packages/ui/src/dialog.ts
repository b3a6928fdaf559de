/** `<callgrant-dialog>`: asks the person whether a device may ring them (A1). How it behaves is in `dialog-core.ts`. */

import { limitedWords } from '@callgrant/sdk/platform'
import { css, html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { badge, badgeStyles } from './badge.ts'
import { type Decision, DIALOG_TEXTS, openDialog, waitForDecision } from './dialog-core.ts'
import { CallgrantElement, define } from './element.ts'
import { FOR_GOOD, type LimitChoice, limitChoice, limitOf, limitStyles } from './limit-choice.ts'
import { trackOpener } from './opener.ts'
import { buttons, sheet, theme } from './theme.ts'

export class CallgrantDialog extends CallgrantElement {
  static override properties: PropertyDeclarations = {
    displayName: { type: String, attribute: 'display-name' },
    appName: { type: String, attribute: 'app-name' },
    words: { type: String },
    late: { type: Boolean },
    choice: { state: true },
  }
  static override styles = [
    theme,
    sheet,
    buttons,
    badgeStyles,
    limitStyles,
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
      /* On the smallest screen the words scroll and the two buttons stay. */
      .panel {
        padding-bottom: 0;
      }
      .choices {
        position: sticky;
        bottom: 0;
        flex-wrap: wrap;
        row-gap: 4px;
        margin-top: 8px;
        padding-block: 8px calc(24px + env(safe-area-inset-bottom));
        background: var(--cg-surface);
      }
      @media (max-height: 480px) {
        .panel {
          padding-top: 16px;
        }
        h2 {
          margin-top: 8px;
        }
        .choices {
          margin-top: 0;
          padding-block: 12px calc(12px + env(safe-area-inset-bottom));
        }
      }
    `,
  ]

  /** Name of the device or group. The sentence has it in brackets. */
  declare displayName: string
  /** Who asks. */
  declare appName: string
  /** The exact sentence that the person agrees to. */
  declare words: string
  /** True: says that the last answer came too late. */
  declare late: boolean
  /** How long the Allow holds; undefined: the choice was not opened, and it is for good. */
  declare protected choice: LimitChoice | undefined
  /** The clock of the tap guard, in milliseconds; a test passes its own. */
  now: () => number = () => performance.now()

  #close: () => void = () => {}
  #decided = false

  constructor() {
    super()
    this.displayName = ''
    this.appName = ''
    this.words = ''
    this.late = false
  }

  protected override render(): TemplateResult {
    const t = DIALOG_TEXTS[this.language]
    const limit = limitOf(this.choice ?? FOR_GOOD)
    return html`
      <dialog aria-labelledby="who words" aria-describedby=${this.late ? 'late note' : 'note'}>
        <div class="panel">
          <p class="who" id="who">${badge(this.appName)}<span><b><bdi>${this.appName}</bdi></b> ${t.requests}</span></p>
          <h2 id="words" tabindex="-1">${limit ? limitedWords(this.language, this.words, limit) : this.words}</h2>
          ${this.late ? html`<p class="note" role="alert" id="late">${t.tooLate}</p>` : nothing}
          <p class="note" id="note">${t.dialogNote}</p>
          ${this.choice ? limitChoice(this.choice, t, this.#choose) : nothing}
          <div class="choices">
            ${this.choice ? nothing : html`<button class="for-a-time" type="button" @click=${this.#open}>${t.forATime}</button>`}
            <button class="button reject" type="button">${t.reject}</button>
            <button class="button green allow" type="button" ?disabled=${limit === undefined}>${t.allow}</button>
          </div>
        </div>
      </dialog>
    `
  }

  protected override firstUpdated(): void {
    const dialog = this.renderRoot.querySelector('dialog')
    const words = this.renderRoot.querySelector('h2')
    const reject = this.renderRoot.querySelector<HTMLButtonElement>('.reject')
    const allow = this.renderRoot.querySelector<HTMLButtonElement>('.allow')
    if (!dialog || !words || !reject || !allow) return
    this.#close = openDialog({ dialog, words, reject, allow }, this.#decide, () => this.now())
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#decide('dismiss')
  }

  #decide = (decision: Decision): void => {
    if (this.#decided) return
    this.#decided = true
    this.#close()
    const limit = limitOf(this.choice ?? FOR_GOOD)
    this.emit<Decision>('decide', decision === 'allow' && limit ? { allow: limit } : decision)
  }

  #choose = (choice: LimitChoice): void => {
    this.choice = choice
  }

  #open = async (): Promise<void> => {
    this.choice = FOR_GOOD
    await this.updateComplete
    // The button that opened it is gone.
    this.renderRoot.querySelector<HTMLInputElement>('.limit input')?.focus()
  }
}

trackOpener()
define('callgrant-dialog', CallgrantDialog)

declare global {
  interface HTMLElementTagNameMap {
    'callgrant-dialog': CallgrantDialog
  }
}

export interface AuthorizationQuestion {
  /** Name of the device or group, as the server made it. */
  displayName: string
  /** Name of the app that asks. */
  appName: string
  /** The exact sentence to show; it is recorded with the decision. */
  words: string
  /** True: says that the last answer came too late. */
  late?: boolean
  /** Default: the page's. */
  language?: 'en' | 'zh'
  theme?: 'light' | 'dark'
  /** Takes the dialog away with no answer, for example when the connection is lost. */
  signal?: AbortSignal
  /** Clock of the tap guard, in milliseconds. Default: `performance.now()`. */
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
  return waitForDecision(question.signal, (decide) => {
    const element = document.createElement('callgrant-dialog')
    element.displayName = question.displayName
    element.appName = question.appName
    element.words = question.words
    element.late = question.late === true
    element.theme = question.theme
    if (question.language) element.language = question.language
    if (question.now) element.now = question.now
    element.addEventListener('decide', (event) => decide((event as CustomEvent<Decision>).detail))
    document.body.append(element)
    return () => element.remove()
  })
}
