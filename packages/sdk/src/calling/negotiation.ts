/**
 * Offer and answer between the two sides. Only the caller offers, so offers never collide; a listener that needs a new
 * offer sends `restart`. What was lost is sent again, and ICE is restarted when no connection comes about (C15).
 */

import type { IceServer, SideName, SignalData } from '@callgrant/protocol'
import { type Clock, systemClock } from '../shared/clock.ts'
import type {
  MediaKind,
  Peer,
  PeerCandidate,
  PeerHandlers,
  PeerState,
  PeerStats,
  Peers,
  Received,
} from './types.ts'

/**
 * How long the caller waits without any progress before it tries again, in milliseconds: at first, how many times
 * longer after each attempt, and at most. A server ends a call whose media is not set up within 30 s.
 */
const RETRY_MS = 5_000
const RETRY_FACTOR = 1.5
const RETRY_MAX_MS = 15_000
/** How long a connection that is disconnected may come back by itself before ICE is restarted; then as above. */
const DISCONNECTED_MS = 2_000
/** Both sides notice a loss: what the listener asks for so soon after an offer was in it. */
const JUST_OFFERED_MS = 1_000
/** The listener waits this many times longer, because it is the caller that offers. */
const LISTENER_FACTOR = 1.5

type Description = Extract<SignalData, { kind: 'description' }>

export interface NegotiationOptions {
  side: SideName
  kinds: MediaKind[]
  peers: Peers
  /** False while signals cannot be sent: ICE is then restarted by `restart`, once they can be. */
  online(): boolean
  /** The newest: credentials of a relay expire. */
  iceServers?(): IceServer[]
  /** Sends to the other side. @returns false when it has no client online */
  signal(data: SignalData): Promise<boolean>
  onTrack(track: MediaStreamTrack): void
  /** State of the peer. */
  onState(state: PeerState): void
  onProblem(error: Error): void
  clock?: Clock | undefined
}

export class Negotiation {
  readonly #options: NegotiationOptions
  readonly #clock: Clock
  /** What the other side sends. */
  readonly tracks: MediaStreamTrack[] = []
  #peer: Peer | undefined
  /** Until `allowAllCandidates`, no address of this machine is said. */
  #relayOnly = false
  #queue: Promise<void> = Promise.resolve()
  /** Signals that arrived before `start`. */
  #earlySignals: SignalData[] = []
  /** The other side's candidates, until its description is applied; null: add them at once. */
  #incoming: PeerCandidate[] | null = []
  /** This side's newest description, to be sent again if it was lost. */
  #description: Description | undefined
  /** The candidates that belong to it. */
  #candidates: PeerCandidate[] = []
  /** False until the newest description is sent: its candidates follow it. */
  #described = false
  /** Number of the newest offer: sent by the caller, or answered by the listener. */
  #offer = 0
  /** When it was made by the caller, in milliseconds since 1970. */
  #offeredAt = 0
  /** The caller's newest offer has no answer yet. */
  #unanswered = false
  /** The newest description did not reach the other side. */
  #undelivered = false
  #connected = false
  /** Steps under way or waiting. */
  #steps = 0
  /** Until the next attempt; runs while the connection is not there and no step is under way. */
  #timer: unknown
  #retryMs = RETRY_MS
  #closed = false

