/** The screen of a phone or a device: authorization dialog, toasts, modals, settings, call page, route. */

import type { OwnAuthorization } from '@callgrant/protocol'
import type { Language } from '@callgrant/protocol/errors'
import type { AskAnswer, AskAuthorization, Person } from '@callgrant/sdk/person'
import type {
  CallPage,
  CallPageView,
  Modal,
  Navigator,
  Screen as PlatformScreen,
  Toast,
} from '@callgrant/wechat'
import type { EmulatedClock } from './clock.ts'
import type { Changes } from './waiting.ts'

/** The dialog that `requestDeviceVoIP` shows. */
export interface ShownDialog {
  /** The exact sentence. */
  words: string
  /** The device’s or group’s name in the sentence. */
  displayName: string
  appName: string
  kind: 'device' | 'group'
  /** Whether it says that the last answer came too late, after 10 minutes, and asks again. */
  late: boolean
}
/** One switch of the settings page. */
export interface SettingsRow {
  name: string
  kind: 'device' | 'group'
  on: boolean
  sn?: string
  modelId?: string
  groupId?: string
}
export interface ShownSettings {
  /** Heading above the switches; null: there are none, or this version of WeChat has no such module. */
  module: string | null
  rows: SettingsRow[]
}
export interface ShownActionSheet {
  itemList: string[]
  alertText?: string
}

interface Waiting<Shown, Answer> {
  shown: Shown
  answer: (answer: Answer) => void
}
export type ModalAnswer = { confirm: boolean; content?: string }

type SettingsOf = Pick<Person, 'listAuthorizations' | 'on'>
interface Settings extends ShownSettings {
  close: () => void
  person: SettingsOf
}

/** Heading of the module in WeChat’s settings (A13). */
const SETTINGS_TITLE = { en: 'Voice and Video Call Reminder', zh: '语音、视频通话提醒' } as const

export interface ScreenParts {
  /** Name of the phone or device, for errors. */
  name: string
  language: Language
  clock: EmulatedClock
  changes: Changes
  navigator: Navigator
  callPage: () => CallPage
  /** Whether the Mini Program has left (`wx.exitMiniProgram`). */
  exited: () => boolean
}

const NAMES = {
  dialog: 'the authorization dialog',
  modal: 'a modal',
  actionSheet: 'an action sheet',
  settings: 'the settings page',
  toast: 'a toast',
  loading: 'a loading sign',
  call: 'the call page',
  route: 'a page',
} as const
type Kind = keyof typeof NAMES

export class Screen {
  readonly #parts: ScreenParts
  #dialog: Waiting<AskAuthorization, AskAnswer> | null = null
  #modal: Waiting<Modal, ModalAnswer> | null = null
  #sheet: Waiting<ShownActionSheet, number> | null = null
  #settings: Settings | null = null
  #toast: Toast | null = null
  #toastEnds: unknown
  #loading: { title: string; mask: boolean } | null = null
  #title = ''

  constructor(parts: ScreenParts) {
    this.#parts = parts
  }

