/** `<callgrant-call>`: one call, from the ring to the reason of its end. Voice and video, either side. */

import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit'
import { live } from 'lit/directives/live.js'
import type { Call } from '../calling/types.ts'
import { audioOutputs, isMirrored, nextOutput } from './audio-outputs.ts'
import { initial } from './badge.ts'
import { type IconName, icon } from './call-icons.ts'
import { type CallLook, pictureStyle } from './call-look.ts'
import { callStyles } from './call-styles.ts'
import { CALL_TEXTS, duration, endWords } from './call-texts.ts'
import { CallgrantElement, define } from './element.ts'
import { keepTabInside, showModal } from './modal.ts'
import { Ringer } from './ringer.ts'
import { theme } from './theme.ts'

export class CallgrantCall extends CallgrantElement {
  static override properties: PropertyDeclarations = {
    call: { attribute: false },
    name: { type: String },
    buttonText: { type: String, attribute: 'button-text' },
    look: { attribute: false },
    problem: { state: true },
    answering: { state: true },
    silent: { state: true },
    unheard: { state: true },
    outputs: { state: true },
  }
  static override styles = [theme, callStyles]

  /** The call to show. Given another one, the page starts anew. */
  declare call: Call | undefined
  /** The app’s own name for the other side; empty: the one that came with the call. */
  declare name: string
  /** Text of a button of the app's own, shown while both talk; pressing it fires `custom-button`. */
  declare buttonText: string
  /** How the pictures are drawn; default: undistorted, the other side's large. */
  declare look: CallLook
  declare protected problem: string
  declare protected answering: boolean
  declare protected silent: boolean
  declare protected unheard: boolean
  declare protected outputs: MediaDeviceInfo[]

