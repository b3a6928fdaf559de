/** `door.html`: a door phone, as its maker would write it with the SDK. It registers itself and rings those who live here. */

import type { RoomType } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { createDevice, type Device, type Ring } from '@callgrant/sdk/device'
import { storageWithPrefix } from '@callgrant/sdk/platform'
import { html, nothing, type PropertyDeclarations } from 'lit'
import { showCalls } from './calls.ts'
import { openChannel } from './channel.ts'
import { DOOR_TEXTS } from './door-texts.ts'
import { currentIds, isFramed, serverAddress } from './ids.ts'
import { tryMedia } from './media.ts'
import { errorText, type Outcome, outcomeBox } from './outcome.ts'
import { Page } from './page.ts'
import { preferencesBar } from './preferences-bar.ts'
import { tryConfig, tryEvents, tryResetDevice, tryState, tryTicket } from './try-api.ts'

/** WeChat's number for "this person has not authorized this device". */
const NOT_AUTHORIZED = 9

/** Somebody who lives here. */
interface Resident {
  openid: string
  name: string
  status: 0 | 1 | 'unknown'
}

class TryDoor extends Page {
  static override properties: PropertyDeclarations = {
    residents: { state: true },
    ring: { state: true },
    outcome: { state: true },
    busy: { state: true },
  }
  /** Alice; and Bob, once he has a phone. */
  declare protected residents: Pick<Resident, 'openid' | 'status'>[]
  /** Of several people, while it goes on. */
  declare protected ring: Ring | null
  declare protected outcome: Outcome | null
  declare protected busy: boolean

