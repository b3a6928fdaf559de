/** `<callgrant-settings>`: what the person agreed to, a switch for each device and group (A13), and the way out. */

import type { OwnAuthorization } from '@callgrant/protocol'
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { repeat } from 'lit/directives/repeat.js'
import { badge, badgeStyles } from './badge.ts'
import { CallgrantElement, define } from './element.ts'
import { keepTabInside, showModal } from './modal.ts'
import { keyOf, type SettingsSource, subjectOf } from './settings-source.ts'
import { settingsStyles } from './settings-styles.ts'
import { SETTINGS_TEXTS } from './settings-texts.ts'
import { buttons, sheet, theme } from './theme.ts'

export class CallgrantSettings extends CallgrantElement {
  static override properties: PropertyDeclarations = {
    person: { attribute: false },
    asPage: { type: Boolean, attribute: 'as-page' },
    rows: { state: true },
    problem: { state: true },
    said: { state: true },
    confirming: { state: true },
  }
  static override styles = [theme, sheet, buttons, badgeStyles, settingsStyles]

  /** Where the rows come from and where changes go: the SDK's person. */
  declare person: SettingsSource | undefined
  /** Shown over the app, with a close button, as `openSettings` does; else in the flow of the page. */
  declare asPage: boolean
  declare protected rows: OwnAuthorization[] | undefined
  declare protected problem: string
  declare protected said: string
  declare protected confirming: boolean

  #appName = ''
  /** Switches whose answer is not there yet: what the person chose stays in sight meanwhile. */
  #chosen = new Map<string, 0 | 1>()
  #stop: () => void = () => {}
  #closeDialog: () => void = () => {}
  #closeConfirmation: () => void = () => {}
  #closed = false

  constructor() {
    super()
    this.asPage = false
    this.problem = ''
    this.said = ''
    this.confirming = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#follow()
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#stop()
    this.close()
  }

  /** Closes the page that `openSettings` opened; fires `close` once. */
  close = (): void => {
    if (!this.asPage || this.#closed) return
    this.#closed = true
    this.#closeDialog()
    this.tell('close', undefined)
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('person') && this.hasUpdated) this.#follow()
  }

  protected override firstUpdated(): void {
    const dialog = this.renderRoot.querySelector<HTMLDialogElement>('dialog.page')
    const title = this.renderRoot.querySelector('h1')
    if (dialog && title) this.#closeDialog = showModal(dialog, title)
  }

