/** `<callgrant-call>`: one call, from the ring to the reason of its end. Voice and video, either side. */

import type { Call } from '@callgrant/sdk/calling'
import { html, nothing, type PropertyDeclarations, type PropertyValues, type TemplateResult } from 'lit'
import { Attention, type Ring } from './attention.ts'
import { type Controls, controls, outputMenu } from './call-controls.ts'
import { type Frames, frame } from './call-frames.ts'

export type { CallLook, PictureLook } from './call-look.ts'

import type { CallLook } from './call-look.ts'
import { missedCalls, notices, openAgain, troubles } from './call-notes.ts'
import { avatar, stateLines } from './call-state.ts'
import { callStyles } from './call-styles.ts'
import { CALL_TEXTS } from './call-texts.ts'
import { endedAsMeant, type Pictures, picturesOf } from './call-view.ts'
import { CallgrantElement, define } from './element.ts'
import { knownReason } from './error-texts.ts'
import { IdleControls } from './idle-controls.ts'
import { LevelMeter } from './level-meter.ts'
import type { MissedCall } from './missed-call.ts'
import { keepTabInside, showModal } from './modal.ts'
import { tintColor } from './name-color.ts'
import { OutputChoice } from './output-choice.ts'
import { PictureFill } from './picture-fill.ts'
import { Ringer } from './ringer.ts'
import { SmallPicture } from './small-picture.ts'
import { theme } from './theme.ts'
import { WakeLock } from './wake-lock.ts'

/** How long the page of a call that ended as both sides meant it stays, in milliseconds. */
const CLOSE_MS = 2000

export class CallgrantCall extends CallgrantElement {
  static override properties: PropertyDeclarations = {
    call: { attribute: false },
    name: { type: String },
    buttonText: { type: String, attribute: 'button-text' },
    missed: { attribute: false },
    look: { attribute: false },
    canCall: { type: Boolean, attribute: 'can-call' },
    stays: { type: Boolean },
    problem: { state: true },
    answering: { state: true },
    silent: { state: true },
    unheard: { state: true },
    swapped: { state: true },
  }
  static override styles = [theme, callStyles]

  /** The call to show; may be replaced by another. */
  declare call: Call | undefined
  /** The app’s own name for the other side; empty: the name that the server sent. */
  declare name: string
  /** Text of a button of the app's own, shown while both sides talk; a press fires `custom-button`. */
  declare buttonText: string
  /** Calls that were missed before this one, oldest first; listed when this one is over. */
  declare missed: readonly MissedCall[]
  /** How the pictures are drawn. Default: undistorted, the other side's picture large. */
  declare look: CallLook
  /** True: after a call that failed or was missed there is a button to call; a press fires `call-again`. */
  declare canCall: boolean
  /** True: stays until the person closes it. False: closes itself after a call that ended as both sides meant it. */
  declare stays: boolean
  declare protected problem: string
  declare protected answering: boolean
  declare protected silent: boolean
  declare protected unheard: boolean
  declare protected swapped: boolean

