/**
 * What the user of a phone or a device does. Each act waits until the thing it acts on is on the screen, acts, and
 * resolves when the server has answered and every client has been told of the result. If the thing does not appear in
 * time, the act rejects with an Error that says what is on the screen instead.
 */

import type { AskAnswer, AuthorizationSubject, Person } from '@callgrant/sdk/person'
import type { AppLife, CallPage, KeyValue, PageStack } from '@callgrant/wechat'
import type { Network } from './network.ts'
import type { Screen, SettingsRow } from './screen.ts'
import type { Changes } from './waiting.ts'

export interface UserParts {
  /** Name of the phone or device, for errors. */
  name: string
  screen: Screen
  changes: Changes
  network: Network
  stack: PageStack
  life: AppLife
  callPage: () => CallPage
  settle: () => Promise<void>
}

/** A switch of the settings page: a serial number, a group’s id, or the name beside the switch. */
export type SettingsSubject = string | { sn: string; modelId?: string } | { groupId: string }

export class User {
  protected readonly parts: UserParts

  constructor(parts: UserParts) {
    this.parts = parts
  }

  /** Answers the call that is ringing; resolves when both sides talk, or when they cannot because no media arrives. */
  async answer(): Promise<void> {
    await this.#onCallPage('answer', (page) => page.answer())
  }
  /** Declines the call that is ringing. */
  async decline(): Promise<void> {
    await this.#onCallPage('decline', (page) => page.decline())
  }
  /** Waits until it rings and does nothing: `advance(seconds(60))` then leads to the time-out. */
  async ignore(): Promise<void> {
    await this.#onCallPage('answer', async () => {})
  }
  /** Cancels a call that has not been answered, or hangs up. */
  async hangUp(): Promise<void> {
    await this.#onCallPage(['cancel', 'hangUp'], (page) => page.hangUp())
  }
  /** Taps the app’s own button on the call page (`setCustomBtnText`). */
  async pressCustomButton(): Promise<void> {
    await this.#onCallPage('custom', async (page) => page.pressCustomButton())
  }
  /** Turns the camera on or off during a call. */
  async setCamera(on: boolean): Promise<void> {
    await this.#onCallPage('camera', async (page) => page.call?.setCamera(on))
  }
  /** Turns the microphone on or off during a call. */
  async setMicrophone(on: boolean): Promise<void> {
    await this.#onCallPage('microphone', async (page) => page.call?.setMicrophone(on))
  }

  /** Leaves the call page: after the call to the end page; during the call, which ends it (`unloadCallPage`). */
  async closeCallPage(): Promise<void> {
    const { callPage, stack } = this.parts
    const page = await this.#find('the call page', () => (callPage().isOpen ? callPage() : null))
    if (!page.call || page.call.state === 'ended') await page.close()
    else if (stack.pages.length > 1) await stack.back(1)
    else stack.clear()
    await this.parts.settle()
  }

  /** Taps the confirm button of a modal. @param content what is typed before, in an editable modal */
  async confirm(content?: string): Promise<void> {
    await this.#find('a modal', () => this.parts.screen.modal)
    this.parts.screen.answerModal({ confirm: true, ...(content !== undefined && { content }) })
    await this.parts.settle()
  }
  /** Taps Cancel in a modal or an action sheet. @throws Error when the modal has no such button */
  async cancel(): Promise<void> {
    const { screen } = this.parts
    await this.#find('a modal or an action sheet', () => screen.modal ?? screen.actionSheet)
    if (screen.modal && !screen.modal.showCancel) throw this.#error('The modal has no Cancel')
    if (screen.modal) screen.answerModal({ confirm: false })
    else screen.answerSheet(-1)
    await this.parts.settle()
  }
  /** Taps an item of an action sheet. @param item its text, or its index from 0 */
  async choose(item: string | number): Promise<void> {
    const { screen } = this.parts
    const { itemList } = await this.#find('an action sheet', () => screen.actionSheet)
    const index = typeof item === 'number' ? item : itemList.indexOf(item)
    if (!(index in itemList)) throw this.#error(`The action sheet has no “${item}”`)
    screen.answerSheet(index)
    await this.parts.settle()
  }

  /** Sends the app to the background, as the home button does: `onHide`. */
  async hideApp(): Promise<void> {
    const { life, stack } = this.parts
    const top = stack.pages.at(-1)
    if (top) stack.lifeOf(top)?.onHide?.()
    life.hide()
    await this.parts.settle()
  }
  /** Brings the app to the foreground: `onShow`. */
  async showApp(): Promise<void> {
    const { life, stack } = this.parts
    life.show()
    const top = stack.pages.at(-1)
    if (top) stack.lifeOf(top)?.onShow?.()
    await this.parts.settle()
  }

  /** Waits for something on the screen. @throws Error that says what is there instead */
  protected async find<T>(what: string, look: () => T | null | undefined): Promise<T> {
    return this.#find(what, look)
  }
  protected error(words: string): Error {
    return this.#error(words)
  }

