/** `phone.html`: a small app on a person's phone, as its developer would write it with the SDK. */

import type { MissedCall, OwnAuthorization } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { joinDeviceName } from '@callgrant/protocol/names'
import { DEVICE_VOIP_CODES } from '@callgrant/protocol/wechat-codes'
import {
  createPerson,
  DeviceVoIPError,
  type Person,
  type RequestDeviceVoIPOption,
  type RingingState,
} from '@callgrant/sdk/person'
import { storageWithPrefix } from '@callgrant/sdk/platform'
import { openSettings, showAuthorizationDialog } from '@callgrant/ui'
import { html, nothing, type PropertyDeclarations } from 'lit'
import { showCalls } from './calls.ts'
import { openChannel } from './channel.ts'
import { currentIds, isFramed, isSecond, pageAddress, serverAddress } from './ids.ts'
import { tryMedia } from './media.ts'
import { errorText, type Outcome, outcomeBox } from './outcome.ts'
import { Page } from './page.ts'
import { type PhoneTexts, phoneTexts } from './phone-texts.ts'
import { elementTheme } from './preferences.ts'
import { preferencesBar } from './preferences-bar.ts'
import { skeleton } from './skeleton.ts'
import { type TryConfig, tryConfig, tryGroup, trySession, tryState, tryTicket } from './try-api.ts'

const MISSED_SHOWN = 5

class TryPhone extends Page {
  static override properties: PropertyDeclarations = {
    config: { state: true },
    list: { state: true },
    listed: { state: true },
    outcome: { state: true },
    busy: { state: true },
    ringing: { state: true },
    missed: { state: true },
    unread: { state: true },
  }
  declare protected config: TryConfig | undefined
  declare protected list: OwnAuthorization[]
  /** Whether the list has been read. */
  declare protected listed: boolean
  declare protected outcome: Outcome | null
  declare protected busy: boolean
  /** Whether this browser rings when the page is closed; null: not known yet. */
  declare protected ringing: RingingState | null
  declare protected missed: MissedCall[]
  declare protected unread: number

  #ids = currentIds()
  #second = isSecond()
  /** Whose phone it is. */
  #openid = this.#second ? this.#ids.second : this.#ids.openid
  #channel = openChannel(this.#ids)
  #person: Person | undefined

  constructor() {
    super()
    this.list = []
    this.listed = false
    this.outcome = null
    this.busy = false
    this.ringing = null
    this.missed = []
    this.unread = 0
  }

  get #texts(): PhoneTexts {
    return phoneTexts(this.language, this.#second)
  }

  protected override get pageTitle(): string {
    return `${this.#texts.title} · Callgrant`
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#start()
  }

  /** A client has one language: a new client is created, unless a call is in progress. */
  protected override preferencesChanged(): void {
    const person = this.#person
    if (!person || person.language === this.language || person.currentCall) return
    void person.close()
    void this.#start()
  }