  constructor(options: NegotiationOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  /** True from `start` to `close`. */
  get running(): boolean {
    return this.#peer !== undefined && !this.#closed
  }

  get connected(): boolean {
    return this.#connected
  }

  /**
   * Connects the peer: the caller offers; signals that have arrived already are handled.
   * @param options `relayOnly`: by candidates of a relay, until `allowAllCandidates`
   */
  start(
    iceServers: IceServer[],
    tracks: Map<MediaKind, MediaStreamTrack | null>,
    { relayOnly = false }: { relayOnly?: boolean } = {},
  ): void {
    if (this.#peer || this.#closed) return
    const handlers: PeerHandlers = {
      onCandidate: (candidate) => this.#candidate(candidate),
      onTrack: (track) => {
        this.tracks.push(track)
        this.#options.onTrack(track)
      },
      onState: (state) => this.#peerState(state),
    }
    this.#relayOnly = relayOnly
    const peer = this.#options.peers.connect(iceServers, handlers, { relayOnly })
    this.#peer = peer
    this.#enqueue(async () => {
      for (const [kind, track] of tracks) await peer.send(kind, track)
    })
    if (this.#options.side === 'caller') {
      peer.prepare(this.#options.kinds)
      this.#enqueue(() => this.#sendOffer(peer, false))
    }
    for (const data of this.#earlySignals.splice(0)) this.handle(data)
  }

  /** Handles a signal of the other side; before `start` it is kept until then. */
  handle(data: SignalData): void {
    const peer = this.#peer
    if (this.#closed) return
    if (peer) this.#enqueue(() => this.#handleSignal(peer, data))
    // The first offer is what a listener that waits for one asks for.
    else if (data.kind !== 'restart') this.#earlySignals.push(data)
  }

  /** Restarts ICE: the caller offers again, the listener asks the caller to. */
  restart(): void {
    const peer = this.#peer
    if (peer && !this.#closed) this.#enqueue(() => this.#renew(peer))
  }

  /** After `relayOnly`: says all candidates, from the next offer or answer on. */
  allowAllCandidates(): void {
    if (!this.#relayOnly) return
    this.#relayOnly = false
    this.#peer?.allowAllCandidates?.()
  }

  /** Sends this track from now on, or nothing. */
  async send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    await this.#peer?.send(kind, track)
  }

  async received(): Promise<Received | null> {
    return (await this.#peer?.received()) ?? null
  }

  /** null: there is no connection, or it cannot report them. */
  async stats(): Promise<PeerStats | null> {
    return (await this.#peer?.stats?.()) ?? null
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#clock.clearTimeout(this.#timer)
    this.#earlySignals = []
    this.#peer?.close()
  }

  /** Runs one step after the other, in the order of the calls. */
  #enqueue(work: () => Promise<void>): void {
    this.#steps++
    this.#queue = this.#queue.then(async () => {
      try {
        if (!this.#closed) await work()
      } catch (error) {
        this.#report(error)
      }
      this.#steps--
      this.#retryLater()
    })
  }

  #report(error: unknown): void {
    // After `close` the peer's methods reject; that is expected.
    if (!this.#closed) this.#options.onProblem(error instanceof Error ? error : new Error(String(error)))
  }

  #peerState(state: PeerState): void {
    const lost = this.#connected && (state === 'failed' || state === 'disconnected')
    this.#connected = state === 'connected'
    if (lost) this.#retryMs = DISCONNECTED_MS
    if (lost && state === 'failed' && this.#options.online()) this.restart()
    // Any other failure is no progress: the timer goes on.
    else if (lost || state !== 'failed') this.#retryLater()
    this.#options.onState(state)
  }

  /** Starts the time anew: after each step, so that a set-up that makes progress on a slow network is left alone. */
  #retryLater(): void {
    this.#clock.clearTimeout(this.#timer)
    if (this.#closed || this.#steps > 0) return
    if (this.#connected && !this.#unanswered) {
      this.#retryMs = RETRY_MS
      return
    }
    const factor = this.#options.side === 'listener' ? LISTENER_FACTOR : 1
    this.#timer = this.#clock.setTimeout(() => this.#retry(), this.#retryMs * factor)
  }

  #retry(): void {
    this.#retryMs = Math.min(this.#retryMs * RETRY_FACTOR, RETRY_MAX_MS)
    if (this.#options.online()) this.restart()
    else this.#retryLater()
  }

  async #handleSignal(peer: Peer, data: SignalData): Promise<void> {
    const { side } = this.#options
    if (data.kind === 'candidate') {
      const { kind: _, ...candidate } = data
      if (this.#incoming) this.#incoming.push(candidate)
      else await this.#addCandidate(peer, candidate)
    } else if (data.kind === 'description') {
      if (side === 'listener' && data.type === 'offer') await this.#handleOffer(peer, data)
      if (side === 'caller' && data.type === 'answer') await this.#handleAnswer(peer, data)
    }
    // The other side is online again, after an offer that did not reach it.
    const missed = this.#unanswered && this.#undelivered
    const just = !this.#unanswered && this.#clock.now() - this.#offeredAt < JUST_OFFERED_MS
    if (side === 'caller' && ((data.kind === 'restart' && !just) || missed)) await this.#renew(peer)
  }

  /**
   * An offer that has no answer yet is sent again as it is, because both sides must count the same ICE restarts: werift
   * ignores the candidates of another generation than its own.
   */
  async #renew(peer: Peer): Promise<void> {
    if (this.#options.side === 'listener') void this.#options.signal({ kind: 'restart' })
    else if (this.#unanswered) this.#sendDescription()
    else await this.#sendOffer(peer, true)
  }

  async #sendOffer(peer: Peer, restart: boolean): Promise<void> {
    this.#forgetCandidates()
    this.#incoming = []
    if (restart) this.#renewIceServers(peer)
    const sdp = await peer.offer(restart)
    this.#offer++
    this.#offeredAt = this.#clock.now()
    this.#unanswered = true
    this.#description = { kind: 'description', type: 'offer', sdp, offer: this.#offer }
    this.#sendDescription()
  }

  async #handleOffer(peer: Peer, { sdp, offer }: Description): Promise<void> {
    if (offer !== undefined && offer < this.#offer) return
    // The same offer again: its answer may have been lost.
    if (offer !== undefined && offer === this.#description?.offer) return this.#sendDescription()
    this.#forgetCandidates()
    if (this.#description) this.#renewIceServers(peer)
    const answer = await peer.answer(sdp)
    await this.#addHeldCandidates(peer)
    this.#offer = offer ?? 0
    this.#description = {
      kind: 'description',
      type: 'answer',
      sdp: answer,
      ...(offer !== undefined && { offer }),
    }
    this.#sendDescription()
  }

  async #handleAnswer(peer: Peer, { sdp, offer }: Description): Promise<void> {
    // The second answer to an offer that was sent twice, or one to an older offer, whose successor is still to come.
    if (!this.#unanswered || (offer !== undefined && offer !== this.#offer)) return
    await peer.acceptAnswer(sdp)
    this.#unanswered = false
    await this.#addHeldCandidates(peer)
  }

  #renewIceServers(peer: Peer): void {
    const servers = this.#options.iceServers?.()
    if (servers) peer.setIceServers?.(servers)
  }

  /** Sends the newest description, for the first time or again, and the candidates that it has so far. */
  #sendDescription(): void {
    const description = this.#description
    if (!description) return
    // The reply is not waited for: the other side's candidates may come before it.
    this.#undelivered = false
    void this.#options.signal(this.#said(description)).then((delivered) => {
      if (description === this.#description) this.#undelivered = !delivered
    })
    this.#described = true
    for (const candidate of this.#candidates) this.#sendCandidate(candidate)
  }

  /** The other side's description is applied, so its candidates can be added. */
  async #addHeldCandidates(peer: Peer): Promise<void> {
    const held = this.#incoming ?? []
    this.#incoming = null
    for (const candidate of held) await this.#addCandidate(peer, candidate)
  }

  /** A candidate that is refused, such as one of an offer that was lost, does not keep the others back. */
  async #addCandidate(peer: Peer, candidate: PeerCandidate): Promise<void> {
    try {
      await peer.addCandidate(candidate)
    } catch (error) {
      this.#report(error)
    }
  }

  /** A new description is about to be made; those of the old one are of no more use. */
  #forgetCandidates(): void {
    this.#candidates = []
    this.#described = false
  }

  #candidate(candidate: PeerCandidate): void {
    if (this.#closed) return
    this.#candidates.push(candidate)
    if (this.#described) this.#sendCandidate(candidate)
  }

  #sendCandidate(candidate: PeerCandidate): void {
    if (this.#closed) return
    const said = this.#relayOnly ? relayed(candidate.candidate) : candidate.candidate
    if (said !== null) void this.#options.signal({ kind: 'candidate', ...candidate, candidate: said })
  }

  /** Whatever the peer gathered: of a relay alone where nothing else may be said. */
  #said(description: Description): Description {
    if (!this.#relayOnly) return description
    const lines = description.sdp
      .split('\r\n')
      .map((line) => (/^a=candidate:/.test(line) ? relayed(line) : line))
    return { ...description, sdp: lines.filter((line) => line !== null).join('\r\n') }
  }
}

/** The candidate without the address that it was made from; null: it is not of a relay. */
function relayed(candidate: string): string | null {
  if (!/ typ relay( |$)/.test(candidate)) return null
  return candidate.replace(/ raddr \S+ rport \d+/, ' raddr 0.0.0.0 rport 0')
}