  /** The authorization dialog; null: none is open. */
  get dialog(): ShownDialog | null {
    if (!this.#dialog) return null
    const { words, displayName, appName, kind, late } = this.#dialog.shown
    return { words, displayName, appName, kind, late }
  }
  /** What `wx.showModal` shows. */
  get modal(): Modal | null {
    return this.#modal?.shown ?? null
  }
  get actionSheet(): ShownActionSheet | null {
    return this.#sheet?.shown ?? null
  }
  /** The settings page, while it is open. */
  get settings(): ShownSettings | null {
    if (!this.#settings) return null
    const { module, rows } = this.#settings
    return { module, rows: rows.map((row) => ({ ...row })) }
  }
  get toast(): Toast | null {
    return this.#toast
  }
  get loading(): { title: string; mask: boolean } | null {
    return this.#loading
  }
  /** What the plugin’s call page shows; null: it is not open. */
  get call(): CallPageView | null {
    return this.#parts.callPage().view
  }
  /** Whether the Mini Program has left by `wx.exitMiniProgram`: the phone, or the device's host, shows something else. */
  get exited(): boolean {
    return this.#parts.exited()
  }
  /** Route of the page on top, `pages/index/index`, or `plugin-private://…`; null: no page is open, or it has left. */
  get route(): string | null {
    if (this.exited) return null
    return this.#parts.navigator.pages.at(-1)?.route ?? null
  }
  /** Routes of all open pages, bottom first. */
  get routes(): string[] {
    return this.#parts.navigator.pages.map(({ route }) => route)
  }
  /** Title of the navigation bar, as `wx.setNavigationBarTitle` set it last. */
  get title(): string {
    return this.#title
  }

  /**
   * Waits until something of this kind is on the screen.
   * @returns what it shows
   * @throws Error that says what is there instead
   */
  async shows<K extends Kind>(kind: K): Promise<NonNullable<Screen[K]>> {
    const { changes, name } = this.#parts
    const late = () =>
      `Waited ${changes.patienceMs / 1000} s for ${NAMES[kind]}, at ${name}. On the screen: ${this}.`
    return changes.until(() => this[kind] as NonNullable<Screen[K]> | null, late)
  }

  /** What is on the screen, in words, for errors. */
  toString(): string {
    const { dialog, modal, actionSheet, settings, toast, loading, call, route } = this
    const parts = [
      dialog && `the authorization dialog “${dialog.words}”`,
      modal && `the modal “${[modal.title, modal.content].filter(Boolean).join(': ')}”`,
      actionSheet && `the action sheet [${actionSheet.itemList.join(', ')}]`,
      settings &&
        `the settings page [${settings.rows.map(({ name, on }) => `${name} ${on ? 'on' : 'off'}`).join(', ')}]`,
      toast && `the toast “${toast.title}”`,
      loading && `“${loading.title}” (loading)`,
      call && `the call page, ${call.stage} with ${call.name} (${call.buttons.join(', ')})`,
      route && !call && `the page ${route}`,
    ].filter(Boolean)
    if (parts.length > 0) return parts.join('; ')
    return this.exited ? 'nothing: the Mini Program has left (exitMiniProgram)' : 'nothing'
  }

  /** Shows the dialog, and waits for the user. */
  ask(request: AskAuthorization): Promise<AskAnswer> {
    return new Promise((answered) => {
      const answer = (given: AskAnswer) => {
        if (this.#dialog?.shown !== request) return
        this.#dialog = null
        this.#changed()
        answered(given)
      }
      this.#dialog = { shown: request, answer }
      request.signal.addEventListener('abort', () => answer('dismiss'), { once: true })
      this.#changed()
    })
  }
  answerDialog(answer: AskAnswer): void {
    this.#dialog?.answer(answer)
  }

  answerModal(answer: ModalAnswer): void {
    const waiting = this.#modal
    this.#modal = null
    this.#changed()
    waiting?.answer(answer)
  }
  answerSheet(index: number): void {
    const waiting = this.#sheet
    this.#sheet = null
    this.#changed()
    waiting?.answer(index)
  }

  /** Shows the settings page until the user closes it. @param person whose rows are shown */
  async openSettings(person: SettingsOf, signal?: AbortSignal): Promise<void> {
    this.closeSettings()
    let close = () => {}
    const closed = new Promise<void>((done) => {
      close = done
    })
    const shown: Settings = { module: null, rows: [], close, person }
    this.#settings = shown
    signal?.addEventListener('abort', close, { once: true })
    const stop = person.on('authorizationsChanged', () => void this.readSettings().catch(() => {}))
    try {
      await this.readSettings()
      await closed
    } finally {
      stop()
      if (this.#settings === shown) this.closeSettings()
    }
  }
  /** Reads the rows again, as the page does after a change. */
  async readSettings(): Promise<void> {
    const shown = this.#settings
    if (!shown) return
    shown.rows = (await shown.person.listAuthorizations()).list.map(rowOf)
    shown.module = shown.rows.length > 0 ? SETTINGS_TITLE[this.#parts.language] : null
    this.#changed()
  }
  closeSettings(): void {
    const shown = this.#settings
    this.#settings = null
    shown?.close()
    this.#changed()
  }

  /** The screen as `wx` uses it. */
  readonly platform: PlatformScreen = {
    showToast: (toast) => {
      this.#hideToast()
      this.#toast = toast
      this.#toastEnds = this.#parts.clock.setTimeout(() => this.#hideToast(), toast.duration)
      this.#changed()
    },
    hideToast: () => this.#hideToast(),
    showLoading: (loading) => {
      this.#loading = loading
      this.#changed()
    },
    hideLoading: () => {
      this.#loading = null
      this.#changed()
    },
    showModal: (modal) =>
      new Promise((answer) => {
        this.#modal = { shown: modal, answer }
        this.#changed()
      }),
    showActionSheet: (sheet) =>
      new Promise((answer) => {
        this.#sheet = { shown: sheet, answer }
        this.#changed()
      }),
    setTitle: (title) => {
      this.#title = title
      this.#changed()
    },
  }

  #hideToast(): void {
    this.#parts.clock.clearTimeout(this.#toastEnds)
    this.#toast = null
    this.#changed()
  }
  #changed(): void {
    this.#parts.changes.happened()
  }
}

function rowOf(row: OwnAuthorization): SettingsRow {
  const { display_name: name, status, sn, model_id, group_id } = row
  return {
    name,
    kind: group_id === undefined ? 'device' : 'group',
    on: status === 1,
    ...(group_id === undefined && sn !== undefined && { sn }),
    ...(group_id === undefined && model_id !== undefined && { modelId: model_id }),
    ...(group_id !== undefined && { groupId: group_id }),
  }
}