  #ids = currentIds()
  #channel = openChannel(this.#ids, (message) => {
    if (message.type === 'authorizations-changed') void this.#readStatus()
  })
  #device: Device | undefined

  constructor() {
    super()
    this.residents = [{ openid: this.#ids.openid, status: 'unknown' }]
    this.ring = null
    this.outcome = null
    this.busy = false
  }

  protected override get pageTitle(): string {
    return `${DOOR_TEXTS[this.language].title} · Callgrant`
  }

  override connectedCallback(): void {
    super.connectedCallback()
    void this.#start()
    // On another machine no other page reports it.
    if (!isFramed()) {
      tryEvents(
        (event) => event.type.startsWith('authorization.') && void this.#readStatus(),
        () => void this.#readStatus(),
        // The door's connection state shows it already.
        () => {},
      )
    }
  }

  #start = async (): Promise<void> => {
    const t = DOOR_TEXTS[this.language]
    this.outcome = null
    try {
      const { appid, model_id } = await tryConfig()
      const { sn } = this.#ids
      await this.#device?.close()
      const device = createDevice({
        server: serverAddress(),
        appid,
        modelId: model_id,
        sn,
        language: this.language,
        storage: storageWithPrefix(() => sessionStorage, 'door.'),
        media: tryMedia(t.title, (why) => this.#generated(why)),
      })
      this.#device = device
      device.on('connection', () => this.#connectionChanged(device))
      showCalls(
        device,
        () => '',
        ({ roomType }) => void this.#ring(roomType),
        (active) => this.#channel.send({ type: 'in-call', page: 'door', active }),
      )
      // Registering again with the same key changes nothing.
      await device.register((await tryTicket(model_id, sn)).sn_ticket)
      await device.connect()
      await this.#readStatus()
    } catch (error) {
      this.outcome = this.#startOutcome(error)
    }
  }

  #generated(why: string): void {
    this.outcome = { tone: 'warn', text: DOOR_TEXTS[this.language].generated, code: why }
  }

  #connectionChanged(device: Device): void {
    this.requestUpdate()
    if (device !== this.#device || device.connection !== 'refused') return
    const t = DOOR_TEXTS[this.language]
    this.outcome = { tone: 'warn', text: t.signedOut, action: { label: t.retry, act: this.#start } }
  }

  #startOutcome(error: unknown): Outcome {
    const t = DOOR_TEXTS[this.language]
    if (error instanceof CallgrantError && error.code === 'device_already_registered') {
      const takeOver = async () => {
        try {
          await tryResetDevice(this.#ids.sn)
          await this.#start()
        } catch (error) {
          this.outcome = this.#startOutcome(error)
        }
      }
      return { tone: 'warn', text: t.otherKey, action: { label: t.takeOver, act: takeOver } }
    }
    const text = t.startFailed(errorText(error, this.language))
    return { tone: 'bad', text, action: { label: t.retry, act: this.#start } }
  }

  #readStatus = async (): Promise<void> => {
    const device = this.#device
    if (device?.connection !== 'online') return
    try {
      const { sn, modelId: model_id } = device
      const openid_list = await this.#whoLivesHere()
      const { contact_list } = await device.getIotBindContactList({ sn, model_id, openid_list })
      this.residents = openid_list.map((openid) => ({
        openid,
        status: contact_list.find((contact) => contact.openid === openid)?.status ?? 0,
      }))
    } catch (error) {
      this.outcome = { tone: 'bad', text: errorText(error, this.language) }
    }
  }

  /** What the app's back end would tell a door. */
  async #whoLivesHere(): Promise<string[]> {
    const { openid, second, sn } = this.#ids
    const isKnown = this.residents.length > 1
    const lives = isKnown || (await tryState(second, sn)).check.decided_by !== 'person_unknown'
    return lives ? [openid, second] : [openid]
  }

  get #people(): Resident[] {
    const t = DOOR_TEXTS[this.language]
    return this.residents.map((one, place) => ({ ...one, name: place === 0 ? t.contact : t.second }))
  }

  async #ring(roomType: RoomType): Promise<void> {
    if (!this.#device || this.busy || this.ring) return
    this.busy = true
    this.outcome = null
    if (this.residents.length > 1) await this.#ringAll(this.#device, roomType)
    else await this.#ringOne(this.#device, roomType)
    this.busy = false
    await this.#readStatus()
  }

  /** All at once: the first to answer has it. */
  async #ringAll(device: Device, roomType: RoomType): Promise<void> {
    const t = DOOR_TEXTS[this.language]
    try {
      const people = this.#people.map(({ openid, name }) => ({ openid, name }))
      const ring = await device.ring({ people, plan: 'together', roomType })
      ring.on('change', () => this.requestUpdate())
      this.ring = ring
      const own = ring.people[0]
      if (own?.refusal?.code === 'not_authorized') this.#refused(NOT_AUTHORIZED, own.refusal.message)
      if ((await ring.answered) === null) this.outcome = this.#unanswered(ring)
    } catch (error) {
      this.outcome = { tone: 'bad', text: t.failed(errorText(error, this.language)) }
    }
    this.ring = null
  }

  #unanswered({ people, end }: Ring): Outcome | null {
    const t = DOOR_TEXTS[this.language]
    if (end === 'cancelled') return null
    if (people.every(({ refusal }) => refusal?.code === 'not_authorized')) {
      return {
        tone: 'bad',
        text: t.refusedAll,
        code: `errCode ${NOT_AUTHORIZED}: ${people[0]?.refusal?.message}`,
      }
    }
    const each = people.map(({ name, outcome }) => `${name}: ${t.outcome[outcome]}`).join(' · ')
    return { tone: 'warn', text: t.nobody(each) }
  }

  #refused(errCode: number, errMsg: string): void {
    this.#channel.send({ type: 'ring-refused', errCode, errMsg })
  }

  async #ringOne(device: Device, roomType: RoomType): Promise<void> {
    const t = DOOR_TEXTS[this.language]
    try {
      const answer = await device.initByCaller({
        roomType,
        businessType: 1,
        caller: { id: this.#ids.sn },
        listener: { id: this.#ids.openid, name: t.contact },
      })
      if (!answer.isSuccess) {
        const { errCode, errMsg } = answer
        this.#refused(errCode, errMsg)
        const text =
          errCode === NOT_AUTHORIZED ? t.refused : t.failed(errorText(answer.errObj, this.language))
        this.outcome = { tone: 'bad', text, code: `errCode ${errCode}: ${errMsg}` }
      }
    } catch (error) {
      this.outcome = { tone: 'bad', text: t.failed(errorText(error, this.language)) }
    }
  }

  protected override render() {
    const t = DOOR_TEXTS[this.language]
    const connection = this.#device?.connection ?? 'connecting'
    const online = connection === 'online'
    const off = this.busy || !online
    const agreed = this.residents.some(({ status }) => status === 1)
    return html`
      <header aria-label=${t.title}>
        <h1>${t.title}</h1>
        <span class="pill ${online ? 'good' : ''}" role="status">${online ? t.ready : t.connection[connection]}</span>
      </header>
      <main aria-label=${t.title}>
        <div class="lens" aria-hidden="true"></div>
        <ul class="people" aria-label=${t.people}>${this.#people.map((one) => this.#resident(one))}</ul>
        ${
          this.ring
            ? html`<button class="bell" type="button" @click=${() => this.ring?.cancel()}>${t.cancel}</button>`
            : html`<button class="bell ${agreed ? 'primary' : ''}" type="button" ?disabled=${off} @click=${() => this.#ring('video')}>${t.ringVideo}</button>
                <button type="button" ?disabled=${off} @click=${() => this.#ring('voice')}>${t.ringVoice}</button>`
        }
        <div role="status" class="result">${outcomeBox(this.outcome)}</div>
      </main>
      <footer aria-label=${t.title}>
        <p class="quiet">${t.serial(this.#ids.sn)}</p>
        ${isFramed() ? nothing : preferencesBar()}
      </footer>
    `
  }

  #resident({ openid, name, status }: Resident) {
    const t = DOOR_TEXTS[this.language]
    const outcome = this.ring?.people.find((one) => one.openid === openid)?.outcome
    return html`<li class="contact">
      <h2>${name}</h2>
      <p>
        <span class="pill ${status === 1 ? 'good' : ''}" data-status=${status} data-outcome=${outcome ?? nothing}>
          ${outcome ? t.outcome[outcome] : t.status[status]}
        </span>
      </p>
    </li>`
  }
}

customElements.define('try-door', TryDoor)
