/**
 * The media of one call: what this side sends, the connection to the other side, and the connections that are made while
 * it rings, so that the answer finds one that is there. Before the answer they carry nothing but the calling device's
 * picture, where that is allowed (C17).
 */

import type { Call as CallSnapshot, IceServer, SideName, SignalData } from '@callgrant/protocol'
import { EARLY_CLIENTS_MAX } from '@callgrant/protocol/limits'
import { systemClock } from '../shared/clock.ts'
import type { CallContext } from './call-context.ts'
import { LocalMedia } from './local-media.ts'
import { Negotiation } from './negotiation.ts'
import { QualityMeter } from './quality.ts'
import type { MediaKind, PeerState, Quality, QualitySummary, Received, Sending } from './types.ts'

export interface CallMediaOptions {
  side: SideName
  context: CallContext
  /** The newest. */
  snapshot(): CallSnapshot
  /** The newest. @param again paths are made anew: those that the connection began with may be away */
  iceServers(again: boolean): IceServer[]
  online(): boolean
  /** What the other side sends, as it last said. */
  remote(): Sending
  /**
   * Sends to the other side.
   * @param to the one client of the listener that it is for, while it rings
   * @returns false when it did not reach the other side
   */
  signal(data: SignalData, to?: string): Promise<boolean>
  /** The streams, or what is sent, have changed. */
  onChange(): void
  /** The connection to the other side has changed, from the answer on. */
  onState(state: PeerState): void
  onQuality(quality: Quality): void
  onProblem(error: Error): void
}

/** How often the counters of the connection are read, in milliseconds. */
const SAMPLE_EVERY_MS = 1_000
/**
 * Chromium on Linux says 2 s late which addresses a new network gave it: a restart before that offers the old ones. So long
 * after a restart it is looked whether media arrives, for so long, in milliseconds.
 */
const LOOK_AGAIN_MS = 1_400
const LISTEN_MS = 300

export class CallMedia {
  readonly local: LocalMedia
  readonly #options: CallMediaOptions
  /** To the other side; of a listener also while it rings. */
  #main: Negotiation
  /** Of a caller, while it rings: to each client of the listener. */
  readonly #early = new Map<string, Negotiation>()
  #remoteStream: MediaStream | null = null
  readonly #meter = new QualityMeter()
  #sampling: unknown
  #again: unknown
  #answeredAt: number | null = null
  /** From the answer until media arrived. */
  #setupMs: number | null = null
  #answered = false
  /** The person has answered here, and the server has not said yet whether the call is theirs. */
  #answering = false
  #begun = false
  #closed = false

  constructor(options: CallMediaOptions) {
    this.#options = options
    const { side, context } = options
    const { room_type: roomType, [side]: self } = options.snapshot()
    this.local = new LocalMedia({
      roomType,
      camera: self.camera,
      media: context.media,
      refused: context.mediaRefused,
      peers: context.peers,
      send: (kind, track) => this.#send(kind, track),
      onChange: () => this.#localChanged(),
    })
    this.#main = this.#negotiation()
  }

  /** From the answer on; before it the picture of a device that rings here (C17). */
  get remoteStream(): MediaStream | null {
    return this.#answered || this.#answering || this.preview ? this.#remoteStream : null
  }

  /** It rings here, and the device sends its picture. */
  get preview(): boolean {
    return this.#options.side === 'listener' && !this.#answered && this.#options.snapshot().preview
  }

  /** Of the whole call so far. */
  get summary(): QualitySummary {
    return this.#meter.summary(this.#setupMs)
  }

  get quality(): Quality {
    return this.#meter.word
  }

  received(): Promise<Received | null> {
    return this.#main.received()
  }

