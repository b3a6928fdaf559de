/**
 * `<callgrant-settings>`: a switch for each device and group that the person decided about (A13), one for the picture
 * before the answer (C17), and the removal of what was decided.
 */

import type { OwnAuthorization, PersonQuiet } from '@callgrant/protocol'
import { html, nothing, type PropertyDeclarations, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import { repeat } from 'lit/directives/repeat.js'
import { badge, badgeStyles } from './badge.ts'
import { DIALOG_TEXTS } from './dialog-texts.ts'
import { CallgrantElement, define } from './element.ts'
import { reasonText } from './error-texts.ts'
import { type LimitChoice, limitStyles } from './limit-choice.ts'
import { keepTabInside, showModal } from './modal.ts'
import { conditionsInWords, type OpenChoice, quietCell, type RowChange, rowOptions } from './quiet-cells.ts'
import { cross, dots } from './settings-icons.ts'
import { keyOf, type SettingsSource, subjectOf } from './settings-source.ts'
import { settingsStyles } from './settings-styles.ts'
import { SETTINGS_TEXTS, type SettingsTexts } from './settings-texts.ts'
import { buttons, sheet, theme } from './theme.ts'

export class CallgrantSettings extends CallgrantElement {
  static override properties: PropertyDeclarations = {
    person: { attribute: false },
    asPage: { type: Boolean, attribute: 'as-page' },
    heading: { type: String },
    rows: { state: true },
    preview: { state: true },
    quiet: { state: true },
    opened: { state: true },
    choice: { state: true },
    failed: { state: true },
    said: { state: true },
    confirming: { state: true },
  }
  static override styles = [theme, sheet, buttons, badgeStyles, limitStyles, settingsStyles]

  /** The client that reads and changes the authorizations. */
  declare person: SettingsSource | undefined
  /** True: shown over the app, with a close button, as `openSettings` does. False: in the flow of the page. */
  declare asPage: boolean
  /** The page's title. Default: “Who may ring you”, in its language. */
  declare heading: string
  declare protected rows: OwnAuthorization[] | undefined
  /** Whether a calling device's picture is shown while it rings; undefined: there is no such setting. */
  declare protected preview: boolean | undefined
  /** When the person does not want to be rung; undefined: there is no such setting. */
  declare protected quiet: PersonQuiet | undefined
  /** The row whose options are shown. */
  declare protected opened: string | undefined
  /** How long that row is to hold, while the person chooses; null: they do not. */
  declare protected choice: LimitChoice | null
  /** What failed, and why; its sentence is made when the page is drawn, in its language. */
  declare protected failed: { what: (t: SettingsTexts) => string; error: unknown } | undefined
  declare protected said: string
  declare protected confirming: boolean

  #appName = ''
  /** Switches that the server has not confirmed yet; they show what the person chose. */
  #chosen = new Map<string, 0 | 1>()
  /** What the person chose for the picture before the answer, until the server has confirmed it. */
  #chosenPreview: boolean | undefined
  #stop: () => void = () => {}
  #closeDialog: () => void = () => {}
  #closeConfirmation: () => void = () => {}
  #closed = false

  constructor() {
    super()
    this.asPage = false
    this.heading = ''
    this.said = ''
    this.confirming = false
    this.choice = null
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
    this.emit('close', undefined)
  }

  protected override willUpdate(changed: Map<string, unknown>): void {
    if (changed.has('person') && this.hasUpdated) this.#follow()
  }

  protected override firstUpdated(): void {
    const dialog = this.renderRoot.querySelector<HTMLDialogElement>('dialog.page')
    const title = this.renderRoot.querySelector('h1')
    if (dialog && title) this.#closeDialog = showModal(dialog, title)
  }

  /** Reads the person's authorizations, now and at each change. */
  #follow(): void {
    this.#stop()
    this.#stop = this.person?.on('authorizationsChanged', () => void this.#read()) ?? (() => {})
    void this.#read()
  }

  #read = async (): Promise<void> => {
    const person = this.person
    if (!person) return
    try {
      const [{ app_name, list }, settings] = await Promise.all([
        person.listAuthorizations(),
        person.settings?.(),
      ])
      if (person !== this.person) return
      this.preview = settings?.preview
      this.quiet = person.changeSettings && settings?.quiet
      this.#appName = app_name
      this.rows = list
      this.failed = undefined
    } catch (error) {
      this.failed = { what: (t) => t.loadFailed, error }
    }
  }

  get #problem(): string {
    if (!this.failed) return ''
    const { what, error } = this.failed
    return `${what(SETTINGS_TEXTS[this.language])} ${reasonText(error, this.language)}`
  }

  async #switch(row: OwnAuthorization): Promise<void> {
    const key = keyOf(row)
    if (!this.person || this.#chosen.has(key)) return
    const t = SETTINGS_TEXTS[this.language]
    const status = row.status === 1 ? 0 : 1
    this.#chosen.set(key, status)
    this.failed = undefined
    this.said = ''
    this.requestUpdate()
    try {
      await this.person.switchAuthorization(subjectOf(row), status === 1)
      this.rows = this.rows?.map((other) =>
        // Off, or on again, is for good.
        keyOf(other) === key ? { ...other, status, expires_at: undefined, rings_left: undefined } : other,
      )
      this.said = status === 1 ? t.allowed(row.display_name) : t.refused(row.display_name)
    } catch (error) {
      this.failed = { what: (t) => t.switchFailed(row.display_name), error }
    } finally {
      this.#chosen.delete(key)
      this.requestUpdate()
    }
  }

  /** Changes something, and shows what came of it. Until then the page shows what was there. */
  async #change(work: (person: SettingsSource) => Promise<unknown> | undefined): Promise<void> {
    if (!this.person) return
    this.failed = undefined
    this.said = ''
    try {
      await work(this.person)
      await this.#read()
      if (!this.failed) this.said = SETTINGS_TEXTS[this.language].changed
    } catch (error) {
      this.failed = { what: (t) => t.changeFailed, error }
      this.requestUpdate()
    }
  }

  #changeRow(row: OwnAuthorization, { limit, ...change }: RowChange): Promise<void> {
    const subject = subjectOf(row)
    return this.#change((person) =>
      limit === undefined
        ? person.changeAuthorization?.(subject, change)
        : person.switchAuthorization(subject, true, limit),
    )
  }

  async #switchPreview(on: boolean): Promise<void> {
    if (this.#chosenPreview !== undefined) {
      // The box shows what is under way, not what was tapped meanwhile.
      this.requestUpdate()
      return
    }
    const t = SETTINGS_TEXTS[this.language]
    this.#chosenPreview = on
    this.failed = undefined
    this.said = ''
    this.requestUpdate()
    try {
      await this.person?.changeSettings?.({ preview: on })
      this.preview = on
      this.said = on ? t.previewOn : t.previewOff
    } catch (error) {
      this.failed = { what: (t) => t.previewFailed, error }
    } finally {
      this.#chosenPreview = undefined
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
    this.failed = undefined
    try {
      await this.person?.clearAuthorizations()
      this.rows = []
      this.said = t.removed
      await this.updateComplete
      // The button that was confirmed is gone with the rows.
      this.renderRoot.querySelector('h1')?.focus()
    } catch (error) {
      this.failed = { what: (t) => t.clearFailed, error }
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
      <p class="said" role="status">${this.rows === undefined && !this.failed ? t.loading : this.said}</p>
    `
  }

  #page() {
    const t = SETTINGS_TEXTS[this.language]
    return html`
      <div class="head">
        <h1 id="title" tabindex="-1">${this.heading || t.title}</h1>
        ${this.asPage ? html`<button class="close" type="button" aria-label=${t.close} @click=${this.close}>${cross}</button>` : nothing}
      </div>
      <div role="alert" class="problem" ?hidden=${!this.failed}>
        ${this.#problem}
        ${this.rows === undefined && this.failed ? html`<button class="button" type="button" @click=${this.#read}>${t.retry}</button>` : nothing}
      </div>
      ${this.rows === undefined ? (this.failed ? nothing : html`<div class="skeleton" aria-hidden="true"></div>`) : this.rows.length === 0 ? this.#empty() : this.#rows(this.rows)}
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
      ${both(rows) ? html`<p class="note" id="order">${t.order}</p>` : nothing}
      <ul class="cells">
        ${repeat(rows, keyOf, (row, index) => {
          const status = this.#chosen.get(keyOf(row)) ?? row.status
          const conditions = conditionsInWords(row, this.language, t)
          return html`<li class="cell">
            ${badge(row.display_name)}
            <span class="name">
              <span id="name-${index}"><bdi>${row.display_name}</bdi></span>
              <span class="note" id="what-${index}">${row.group_id === undefined ? `${t.device} ${row.sn}` : t.group}</span>
              ${conditions === '' ? nothing : html`<span class="note" id="how-${index}">${conditions}</span>`}
            </span>
            ${this.person?.changeAuthorization ? this.#more(row) : nothing}
            <button
              class="switch"
              type="button"
              role="switch"
              aria-checked=${status === 1}
              aria-labelledby="name-${index}"
              aria-describedby=${`what-${index}${conditions === '' ? '' : ` how-${index}`}${both(rows) ? ' order' : ''}`}
              aria-busy=${this.#chosen.has(keyOf(row))}
              @click=${() => this.#switch(row)}
            ></button>
          </li>
          ${this.opened === keyOf(row) ? rowOptions(row, t, this.#openChoice(), (change) => void this.#changeRow(row, change)) : nothing}`
        })}
      </ul>
      ${this.quiet === undefined ? nothing : quietCell(this.quiet, t, (quiet) => void this.#change((person) => person.changeSettings?.({ quiet })))}
      ${this.preview === undefined ? nothing : this.#previewCell(this.preview)}
      <button class="clear danger" type="button" @click=${this.#confirm}>${t.clear}</button>
      <p class="note">${t.clearNote}</p>
    `
  }

  #openChoice(): OpenChoice {
    const choose = (choice: LimitChoice | null) => {
      this.choice = choice
    }
    return { choice: this.choice, texts: DIALOG_TEXTS[this.language], choose }
  }

  #more(row: OwnAuthorization) {
    const isOpen = this.opened === keyOf(row)
    const toggle = () => {
      this.opened = isOpen ? undefined : keyOf(row)
      this.choice = null
    }
    return html`<button
      class="more"
      type="button"
      aria-label=${SETTINGS_TEXTS[this.language].more(row.display_name)}
      aria-expanded=${isOpen}
      @click=${toggle}
    >${dots}</button>`
  }

  #previewCell(on: boolean) {
    const t = SETTINGS_TEXTS[this.language]
    return html`<div class="cells">
      <label class="cell">
        <span class="name">${t.preview}</span>
        <input
          class="switch"
          type="checkbox"
          aria-describedby="preview-note"
          aria-busy=${this.#chosenPreview !== undefined}
          .checked=${live(this.#chosenPreview ?? on)}
          @change=${(event: Event) => this.#switchPreview((event.target as HTMLInputElement).checked)}
        />
      </label>
      <p class="note cell-note" id="preview-note">${t.previewNote}</p>
    </div>`
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

/** Both a device and a group: the person should know which switch decides (A5). */
const both = (rows: OwnAuthorization[]) =>
  rows.some(({ group_id }) => group_id !== undefined) && rows.some(({ group_id }) => group_id === undefined)

define('callgrant-settings', CallgrantSettings)

declare global {
  interface HTMLElementTagNameMap {
    'callgrant-settings': CallgrantSettings
  }
}