  /** Listens to changes of this person's rows, and reads them now. */
  #follow(): void {
    this.#stop()
    this.#stop = this.person?.on('authorizationsChanged', () => void this.#read()) ?? (() => {})
    void this.#read()
  }

  #read = async (): Promise<void> => {
    const person = this.person
    if (!person) return
    try {
      const { app_name, list } = await person.listAuthorizations()
      if (person !== this.person) return
      this.#appName = app_name
      this.rows = list
      this.problem = ''
    } catch (error) {
      this.#fail(SETTINGS_TEXTS[this.language].loadFailed, error)
    }
  }

  #fail(what: string, error: unknown): void {
    this.problem = `${what} ${error instanceof Error ? error.message : String(error)}`
  }

  async #switch(row: OwnAuthorization): Promise<void> {
    const key = keyOf(row)
    if (!this.person || this.#chosen.has(key)) return
    const t = SETTINGS_TEXTS[this.language]
    const status = row.status === 1 ? 0 : 1
    this.#chosen.set(key, status)
    this.problem = ''
    this.said = ''
    this.requestUpdate()
    try {
      await this.person.switchAuthorization(subjectOf(row), status === 1)
      this.rows = this.rows?.map((other) => (keyOf(other) === key ? { ...other, status } : other))
      this.said = status === 1 ? t.allowed(row.display_name) : t.refused(row.display_name)
    } catch (error) {
      this.#fail(t.switchFailed(row.display_name), error)
    } finally {
      this.#chosen.delete(key)
      this.requestUpdate()
    }
  }

  async #confirm(): Promise<void> {
    this.confirming = true
    await this.updateComplete
    const dialog = this.renderRoot.querySelector<HTMLDialogElement>('dialog.confirm')
    const cancel = dialog?.querySelector('button')
    if (dialog && cancel) this.#closeConfirmation = showModal(dialog, cancel)
  }

  #cancel = (): void => {
    this.#closeConfirmation()
    this.confirming = false
  }

  async #clear(): Promise<void> {
    this.#cancel()
    const t = SETTINGS_TEXTS[this.language]
    this.problem = ''
    try {
      await this.person?.clearAuthorizations()
      this.rows = []
      this.said = t.removed
      await this.updateComplete
      // The button that was confirmed is gone with the rows.
      this.renderRoot.querySelector('h1')?.focus()
    } catch (error) {
      this.#fail(t.clearFailed, error)
    }
  }

  protected override render(): TemplateResult {
    const t = SETTINGS_TEXTS[this.language]
    return html`
      ${
        this.asPage
          ? html`<dialog
              class="page"
              aria-labelledby="title"
              @keydown=${keepTabInside}
              @cancel=${this.close}
              @close=${this.close}
            >
              <div class="panel">${this.#page()}</div>
            </dialog>`
          : html`<section class="inline" aria-labelledby="title">${this.#page()}</section>`
      }
      ${this.confirming ? this.#confirmation() : nothing}
      <p class="said" role="status">${this.rows === undefined && !this.problem ? t.loading : this.said}</p>
    `
  }

  #page() {
    const t = SETTINGS_TEXTS[this.language]
    return html`
      <div class="head">
        <h1 id="title" tabindex="-1">${t.title}</h1>
        ${this.asPage ? html`<button class="close" type="button" aria-label=${t.close} @click=${this.close}>${cross}</button>` : nothing}
      </div>
      <div role="alert" class="problem" ?hidden=${!this.problem}>
        ${this.problem}
        ${this.rows === undefined && this.problem ? html`<button class="button" type="button" @click=${this.#read}>${t.retry}</button>` : nothing}
      </div>
      ${this.rows === undefined ? (this.problem ? nothing : html`<div class="skeleton" aria-hidden="true"></div>`) : this.rows.length === 0 ? this.#empty() : this.#rows(this.rows)}
    `
  }

  #empty() {
    const t = SETTINGS_TEXTS[this.language]
    return html`<div class="empty"><p>${t.empty}</p><p class="note">${t.emptyNote}</p></div>`
  }

  #rows(rows: OwnAuthorization[]) {
    const t = SETTINGS_TEXTS[this.language]
    return html`
      <p class="note">${t.intro(this.#appName)}</p>
      <ul class="cells">
        ${repeat(rows, keyOf, (row, index) => {
          const status = this.#chosen.get(keyOf(row)) ?? row.status
          return html`<li class="cell">
            ${badge(row.display_name)}
            <span class="name">
              <span id="name-${index}">${row.display_name}</span>
              <span class="note" id="what-${index}">${row.group_id === undefined ? `${t.device} ${row.sn}` : t.group}</span>
            </span>
            <button
              type="button"
              role="switch"
              aria-checked=${status === 1}
              aria-labelledby="name-${index}"
              aria-describedby="what-${index}"
              aria-busy=${this.#chosen.has(keyOf(row))}
              @click=${() => this.#switch(row)}
            ></button>
          </li>`
        })}
      </ul>
      <button class="clear danger" type="button" @click=${this.#confirm}>${t.clear}</button>
      <p class="note">${t.clearNote}</p>
    `
  }

  #confirmation() {
    const t = SETTINGS_TEXTS[this.language]
    return html`<dialog
      class="confirm"
      role="alertdialog"
      aria-labelledby="question"
      aria-describedby="consequence"
      @keydown=${keepTabInside}
      @cancel=${this.#cancel}
    >
      <div class="panel">
        <h2 id="question">${t.clearQuestion}</h2>
        <p class="note" id="consequence">${t.clearNote}</p>
        <div class="choices">
          <button class="button" type="button" @click=${this.#cancel}>${t.cancel}</button>
          <button class="button danger" type="button" @click=${this.#clear}>${t.remove}</button>
        </div>
      </div>
    </dialog>`
  }
}

const cross = html`<svg viewBox="0 0 24 24" width="24" height="24" aria-hidden="true">
  <path d="M6 6l12 12M18 6L6 18" stroke="currentColor" stroke-width="2" stroke-linecap="round" />
</svg>`

define('callgrant-settings', CallgrantSettings)

declare global {
  interface HTMLElementTagNameMap {
    'callgrant-settings': CallgrantSettings
  }
}