  /** The listener, while it rings: asks the caller for a connection, where that is allowed before the answer. */
  prepare(): void {
    if (this.#closed || this.#main.running || !this.#earlyAllowed()) return
    // It rings all the same: `accept()` says what is missing.
    if (this.#options.context.peers.missing?.()) return
    this.#main.start(this.#options.iceServers(false), new Map(), this.#earlyOptions())
    void this.#options.signal({ kind: 'early' })
  }

  /**
   * The person answers here: the stream is there at once, so that a page can begin to play it while the server is asked. The
   * other side sends nothing before the server has told it. @param now false: the call is not theirs
   */
  answering(now: boolean): void {
    if (this.#answering === now || this.#closed) return
    this.#answering = now
    this.#options.onChange()
  }

  /** The listener has answered: the connection to the client that did is the call's, and the others are closed (C7). */
  answered(): void {
    if (this.#answered || this.#closed) return
    this.#answered = true
    this.#answeredAt = this.#clock.now()
    const holder = this.#options.snapshot().listener.client_id ?? ''
    const won = this.#early.get(holder)
    this.#early.delete(holder)
    this.#closeEarly()
    if (!won) return
    this.#main.close()
    this.#main = won
    for (const track of won.tracks) this.#addTrack(track)
  }

  /** After the answer: opens what this side sends, and sends it. @throws what the media provider throws */
  async begin(): Promise<void> {
    if (this.#begun || this.#closed) return
    this.#begun = true
    await this.local.open()
    if (this.#closed) return
    if (this.#main.running) {
      await Promise.all([...this.local.tracks()].map(([kind, track]) => this.#main.send(kind, track)))
      this.#leaveRelay()
    } else this.#main.start(this.#options.iceServers(false), this.local.tracks())
    this.#signalSending()
    if (this.#main.connected) this.#options.onState('connected')
  }

  /** Media has arrived for the first time. */
  arrived(): void {
    if (this.#answeredAt !== null) this.#setupMs ??= this.#clock.now() - this.#answeredAt
  }

  /** Both sides talk: from now on it is measured how good the connection is. */
  measure(): void {
    if (this.#closed || this.#sampling !== undefined) return
    this.#sampling = this.#clock.setInterval(() => void this.#sample(), SAMPLE_EVERY_MS)
  }

  /** Takes a signal of the other side. @param from the client of the listener that sent it, to a caller */
  handle(data: SignalData, from?: string): void {
    if (this.#closed) return
    if (this.#options.side === 'listener' || from === undefined) this.#main.handle(data)
    else if (!this.#answered) this.#handleEarly(data, from)
    // Not of a client that did not get the call.
    else if (from === this.#options.snapshot().listener.client_id) this.#main.handle(data)
  }

  /** The connection to the server is back: what was sent meanwhile is lost. */
  restart(): void {
    for (const negotiation of [this.#main, ...this.#early.values()]) {
      if (negotiation.running) negotiation.restart()
    }
    if (this.#begun && this.#main.running) this.#signalSending()
    this.#clock.clearTimeout(this.#again)
    if (this.#setupMs !== null)
      this.#again = this.#clock.setTimeout(() => void this.#lookAgain(), LOOK_AGAIN_MS)
  }

  /** Restarts ICE once more when nothing has arrived since: the addresses of a new network may be known only now. */
  async #lookAgain(): Promise<void> {
    const before = await this.#packets()
    if (this.#closed) return
    this.#again = this.#clock.setTimeout(async () => {
      const after = await this.#packets()
      if (!this.#closed && after === before) this.#main.restart()
    }, LISTEN_MS)
  }

  async #packets(): Promise<number | null> {
    const received = await this.#main.received()
    return received && received.audio.packets + received.video.packets
  }

  close(): void {
    this.#closed = true
    this.#clock.clearInterval(this.#sampling)
    this.#clock.clearTimeout(this.#again)
    this.#main.close()
    this.#closeEarly()
    this.local.close()
    this.#remoteStream = null
  }

  get #clock() {
    return this.#options.context.clock ?? systemClock
  }

  async #sample(): Promise<void> {
    const stats = await this.#main.stats()
    if (!stats || this.#closed) return
    const before = this.quality
    const { camera, microphone } = this.#options.remote()
    const now = this.#meter.sample(stats, this.#clock.now(), camera || microphone)
    if (now !== before) this.#options.onQuality(now)
  }

  #handleEarly(data: SignalData, from: string): void {
    const known = this.#early.get(from)
    const asks = data.kind === 'early' || (data.kind === 'restart' && !known)
    if (asks) {
      const full = !known && this.#early.size >= EARLY_CLIENTS_MAX
      if (full || !this.#earlyAllowed()) return
      // Its page was loaded again.
      known?.close()
      const negotiation = this.#negotiation(from)
      this.#early.set(from, negotiation)
      negotiation.start(this.#options.iceServers(false), this.#previewed(), this.#earlyOptions())
    } else if (known) known.handle(data)
    // Its answer is on the way: kept until it is here.
    else this.#main.handle(data)
  }

  /** What a client of the listener is sent while it rings: the picture, where that is allowed, and never sound (C17). */
  #previewed(): Map<MediaKind, MediaStreamTrack | null> {
    const picture = this.#options.snapshot().preview ? (this.local.tracks().get('video') ?? null) : null
    return picture ? new Map([['video', picture]]) : new Map()
  }

  #earlyAllowed(): boolean {
    const { early_setup: early, state } = this.#options.snapshot()
    return (early === 'all' || early === 'relay') && state === 'ringing' && !this.#answered
  }

  #earlyOptions(): { relayOnly: boolean } {
    return { relayOnly: this.#options.snapshot().early_setup === 'relay' }
  }

  /** Connected by a relay while it rang: now that it is answered, also a direct way may be found. */
  #leaveRelay(): void {
    if (!this.#earlyOptions().relayOnly) return
    this.#main.allowAllCandidates()
    if (this.#options.side === 'caller') this.#main.restart()
  }

  #negotiation(to?: string): Negotiation {
    const { side, context } = this.#options
    const made: Negotiation = new Negotiation({
      side,
      kinds: this.#options.snapshot().room_type === 'video' ? ['audio', 'video'] : ['audio'],
      peers: context.peers,
      online: this.#options.online,
      iceServers: () => this.#options.iceServers(true),
      clock: context.clock,
      signal: (data) => this.#options.signal(data, this.#answered ? undefined : to),
      onTrack: (track) => {
        if (made === this.#main) this.#addTrack(track)
      },
      onState: (state) => {
        if (made === this.#main && this.#begun) this.#options.onState(state)
      },
      onProblem: this.#options.onProblem,
    })
    return made
  }

  #closeEarly(): void {
    for (const negotiation of this.#early.values()) negotiation.close()
    this.#early.clear()
  }

  #addTrack(track: MediaStreamTrack): void {
    this.#remoteStream ??= this.#options.context.peers.stream([])
    this.#remoteStream.addTrack(track)
    this.#options.onChange()
  }

  /** A camera that is opened or closed; before the answer it is sent as `#previewed` says. */
  async #send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    if (this.#begun) await this.#main.send(kind, track)
    else if (kind === 'video' && this.#options.snapshot().preview) {
      for (const negotiation of this.#early.values()) await negotiation.send('video', track)
    }
  }

  #localChanged(): void {
    if (this.#begun) {
      if (this.#main.running) this.#signalSending()
    } else {
      for (const [kind, track] of this.#previewed()) {
        for (const negotiation of this.#early.values()) {
          negotiation.send(kind, track).catch((error) => this.#options.onProblem(error))
        }
      }
    }
    this.#options.onChange()
  }

  #signalSending(): void {
    const { camera, microphone } = this.local.sending
    void this.#options.signal({ kind: 'media', camera, microphone })
  }
}
