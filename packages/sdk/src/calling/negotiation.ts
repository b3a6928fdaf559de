/**
 * How the two sides agree on media. Only the caller offers, so offers never cross; the listener that needs a new one
 * asks with `restart`. What was lost with a connection is not sent again: a restart replaces it (C15).
 */

import type { IceServer, SideName, SignalData } from '@callgrant/protocol'
import type { MediaKind, Peer, PeerCandidate, PeerHandlers, PeerState, Peers, Received } from './types.ts'

export interface NegotiationOptions {
  side: SideName
  kinds: MediaKind[]
  peers: Peers
  /** Sends to the other side. @returns false when it is not there just now */
  signal(data: SignalData): Promise<boolean>
  onTrack(track: MediaStreamTrack): void
  onState(state: PeerState): void
  onProblem(error: Error): void
}

export class Negotiation {
  readonly #options: NegotiationOptions
  #peer: Peer | undefined
  #work: Promise<void> = Promise.resolve()
  /** What came before this side was ready. */
  #early: SignalData[] = []
  /** Candidates held until the description that they belong to is there, or was sent. */
  #incoming: PeerCandidate[] | null = []
  #outgoing: PeerCandidate[] | null = []
  /** Number of the newest offer: sent by the caller, taken by the listener. */
  #offer = 0
  #undelivered = false
  #closed = false

  constructor(options: NegotiationOptions) {
    this.#options = options
  }

  /** True from `start` to `close`. */
  get running(): boolean {
    return this.#peer !== undefined && !this.#closed
  }

  /** Begins: the caller offers, the listener takes what has come already. */
  start(iceServers: IceServer[], tracks: Map<MediaKind, MediaStreamTrack | null>): void {
    if (this.#peer || this.#closed) return
    const handlers: PeerHandlers = {
      onCandidate: (candidate) => this.#candidate(candidate),
      onTrack: this.#options.onTrack,
      onState: this.#options.onState,
    }
    const peer = this.#options.peers.connect(iceServers, handlers)
    this.#peer = peer
    this.#do(async () => {
      for (const [kind, track] of tracks) await peer.send(kind, track)
    })
    if (this.#options.side === 'caller') {
      peer.prepare(this.#options.kinds)
      this.#do(() => this.#sendOffer(peer, false))
    }
    for (const data of this.#early.splice(0)) this.handle(data)
  }

  /** Takes a signal of the other side; those that come before `start` wait for it. */
  handle(data: SignalData): void {
    const peer = this.#peer
    if (this.#closed) return
    if (!peer) {
      this.#early.push(data)
      return
    }
    this.#do(() => this.#take(peer, data))
  }

  /** New network paths for the same call: the caller offers again, the listener asks it to. */
  restart(): void {
    const peer = this.#peer
    if (!peer || this.#closed) return
    this.#do(async () => {
      if (this.#options.side === 'caller') await this.#sendOffer(peer, true)
      else await this.#options.signal({ kind: 'restart' })
    })
  }

  /** Puts a track on the wire, or nothing. */
  async send(kind: MediaKind, track: MediaStreamTrack | null): Promise<void> {
    await this.#peer?.send(kind, track)
  }

  async received(): Promise<Received | null> {
    return (await this.#peer?.received()) ?? null
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#early = []
    this.#peer?.close()
  }

  /** One thing at a time, in the order in which it came. */
  #do(work: () => Promise<void>): void {
    this.#work = this.#work.then(async () => {
      if (this.#closed) return
      try {
        await work()
      } catch (error) {
        // A call that ended meanwhile closes the peer under the work: that is no problem of the call.
        if (!this.#closed) this.#options.onProblem(error instanceof Error ? error : new Error(String(error)))
      }
    })
  }

  async #take(peer: Peer, data: SignalData): Promise<void> {
    const { side } = this.#options
    // A sign that the other side is there, after an offer that did not reach it.
    const again = side === 'caller' && this.#undelivered
    if (data.kind === 'candidate') {
      const { kind: _, ...candidate } = data
      if (this.#incoming) this.#incoming.push(candidate)
      else await peer.addCandidate(candidate)
    } else if (data.kind === 'restart' || again) {
      if (side === 'caller') await this.#sendOffer(peer, true)
    } else if (data.kind === 'description' && data.type === 'offer') {
      if (side === 'listener') await this.#sendAnswer(peer, data.sdp, data.offer)
    } else if (data.kind === 'description' && side === 'caller') {
      // A late answer to an older offer: the one to the newest is on its way.
      if (data.offer !== undefined && data.offer !== this.#offer) return
      await peer.acceptAnswer(data.sdp)
      await this.#release(peer)
    }
  }

  async #sendOffer(peer: Peer, restart: boolean): Promise<void> {
    this.#outgoing = []
    this.#incoming = []
    const sdp = await peer.offer(restart)
    this.#offer++
    await this.#sendDescription({ kind: 'description', type: 'offer', sdp, offer: this.#offer })
  }

  async #sendAnswer(peer: Peer, offerSdp: string, offer: number | undefined): Promise<void> {
    this.#outgoing = []
    const sdp = await peer.answer(offerSdp)
    await this.#release(peer)
    const number = offer === undefined ? {} : { offer }
    await this.#sendDescription({ kind: 'description', type: 'answer', sdp, ...number })
  }

  async #sendDescription(data: SignalData): Promise<void> {
    this.#undelivered = !(await this.#options.signal(data))
    const held = this.#outgoing ?? []
    this.#outgoing = null
    for (const candidate of held) this.#candidate(candidate)
  }

  /** The other side's description is in: its candidates can be used. */
  async #release(peer: Peer): Promise<void> {
    const held = this.#incoming ?? []
    this.#incoming = null
    for (const candidate of held) await peer.addCandidate(candidate)
  }

  #candidate(candidate: PeerCandidate): void {
    if (this.#closed) return
    if (this.#outgoing) this.#outgoing.push(candidate)
    else void this.#options.signal({ kind: 'candidate', ...candidate })
  }
}