  #start = async (): Promise<void> => {
    const t = this.#texts
    this.outcome = null
    try {
      this.config = await tryConfig()
      const person = createPerson({
        server: serverAddress(),
        session: async () => (await trySession(this.#openid)).session,
        language: this.language,
        storage: storageWithPrefix(() => sessionStorage, this.#second ? 'second.' : 'phone.'),
        // A browser is one person's, and rings that person when the page is closed.
        ...(!this.#second && {
          ringing: {
            worker: './ringing-worker.js?icon=./icon-192.png&badge=./icon-192.png',
            page: pageAddress('phone', this.#ids),
          },
        }),
        media: tryMedia(t.person, (why) => this.#generated(why)),
        ui: {
          askAuthorization: (question) => showAuthorizationDialog({ ...question, theme: elementTheme() }),
          openSettings: (settings) => openSettings({ ...settings, theme: elementTheme() }),
        },
      })
      this.#person = person
      person.on('connection', () => this.requestUpdate())
      person.on('authorizationsChanged', () => void this.#read())
      person.on('missedCallsChanged', () => void this.#readMissed())
      showCalls(
        person,
        () => '',
        ({ roomType }) => void this.#call(roomType),
        (active) => this.#channel.send({ type: 'in-call', page: this.#second ? 'second' : 'phone', active }),
      )
      await person.connect()
      await this.#read()
      await this.#readMissed()
      if (!this.#second) this.ringing = await person.ringing()
    } catch (error) {
      this.outcome = {
        tone: 'bad',
        text: t.startFailed(errorText(error, this.language)),
        action: { label: t.retry, act: this.#start },
      }
    }
  }

  #read = async (): Promise<void> => {
    if (!this.#person) return
    try {
      this.list = (await this.#person.listAuthorizations()).list
      this.listed = true
      this.#channel.send({ type: 'authorizations-changed' })
    } catch (error) {
      this.#fail(error)
    }
  }

  #readMissed = async (): Promise<void> => {
    const page = await this.#person?.missedCalls({ limit: MISSED_SHOWN })
    if (!page) return
    this.missed = page.items
    this.unread = page.unread
  }

  #ringMe = (): Promise<void> =>
    this.#act(async (person) => {
      const t = this.#texts
      if (this.ringing === 'on') await person.disableRinging()
      const now = this.ringing === 'on' ? await person.ringing() : await person.enableRinging()
      this.ringing = now
      return now === 'on' || now === 'off' ? null : { tone: 'warn', text: t.ringing[now] }
    })

  #allRead = (): Promise<void> =>
    this.#act(async (person) => {
      await person.readMissedCalls()
      return null
    })

  #generated(why: string): void {
    this.outcome = { tone: 'warn', text: this.#texts.generated, code: why }
  }

  #fail(error: unknown): void {
    const t = this.#texts
    this.outcome = { tone: 'bad', text: t.failed(errorText(error, this.language)) }
  }

  /** Runs one action of the person at a time and shows its result. */
  async #act(work: (person: Person, config: TryConfig) => Promise<Outcome | null>): Promise<void> {
    if (!this.#person || !this.config || this.busy) return
    this.busy = true
    this.outcome = null
    try {
      this.outcome = await work(this.#person, this.config)
    } catch (error) {
      this.#fail(error)
    }
    this.busy = false
    await this.#read()
  }

  #ask = (): Promise<void> =>
    this.#act(async (person, config) => {
      const t = this.#texts
      const { sn } = this.#ids
      const { sn_ticket } = await tryTicket(config.model_id, sn)
      const modelId = config.model_id
      return this.#request(person, { sn, snTicket: sn_ticket, modelId, deviceName: t.deviceName })
    })

  /** One question for several devices: the back end creates a group, the app asks for it. */
  #askGroup = (): Promise<void> =>
    this.#act(async (person) => {
      const { sn } = this.#ids
      const { groupName } = this.#texts
      const group = (await tryState(this.#openid, sn)).group ?? (await tryGroup(groupName, [sn]))
      return this.#request(person, { isGroup: true, groupId: group.group_id })
    })

  async #request(person: Person, option: RequestDeviceVoIPOption): Promise<Outcome> {
    try {
      const t = this.#texts
      await person.requestDeviceVoIP(option)
      return { tone: 'good', text: t.allowed, code: 'requestDeviceVoIP:ok' }
    } catch (error) {
      if (!(error instanceof DeviceVoIPError)) throw error
      this.#channel.send({ type: 'ask-refused', errMsg: error.errMsg })
      return this.#refusal(error)
    }
  }

  #refusal(error: DeviceVoIPError): Outcome {
    const t = this.#texts
    const number = error.errCode ?? error.errno
    const code = number === undefined ? error.errMsg : `${error.errMsg} (${number})`
    const toSettings = { label: t.settings, act: this.#settings }
    switch (error.errCode) {
      case DEVICE_VOIP_CODES.ALREADY_AUTHORIZED:
        return { tone: 'good', text: t.already, code }
      case DEVICE_VOIP_CODES.REFUSED: {
        const now = error.cause instanceof CallgrantError && error.cause.code === 'rejected_now'
        return { tone: 'warn', text: now ? t.rejected : t.refusedBefore, code, action: toSettings }
      }
      case DEVICE_VOIP_CODES.CANCELLED:
        return { tone: 'warn', text: t.dismissed, code }
      default:
        return { tone: 'bad', text: t.failed(errorText(error, this.language)), code }
    }
  }