  async #onCallPage(button: string | string[], act: (page: CallPage) => Promise<unknown>): Promise<void> {
    const wanted = [button].flat()
    const page = this.parts.callPage()
    const shows = () => wanted.some((name) => page.view?.buttons.some((there) => there === name))
    await this.#find(`the call page with ${wanted.join(' or ')}`, () => (shows() ? page : null))
    await act(page)
    await this.parts.settle()
  }

  #find<T>(what: string, look: () => T | null | undefined): Promise<T> {
    const { changes } = this.parts
    return changes.until(look, () => this.#error(`Waited ${changes.patienceMs / 1000} s for ${what}`).message)
  }

  #error(words: string): Error {
    const { name, screen, network } = this.parts
    const refusal = network.lastRefusal === null ? '' : ` The server refused last: ${network.lastRefusal}`
    return new Error(`${words}, at ${name}. On the screen: ${screen}.${refusal}`)
  }
}

export interface PhoneUserParts extends UserParts {
  person: Person
  storage: KeyValue
  /** Removes every file of the Mini Program. */
  clearFiles: () => void
  /** WeChat’s version: before 8.0.30 its settings have no module for devices. */
  wechat: string
  openSetting: () => Promise<unknown>
  closeProgram: () => void
}

/** The user of a phone, who also decides about authorizations. */
export class PhoneUser extends User {
  declare protected readonly parts: PhoneUserParts

  constructor(parts: PhoneUserParts) {
    super(parts)
  }

  /** Taps Allow in the authorization dialog; resolves when the decision is in force. */
  async allow(): Promise<void> {
    await this.#answerDialog('allow')
  }
  /** Taps Reject in the authorization dialog. */
  async reject(): Promise<void> {
    await this.#answerDialog('reject')
  }
  /** Closes the dialog without an answer, as by leaving the page: the authorization stays as it was. */
  async dismiss(): Promise<void> {
    await this.#answerDialog('dismiss')
  }

  /**
   * Switches a device or a group off in settings; opens the page when it is not open, and closes it again.
   * @param subject which; may be left out when there is only one switch
   */
  async switchOff(subject?: SettingsSubject): Promise<void> {
    await this.#switch(subject, false)
  }
  /** Switches a device or a group on in settings. */
  async switchOn(subject?: SettingsSubject): Promise<void> {
    await this.#switch(subject, true)
  }
  /** Opens the settings page, as the “…” menu does; it stays open until `closeSettings`. */
  async openSettings(): Promise<void> {
    // The menu does what `wx.openSetting` does, depending on the same versions.
    void this.parts.openSetting().catch(() => {}) // a failure shows on the screen: no rows
    await this.parts.settle()
  }
  /** Closes the settings page; `wx.openSetting` succeeds then. */
  async closeSettings(): Promise<void> {
    await this.find('the settings page', () => this.parts.screen.settings)
    this.parts.screen.closeSettings()
    await this.parts.settle()
  }

  /**
   * Deletes the Mini Program from “recently used”: all authorizations and all that it stored are cleared, and its pages
   * are closed. It may be opened again at once.
   */
  async deleteMiniProgram(): Promise<void> {
    const { person, stack, storage, screen, life, closeProgram, clearFiles } = this.parts
    screen.answerDialog('dismiss')
    screen.closeSettings()
    life.hide()
    closeProgram()
    stack.clear()
    for (const key of storage.keys()) storage.removeItem(key)
    clearFiles()
    await person.clearAuthorizations()
    await this.parts.settle()
  }

  async #answerDialog(answer: AskAnswer): Promise<void> {
    await this.find('the authorization dialog', () => this.parts.screen.dialog)
    this.parts.screen.answerDialog(answer)
    await this.parts.settle()
  }

  async #switch(subject: SettingsSubject | undefined, on: boolean): Promise<void> {
    const { screen, person } = this.parts
    // A page that was tapped just before may be opening the settings page.
    await this.parts.settle()
    const open = screen.settings !== null
    if (!open) await this.openSettings()
    await screen.readSettings()
    const row = await this.find(`a switch of ${wordsOf(subject)} in settings${this.#why}`, () => {
      const rows = screen.settings?.rows ?? []
      return subject === undefined
        ? rows.length === 1
          ? rows[0]
          : null
        : rows.find((row) => isOf(row, subject))
    })
    await person.switchAuthorization(subjectOf(row), on)
    await screen.readSettings()
    if (!open) screen.closeSettings()
    await this.parts.settle()
  }

  /** Why there can be no switch. */
  get #why(): string {
    const { wechat } = this.parts
    const [major = 0, minor = 0, patch = 0] = wechat.split('.').map(Number)
    const old = major * 1e6 + minor * 1e3 + patch < 8_000_030
    return old ? ` (WeChat ${wechat} has no module for devices there: it came with 8.0.30)` : ''
  }
}

function wordsOf(subject: SettingsSubject | undefined): string {
  if (subject === undefined) return 'one device alone (name which, where there are several)'
  return typeof subject === 'string' ? subject : Object.values(subject).join('/')
}

function isOf(row: SettingsRow, subject: SettingsSubject): boolean {
  if (typeof subject === 'string') return [row.sn, row.groupId, row.name].includes(subject)
  if ('groupId' in subject) return row.groupId === subject.groupId
  return row.sn === subject.sn && (subject.modelId === undefined || row.modelId === subject.modelId)
}

function subjectOf(row: SettingsRow): AuthorizationSubject {
  return row.groupId === undefined
    ? { sn: row.sn ?? '', model_id: row.modelId ?? '' }
    : { group_id: row.groupId }
}
