/** `door.html`: a door phone, as its maker would write it with the SDK. It registers itself and rings Alice. */

import type { RoomType } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { createDevice, type Device } from '@callgrant/sdk/device'
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
import { tryConfig, tryEvents, tryResetDevice, tryTicket } from './try-api.ts'

/** WeChat's number for "this person has not authorized this device". */
const NOT_AUTHORIZED = 9

class TryDoor extends Page {
  static override properties: PropertyDeclarations = {
    status: { state: true },
    outcome: { state: true },
    busy: { state: true },
  }
  declare protected status: 0 | 1 | 'unknown'
  declare protected outcome: Outcome | null
  declare protected busy: boolean

  #ids = currentIds()
  #channel = openChannel(this.#ids, (message) => {
    if (message.type === 'authorizations-changed') void this.#readStatus()
  })
  #device: Device | undefined

  constructor() {
    super()
    this.status = 'unknown'
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
        () => DOOR_TEXTS[this.language].contact,
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
      const answer = await device.getIotBindContactList({ sn, model_id, openid_list: [this.#ids.openid] })
      this.status = answer.contact_list[0]?.status ?? 0
    } catch (error) {
      this.outcome = { tone: 'bad', text: errorText(error, this.language) }
    }
  }

  async #ring(roomType: RoomType): Promise<void> {
    if (!this.#device || this.busy) return
    const t = DOOR_TEXTS[this.language]
    this.busy = true
    this.outcome = null
    try {
      const answer = await this.#device.initByCaller({
        roomType,
        businessType: 1,
        caller: { id: this.#ids.sn },
        listener: { id: this.#ids.openid, name: t.contact },
      })
      if (!answer.isSuccess) {
        const { errCode, errMsg } = answer
        this.#channel.send({ type: 'ring-refused', errCode, errMsg })
        const text =
          errCode === NOT_AUTHORIZED ? t.refused : t.failed(errorText(answer.errObj, this.language))
        this.outcome = { tone: 'bad', text, code: `errCode ${errCode}: ${errMsg}` }
      }
    } catch (error) {
      this.outcome = { tone: 'bad', text: t.failed(errorText(error, this.language)) }
    }
    this.busy = false
    await this.#readStatus()
  }

  protected override render() {
    const t = DOOR_TEXTS[this.language]
    const connection = this.#device?.connection ?? 'connecting'
    const online = connection === 'online'
    const off = this.busy || !online
    return html`
      <header aria-label=${t.title}>
        <h1>${t.title}</h1>
        <span class="pill ${online ? 'good' : ''}" role="status">${online ? t.ready : t.connection[connection]}</span>
      </header>
      <main aria-label=${t.title}>
        <div class="lens" aria-hidden="true"></div>
        <section class="contact" aria-labelledby="contact">
          <h2 id="contact">${t.contact}</h2>
          <p><span class="pill ${this.status === 1 ? 'good' : ''}" data-status=${this.status}>${t.status[this.status]}</span></p>
        </section>
        <button class="bell ${this.status === 1 ? 'primary' : ''}" type="button" ?disabled=${off} @click=${() => this.#ring('video')}>${t.ringVideo}</button>
        <button type="button" ?disabled=${off} @click=${() => this.#ring('voice')}>${t.ringVoice}</button>
        <div role="status" class="result">${outcomeBox(this.outcome)}</div>
      </main>
      <footer aria-label=${t.title}>
        <p class="quiet">${t.serial(this.#ids.sn)}</p>
        ${isFramed() ? nothing : preferencesBar()}
      </footer>
    `
  }
}

customElements.define('try-door', TryDoor)