  #ringer = new Ringer((blocked) => {
    this.silent = blocked
  })
  #attention = new Attention()
  #wake = new WakeLock()
  #small = new SmallPicture(this, () => this.#swap())
  #idle = new IdleControls(this, () => this.#mayHide())
  #fill = new PictureFill(this)
  #outputs = new OutputChoice(this)
  #meter = new LevelMeter((level) => {
    this.renderRoot.querySelector<HTMLElement>('.page')?.style.setProperty('--level', level.toFixed(2))
  })
  #off: (() => void)[] = []
  #second: ReturnType<typeof setInterval> | undefined
  #closing: ReturnType<typeof setTimeout> | undefined
  #close: () => void = () => {}
  #shownStage = ''
  /** Whether a frame of the other side's picture has arrived. */
  #arrives = false

  constructor() {
    super()
    this.name = ''
    this.buttonText = ''
    this.missed = []
    this.look = {}
    this.canCall = false
    this.stays = false
    this.problem = ''
    this.answering = false
    this.silent = false
    this.unheard = false
    this.swapped = false
  }

  override connectedCallback(): void {
    super.connectedCallback()
    this.#follow()
    if (this.hasUpdated) this.#show()
  }

  /** Ends the call when its page is removed: otherwise a microphone would stay open without a sign of it. */
  override disconnectedCallback(): void {
    super.disconnectedCallback()
    this.#unfollow()
    this.#ringer.ring(null)
    this.#attention.call(null)
    this.#wake.keep(false)
    this.#meter.follow(null)
    this.#close()
    queueMicrotask(() => {
      const { call } = this
      if (this.isConnected || !call || call.state === 'ended') return
      void (call.state === 'incoming' ? call.reject('unloadCallPage') : call.hangUp('unloadCallPage'))
    })
  }

  protected override willUpdate(changed: PropertyValues): void {
    if (!changed.has('call')) return
    this.problem = ''
    this.answering = false
    this.#outputs.open = false
    this.swapped = false
    this.#arrives = false
    this.#shownStage = ''
    if (this.hasUpdated) this.#follow()
  }

  protected override firstUpdated(): void {
    this.#show()
    const measure = new ResizeObserver(() => this.#measure())
    for (const part of this.renderRoot.querySelectorAll('.page, .front, .bar')) measure.observe(part)
  }

  protected override updated(): void {
    super.updated()
    const { call } = this
    const stage = call?.state ?? ''
    const kind = this.#ringKind()
    this.#ringer.ring(kind)
    this.#attention.call(call && kind === 'incoming' ? this.#ringOf(call) : null)
    this.#meter.follow(call?.state === 'talking' && call.roomType === 'voice' ? call.remoteStream : null)
    this.#wake.keep(this.isConnected && stage !== '' && stage !== 'ended')
    this.#closeLater()
    if (stage === this.#shownStage) return
    this.#shownStage = stage
    // The buttons have changed: focus the name, so that the focus is not on a button that hangs up.
    // Not in a frame without the focus, which would take it from another frame.
    if (window.top === window || document.hasFocus()) this.renderRoot.querySelector('h1')?.focus()
    // A picture that was silent while it rang may be stopped by the browser when it is to be heard.
    if (this.renderRoot.querySelector<HTMLVideoElement>('.remote.seen')?.paused) void this.#play()
    if (stage === 'talking') void this.#outputs.find()
  }

  get #peerName(): string {
    return this.name || (this.call?.peerName ?? '')
  }

  get #pictures(): Pictures {
    const { call } = this
    if (!call) return { large: null, small: null }
    return picturesOf(call, this.#arrives, (this.look.ownLarge === true) !== this.swapped)
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
        this.problem = knownReason(error, this.language) ?? error.message
      }),
    ]
    // The time, and what no event tells, such as a microphone that the phone has taken.
    this.#second = setInterval(() => this.call?.state === 'talking' && this.requestUpdate(), 500)
  }

  #unfollow(): void {
    clearInterval(this.#second)
    clearTimeout(this.#closing)
    this.#closing = undefined
    for (const off of this.#off) off()
    this.#off = []
  }

  #ringKind() {
    if (this.call?.state === 'incoming' && !this.answering) return 'incoming'
    return this.call?.state === 'calling' && this.call.snapshot.state === 'ringing' ? 'waiting' : null
  }

  #ringOf({ roomId: tag, roomType }: Call): Ring {
    const t = CALL_TEXTS[this.language]
    return { title: t.ringing(this.#peerName), body: t.rings[roomType], tag }
  }

  async #do(act: (call: Call) => Promise<void>): Promise<void> {
    if (!this.call) return
    this.problem = ''
    try {
      await act(this.call)
    } catch (error) {
      this.problem =
        knownReason(error, this.language) ?? (error instanceof Error ? error.message : String(error))
    }
  }

  #accept = async (): Promise<void> => {
    this.answering = true
    await this.#do((call) => call.accept())
    this.answering = false
  }

  /** Where nobody has to be told more, the page goes by itself; not under the hand of somebody who is reading it. */
  #closeLater(): void {
    const goes = !this.stays && this.call !== undefined && endedAsMeant(this.call) && this.missed.length === 0
    if (!goes) clearTimeout(this.#closing)
    if (!goes) this.#closing = undefined
    else this.#closing ??= setTimeout(this.#leave, CLOSE_MS)
  }

  #leave = (): void => this.emit('close', undefined)

  /** Esc and the back gesture do not hang up. A browser may close the dialog all the same; then it is shown again. */
  #keepOpen = (event: Event): void => {
    if (event.type === 'cancel') event.preventDefault()
    else if (this.isConnected) this.#show()
  }

  #keydown = (event: KeyboardEvent): void => {
    this.#idle.wake()
    if (event.key === 'Escape') {
      event.preventDefault()
      if (this.#outputs.open) void this.#outputs.toggle()
    }
    keepTabInside(event)
  }

  #mayHide(): boolean {
    return (
      this.call?.state === 'talking' &&
      this.#pictures.large !== null &&
      !this.#outputs.open &&
      this.problem === '' &&
      !this.unheard &&
      // Who is not heard must see it.
      this.call.trouble.microphone === null
    )
  }

  #swap(): void {
    const { large, small } = this.#pictures
    if (large && small) this.swapped = !this.swapped
  }

  #play = async (): Promise<void> => {
    const video = this.renderRoot.querySelector<HTMLVideoElement>('.remote')
    try {
      await video?.play()
      this.unheard = false
    } catch (error) {
      // AbortError: a newer stream has replaced this one. NotAllowedError: the browser requires a tap first.
      this.unheard = error instanceof DOMException && error.name === 'NotAllowedError'
    }
  }

  /** The picture's size is known with its first frame, and changes when the other side turns its phone. */
  #sized = (event: Event): void => {
    const video = event.currentTarget as HTMLVideoElement
    if (video.classList.contains('remote')) this.#arrives = video.videoWidth > 0
    this.requestUpdate()
  }

  /** How much room the words above and the buttons below take, for the small picture. */
  #measure(): void {
    const page = this.renderRoot.querySelector<HTMLElement>('.page')
    const height = (part: string) => this.renderRoot.querySelector(part)?.getBoundingClientRect().height ?? 0
    page?.style.setProperty('--front', `${height('.front')}px`)
    page?.style.setProperty('--bar', `${height('.bar')}px`)
  }

  protected override render(): TemplateResult | typeof nothing {
    const { call } = this
    if (!call) return nothing
    const t = CALL_TEXTS[this.language]
    const name = this.#peerName
    const pictures = this.#pictures
    const { idle } = this.#idle
    const rings = call.state === 'incoming' || call.state === 'calling'
    const layout = [call.state, pictures.large ? 'pictured' : 'plain', rings && 'rings', idle && 'idle']
    const view = this.#controls(call)
    const frames = this.#frames(call, pictures)
    const { language, answering, silent, unheard, problem } = this
    return html`
      <dialog
        aria-label=${t.callWith(name)}
        @keydown=${this.#keydown}
        @cancel=${this.#keepOpen}
        @close=${this.#keepOpen}
        @pointerdown=${this.#idle.pointerDown}
        @pointermove=${this.#idle.wake}
        @focusin=${this.#idle.wake}
        @click=${this.#idle.click}
      >
        <div
          class="page ${layout.filter(Boolean).join(' ')}"
          @click=${{ handleEvent: this.#idle.clickFirst, capture: true }}
        >
          <div class="tint" .style=${`--tint: ${tintColor(name)}`}></div>
          ${frame('remote', frames)} ${frame('local', frames)}
          ${pictures.large ? html`<div class="shade"></div>` : nothing}
          <div class="front">
            <div class="who">
              ${pictures.large ? nothing : avatar(name)}
              <h1 tabindex="-1" title=${name}><bdi>${name}</bdi></h1>
              ${stateLines({ call, name, language, answering })}
            </div>
            ${notices({ call, name, language, pictures, silent, unheard, problem, play: this.#play })}
            ${troubles(call, language, (device) => this.#do((call) => openAgain(call, device)))}
            ${missedCalls(call, this.name, this.missed, language)}
          </div>
          <div class="bar">${controls(view)}</div>
          ${outputMenu(view)}
        </div>
      </dialog>
    `
  }

  #frames(call: Call, pictures: Pictures): Frames {
    return {
      call,
      t: CALL_TEXTS[this.language],
      name: this.#peerName,
      pictures,
      look: this.look,
      small: this.#small,
      fitOf: (which) => this.#fill.fitOf(which),
      play: this.#play,
      sized: this.#sized,
    }
  }

  #controls(call: Call): Controls {
    return {
      call,
      t: CALL_TEXTS[this.language],
      answering: this.answering,
      buttonText: this.buttonText,
      cameraSwitch: this.look.cameraSwitch !== false,
      canCall: this.canCall,
      outputs: this.#outputs.list,
      output: this.#outputs.chosen,
      outputsOpen: this.#outputs.open,
      acts: {
        accept: this.#accept,
        reject: () => void this.#do((call) => call.reject()),
        hangUp: () => void this.#do((call) => call.hangUp()),
        microphone: (on) => void this.#do((call) => call.setMicrophone(on)),
        camera: (on) => void this.#do((call) => call.setCamera(on)),
        flip: () => void this.#do((call) => call.flipCamera()),
        toggleOutputs: () => void this.#outputs.toggle(),
        chooseOutput: (output) => void this.#do(() => this.#outputs.choose(output)),
        custom: () => this.emit('custom-button', undefined),
        callAgain: () => this.emit('call-again', undefined),
        close: this.#leave,
      },
    }
  }
}

define('callgrant-call', CallgrantCall)

declare global {
  interface HTMLElementTagNameMap {
    'callgrant-call': CallgrantCall
  }
}