  #settings = (): Promise<void> =>
    this.#act(async (person) => {
      await person.openSetting()
      return null
    })

  #call = (roomType: 'voice' | 'video'): Promise<void> =>
    this.#act(async (person, config) => {
      const t = this.#texts
      await person.callDevice({
        roomType,
        sn: this.#ids.sn,
        modelId: config.model_id,
        nickName: t.person,
        deviceName: joinDeviceName(
          t.deviceName,
          this.language === 'zh' ? config.model_type_zh : config.model_type,
        ),
      })
      return null
    })

  protected override render() {
    const t = this.#texts
    const own =
      this.list.find((row) => row.sn === this.#ids.sn) ?? this.list.find((row) => row.group_id !== undefined)
    const status = own === undefined ? 'none' : own.status === 1 ? 'allowed' : 'refused'
    const connection = this.#person?.connection ?? 'connecting'
    const off = this.busy || connection !== 'online'
    return html`
      <header aria-label=${t.title}>
        <div>
          <h1>${t.title}</h1>
          <p class="quiet">${this.config ? t.app(this.config.app_name) : t.working}</p>
        </div>
        <span class="pill ${connection === 'online' ? 'good' : ''}" role="status">${t.connection[connection]}</span>
      </header>
      <main aria-label=${t.title}>
        <div class="card">
          <h2>${own?.display_name ?? t.door}</h2>
          ${
            this.listed
              ? html`<p><span class="pill ${{ none: '', allowed: 'good', refused: 'bad' }[status]}" data-status=${status}>${t.status[status]}</span></p>`
              : skeleton(1)
          }
          <button class=${status === 'none' ? 'primary' : ''} type="button" ?disabled=${off} @click=${this.#ask}>${t.ask}</button>
          <div role="status" class="result">${outcomeBox(this.outcome)}</div>
          <button class=${status === 'refused' ? 'primary' : ''} type="button" ?disabled=${this.busy || !this.#person} @click=${this.#settings}>${t.settings}</button>
        </div>
        <div class="card">
          <p class="quiet">${t.groupNote}</p>
          <button type="button" ?disabled=${off} @click=${this.#askGroup}>${t.askGroup}</button>
        </div>
        <div class="card">
          <p class="quiet">${t.callNote}</p>
          <div class="pair">
            <button type="button" ?disabled=${off} @click=${() => this.#call('video')}>${t.callVideo}</button>
            <button type="button" ?disabled=${off} @click=${() => this.#call('voice')}>${t.callVoice}</button>
          </div>
        </div>
        ${
          this.#second
            ? nothing
            : html`<div class="card">
          <h2>${t.ringMe}</h2>
          <p class="quiet" data-ringing=${this.ringing ?? nothing}>${this.ringing ? t.ringing[this.ringing] : t.working}</p>
          <button type="button" ?disabled=${this.busy || this.ringing === null || this.ringing === 'unsupported'} @click=${this.#ringMe}>
            ${this.ringing === 'on' ? t.ringMeNot : t.ringMeNow}
          </button>
        </div>`
        }
        <div class="card">
          <h2>${t.missed}</h2>
          ${
            this.missed.length === 0
              ? html`<p class="quiet">${t.missedNone}</p>`
              : html`<ul class="missed" data-unread=${this.unread}>
                    ${this.missed.map((call) => html`<li class=${call.read_at === null ? 'unread' : ''}>${t.missedEntry(call.name, call.at)}</li>`)}
                  </ul>
                  <button type="button" ?disabled=${this.busy || this.unread === 0} @click=${this.#allRead}>${t.allRead}</button>`
          }
        </div>
        <div class="card">
          <h2>${t.list}</h2>
          ${
            this.list.length === 0
              ? this.listed
                ? html`<p class="quiet">${t.listEmpty}</p>`
                : skeleton(2)
              : html`<ul>
                  ${this.list.map((row) => html`<li><code>${t.listEntry(row.sn ?? row.group_id ?? '', row.status)}</code></li>`)}
                </ul>`
          }
        </div>
      </main>
      ${isFramed() ? nothing : html`<footer aria-label=${t.title}>${preferencesBar()}</footer>`}
    `
  }
}

customElements.define('try-phone', TryPhone)