  #ringer = new Ringer((blocked) => {
    this.silent = blocked
  })
  #off: (() => void)[] = []
  #second: ReturnType<typeof setInterval> | undefined
  #close: () => void = () => {}
  #shownStage = ''
  #output = ''

  constructor() {
    super()
    this.name = ''
    this.buttonText = ''
    this.look = {}
    this.problem = ''
    this.answering = false
    this.silent = false
    this.unheard = false
    this.outputs = []
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#follow()
    if (this.hasUpdated) this.#show()
  }

  /** A call with no page would be a microphone that nobody sees: leaving the page ends it. */
  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#unfollow()
    this.#ringer.ring(null)
    this.#close()
    queueMicrotask(() => {
      const { call } = this
      if (this.isConnected || !call || call.state === 'ended') return
      void (call.state === 'incoming' ? call.reject('unloadCallPage') : call.hangUp('unloadCallPage'))
    })
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (changed.has('call')) {
      this.problem = ''
      this.answering = false
      this.#shownStage = ''
      if (this.hasUpdated) this.#follow()
    }
  }

  protected override firstUpdated(): void {
    this.#show()
  }

  protected override updated(): void {
    super.updated()
    const stage = this.call?.state ?? ''
    this.#ringer.ring(this.#ringKind())
    if (stage === this.#shownStage) return
    this.#shownStage = stage
    // The buttons have changed: the focus goes to the name, not to a button that hangs up.
    // Not when the person is busy elsewhere: a page in a frame must not take the focus out of another.
    if (window.top === window || document.hasFocus()) this.renderRoot.querySelector('h1')?.focus()
    if (stage === 'talking') void this.#findOutputs()
  }

  get #peerName(): string {
    return this.name || (this.call?.peerName ?? '')
  }

  #show(): void {
    const dialog = this.renderRoot.querySelector('dialog')
    const name = this.renderRoot.querySelector('h1')
    if (dialog && name && !dialog.open) this.#close = showModal(dialog, name)
  }

  #follow(): void {
    this.#unfollow()
    const { call } = this
    if (!call) return
    this.#off = [
      call.on('change', () => this.requestUpdate()),
      call.on('problem', (error) => {
        this.problem = error.message
      }),
    ]
    this.#second = setInterval(() => this.call?.state === 'talking' && this.requestUpdate(), 500)
  }

  #unfollow(): void {
    clearInterval(this.#second)
    for (const off of this.#off) off()
    this.#off = []
  }

  #ringKind() {
    if (this.call?.state === 'incoming' && !this.answering) return 'incoming'
    return this.call?.state === 'calling' && this.call.snapshot.state === 'ringing' ? 'waiting' : null
  }

  async #do(act: (call: Call) => Promise<void>): Promise<void> {
    if (!this.call) return
    this.problem = ''
    try {
      await act(this.call)
    } catch (error) {
      this.problem = error instanceof Error ? error.message : String(error)
    }
  }

  #accept = async (): Promise<void> => {
    this.answering = true
    await this.#do((call) => call.accept())
    this.answering = false
  }

  /** Esc and the back gesture hang up nothing by accident; the browser may close the dialog all the same. */
  #stay = (event: Event): void => {
    if (event.type === 'cancel') event.preventDefault()
    else if (this.isConnected) this.#show()
  }

  #keydown = (event: KeyboardEvent): void => {
    if (event.key === 'Escape') event.preventDefault()
    keepTabInside(event)
  }

  #play = async (): Promise<void> => {
    const video = this.renderRoot.querySelector<HTMLVideoElement>('.remote')
    try {
      await video?.play()
      this.unheard = false
    } catch (error) {
      // AbortError: a newer stream took its place. NotAllowedError: the browser wants a tap first.
      this.unheard = error instanceof DOMException && error.name === 'NotAllowedError'
    }
  }

  async #findOutputs(): Promise<void> {
    this.outputs = await audioOutputs()
  }

  async #nextOutput(): Promise<void> {
    const video = this.renderRoot.querySelector<HTMLVideoElement>('.remote')
    const next = nextOutput(this.outputs, this.#output)
    if (!video || !next) return
    await this.#do(async () => {
      await video.setSinkId(next.deviceId)
      this.#output = next.deviceId
    })
    this.requestUpdate()
  }

  // `live`: given the same stream again, a video starts over, and the clock draws twice a second.
  protected override render(): TemplateResult | typeof nothing {
    const { call } = this
    if (!call) return nothing
    const t = CALL_TEXTS[this.language]
    const talks = call.state === 'talking'
    const seen = talks && call.roomType === 'video' && call.remote.camera && call.remoteStream !== null
    const mine =
      call.roomType === 'video' && call.local.camera && call.localStream !== null && call.state !== 'ended'
    const rings = call.state === 'incoming' || call.state === 'calling'
    // The large picture changes places with the small one only where both are there.
    const large = mine && seen && this.look.ownLarge === true
    return html`
      <dialog aria-label=${t.callWith(this.#peerName)} @keydown=${this.#keydown} @cancel=${this.#stay} @close=${this.#stay}>
        <div class="page ${rings ? 'rings' : ''} ${mine ? 'corner' : ''} ${large ? 'swapped' : ''}">
          <video
            class="remote ${seen ? 'seen' : ''}"
            autoplay
            playsinline
            aria-label=${t.remoteVideo(this.#peerName)}
            aria-hidden=${!seen}
            style=${pictureStyle(this.look.remote, false, !large)}
            .srcObject=${live(call.state === 'ended' ? null : call.remoteStream)}
            @loadedmetadata=${this.#play}
          ></video>
          ${seen ? html`<div class="shade"></div>` : nothing}
          <div class="who">
            <h1 tabindex="-1">${this.#peerName}</h1>
            ${this.#state(call)}
          </div>
          <div class="middle">
            ${seen ? nothing : html`<span class="avatar" aria-hidden="true">${initial(this.#peerName)}</span>`}
            ${this.#notices(call, seen)}
          </div>
          ${
            mine
              ? html`<video
                  class="local"
                  style=${pictureStyle(this.look.local, isMirrored(call.localStream), large)}
                  autoplay
                  playsinline
                  .muted=${true}
                  aria-label=${t.localVideo}
                  .srcObject=${live(call.localStream)}
                ></video>`
              : nothing
          }
          <div class="controls">${this.#controls(call)}</div>
        </div>
      </dialog>
    `
  }

  #state(call: Call) {
    const t = CALL_TEXTS[this.language]
    const line = () => {
      switch (call.state) {
        case 'incoming':
          return this.answering ? t.connecting : t.rings[call.roomType]
        case 'calling':
          return call.snapshot.state === 'created' ? t.calling : t.waiting
        case 'connecting':
          return t.connecting
        case 'talking':
          return t.talking
        case 'ended':
          return endWords(call, this.#peerName, this.language)
      }
    }
    const talked = call.state === 'ended' && call.keepTime > 0
    return html`
      <p class="state ${call.state === 'talking' ? 'said' : ''}" role="status">${line()}</p>
      ${call.state === 'talking' ? html`<p class="state" role="timer" aria-label=${t.length('')}>${duration(call.keepTime)}</p>` : nothing}
      ${talked ? html`<p class="state">${t.length(duration(call.keepTime))}</p>` : nothing}
    `
  }

  #notices(call: Call, seen: boolean) {
    const t = CALL_TEXTS[this.language]
    const talks = call.state === 'talking'
    const notices = [
      !call.online && call.state !== 'ended' ? t.offline : '',
      this.silent && call.state === 'incoming' ? t.silent : '',
      talks && call.roomType === 'video' && !seen && !call.remote.camera
        ? t.remoteCameraOff(this.#peerName)
        : '',
      talks && !call.remote.microphone ? t.remoteMuted(this.#peerName) : '',
      this.#endMessage(call),
    ].filter((text) => text !== '')
    return html`
      ${notices.map((text) => html`<p class="notice" role="status">${text}</p>`)}
      ${this.problem && call.state !== 'ended' ? html`<p class="notice" role="alert">${this.problem}</p>` : nothing}
      ${talks && this.unheard ? html`<p class="notice"><button type="button" @click=${this.#play}>${t.unheard}</button></p>` : nothing}
    `
  }

  /** What the side that broke the call off said: told as its own words. */
  #endMessage({ state, end, side }: Call): string {
    if (state !== 'ended' || !end?.message) return ''
    return end.by && end.by !== side ? `${this.#peerName}: ${end.message}` : end.message
  }

  #controls(call: Call) {
    const t = CALL_TEXTS[this.language]
    const hangUp = (label: string) => button('end', 'phone', label, () => this.#do((call) => call.hangUp()))
    switch (call.state) {
      case 'incoming':
        return html`<div class="row">
          ${button('end', 'phone', t.decline, () => this.#do((call) => call.reject()))}
          ${button('take', call.roomType === 'video' ? 'camera' : 'phone', t.accept, this.#accept, this.answering)}
        </div>`
      case 'calling':
        return html`<div class="row">${hangUp(t.cancel)}</div>`
      case 'connecting':
        return html`<div class="row">${hangUp(t.hangUp)}</div>`
      case 'talking':
        return html`<div class="row">${this.#switches(call)}</div>
          <div class="row">${hangUp(t.hangUp)}</div>`
      case 'ended':
        return html`<div class="row">${button('', 'cross', t.close, () => this.tell('close', undefined))}</div>`
    }
  }

  #switches(call: Call) {
    const t = CALL_TEXTS[this.language]
    const { microphone, camera } = call.local
    const toggle = (name: 'microphone' | 'camera', on: boolean, act: () => void) => html`<button
      class="control"
      type="button"
      role="switch"
      aria-checked=${on}
      @click=${act}
    >
      <span class="round">${icon(name, !on)}</span><span class="label">${t[name]}</span>
    </button>`
    const output = this.outputs.find(({ deviceId }) => deviceId === this.#output) ?? this.outputs[0]
    return html`
      ${toggle('microphone', microphone, () => this.#do((call) => call.setMicrophone(!microphone)))}
      ${
        call.roomType === 'video'
          ? html`${this.look.cameraSwitch === false ? nothing : toggle('camera', camera, () => this.#do((call) => call.setCamera(!camera)))}
            ${camera ? button('', 'flip', t.flip, () => this.#do((call) => call.flipCamera())) : nothing}`
          : nothing
      }
      ${this.outputs.length > 1 ? button('', 'speaker', output?.label || t.speaker, () => this.#nextOutput()) : nothing}
      ${this.buttonText ? button('', 'more', this.buttonText, () => this.tell('custom-button', undefined)) : nothing}
    `
  }
}

function button(look: string, name: IconName, label: string, act: () => void, disabled = false) {
  return html`<button class="control ${look}" type="button" ?disabled=${disabled} @click=${act}>
    <span class="round ${name}">${icon(name)}</span><span class="label">${label}</span>
  </button>`
}

define('callgrant-call', CallgrantCall)

declare global {
  interface HTMLElementTagNameMap {
    'callgrant-call': CallgrantCall
  }
}
