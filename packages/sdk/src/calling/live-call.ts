/**
 * One call as a client lives it. The server's snapshots and the other side's signals come in by `handle…`; acts go
 * out by `request`; state, streams and WeChat's events come out. Knows no socket, so that tests build it alone.
 */

import type {
  Call as CallSnapshot,
  IceServer,
  Reply,
  Request,
  SideName,
  SignalData,
} from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { ALIVE_EVERY_MS, SIDE_GONE_MS } from '@callgrant/protocol/limits'
import { Emitter } from '../shared/emitter.ts'
import type { CallAct, CallSurroundings } from './call-surroundings.ts'
import { VOIP_CODES, VoipError } from './errors.ts'
import { Heartbeat } from './heartbeat.ts'
import { LocalMedia } from './local-media.ts'
import { Negotiation } from './negotiation.ts'
import type {
  Call,
  CallEnd,
  CallEvents,
  CallStage,
  LocalOrigin,
  MediaKind,
  PeerState,
  Received,
  Sending,
} from './types.ts'
import { eventsBetween, keepTimeOf, takenElsewhere, type Viewpoint, voipEvent } from './voip-events.ts'

export class LiveCall implements Call {
  readonly side: SideName
  readonly #around: CallSurroundings
  readonly #events = new Emitter<CallEvents>()
  readonly #view: Viewpoint
  readonly #local: LocalMedia
  readonly #negotiation: Negotiation
  readonly #heartbeat: Heartbeat
  #snapshot: CallSnapshot
  /** The snapshot up to which events were told; null before `begin`. */
  #told: CallSnapshot | null = null
  #begun = false
  #iceServers: IceServer[]
  #remoteStream: MediaStream | null = null
  #remote: Sending
  #mediaBegun = false
  #ready = false
  /** False while the one who placed the call is not where calls take place. */
  #inside = true
  /** This side is on its way out: nothing is begun any more. */
  #leaving = false
  #offlineSince: number | null = null

  constructor(snapshot: CallSnapshot, iceServers: IceServer[], side: SideName, around: CallSurroundings) {
    this.side = side
    this.#snapshot = snapshot
    this.#iceServers = iceServers
    this.#around = around
    this.#view = { side, clientId: around.clientId }
    const other = side === 'caller' ? snapshot.listener : snapshot.caller
    this.#remote = { camera: snapshot.room_type === 'video' && other.camera, microphone: true }
    this.#local = new LocalMedia({
      roomType: snapshot.room_type,
      camera: snapshot[side].camera,
      media: around.media,
      peers: around.peers,
      send: (kind, track) => this.#negotiation.send(kind, track),
      onChange: () => this.#sendingChanged(),
    })
    this.#negotiation = new Negotiation({
      side,
      kinds: this.#kinds(),
      peers: around.peers,
      signal: (data) => this.#signal(data),
      onTrack: (track) => this.#addTrack(track),
      onState: (state) => this.#peerState(state),
      onProblem: (error) => this.#events.emit('problem', error),
    })
    this.#heartbeat = new Heartbeat({
      received: () => this.#negotiation.received(),
      expectsMedia: () => this.#remote.camera || this.#remote.microphone,
      onAlive: (media) => this.#alive(media),
      onReady: () => this.#mediaReady(),
      onSecond: () =>
        this.#events.emit('voip', voipEvent(this.#snapshot, 'calling', { keepTime: this.keepTime })),
      ...(around.clock && { clock: around.clock }),
    })
  }

  get roomId() {
    return this.#snapshot.room_id
  }
  get roomType() {
    return this.#snapshot.room_type
  }
  get snapshot() {
    return this.#snapshot
  }
  get customQuery() {
    return this.#snapshot.custom_query
  }
  get peerName(): string {
    return (this.side === 'caller' ? this.#snapshot.listener : this.#snapshot.caller).name
  }
  get state(): CallStage {
    const { state } = this.#snapshot
    if (state === 'ended' || this.answeredElsewhere) return 'ended'
    if (state === 'connecting' || state === 'talking') return state
    return this.side === 'caller' ? 'calling' : 'incoming'
  }
  get keepTime(): number {
    return this.answeredElsewhere ? 0 : keepTimeOf(this.#snapshot, this.#around.now())
  }
  get end(): CallEnd | null {
    return this.#snapshot.end
  }
  get answeredElsewhere(): boolean {
    return takenElsewhere(this.#snapshot, this.#view)
  }
  get online(): boolean {
    return this.#offlineSince === null
  }
  get localStream() {
    return this.#local.stream
  }
  get remoteStream() {
    return this.#remoteStream
  }
  get local() {
    return this.#local.sending
  }
  get remote() {
    return { ...this.#remote }
  }

  on<K extends keyof CallEvents>(event: K, listener: (value: CallEvents[K]) => void): () => void {
    return this.#events.on(event, listener)
  }

  async accept(): Promise<void> {
    if (this.state !== 'incoming') throw new CallgrantError('call_over')
    await this.#act('call.accept')
  }

  async reject(origin: LocalOrigin = 'manual'): Promise<void> {
    if (this.state === 'incoming') await this.hangUp(origin)
  }

  async hangUp(origin: LocalOrigin = 'manual'): Promise<void> {
    if (this.state === 'ended') return
    const answered = this.#snapshot.accepted_at !== null
    const ring = this.side === 'caller' ? 'call.cancel' : 'call.reject'
    this.#leaving = true
    // Nobody waits for the network to stop being heard and seen.
    this.#release()
    const unanswered = this.side === 'caller' ? 'cancelled' : 'rejected'
    const end: CallEnd = { reason: answered ? 'hung_up' : unanswered, by: this.side, origin, message: null }
    // The server is told at the next sign-in, when it says that this client still has the call.
    if (!this.online) return this.#endHere(end)
    try {
      await this.#act(answered ? 'call.hang_up' : ring, { origin })
    } catch (error) {
      if (!(error instanceof CallgrantError && error.code === 'answered_elsewhere')) this.#endHere(end)
    }
  }

  async setMicrophone(on: boolean): Promise<void> {
    this.#local.setMicrophone(on)
  }
  setCamera(on: boolean): Promise<void> {
    return this.#local.setCamera(on)
  }
  flipCamera(): Promise<void> {
    return this.#local.flip()
  }
  received(): Promise<Received | null> {
    return this.#negotiation.received()
  }

  /**
   * Tells what has happened so far and goes on from there; called once, by the line that made the call.
   * @param joinWhen the caller joins, and opens its media, once this has resolved; default: at once
   */
  begin(joinWhen?: Promise<void>): void {
    this.#begun = true
    this.#inside = !joinWhen
    this.#heartbeat.start()
    this.#tell()
    if (this.side !== 'caller') return
    if (joinWhen) void joinWhen.then(() => this.#enter())
    else this.#enter()
  }

  /** Takes a snapshot; one that is not newer than the last changes nothing. */
  handleSnapshot(snapshot: CallSnapshot, iceServers?: IceServer[]): void {
    if (iceServers) this.#iceServers = iceServers
    if (this.state === 'ended' || snapshot.version <= this.#snapshot.version) return
    this.#snapshot = snapshot
    if (this.#begun) this.#tell()
  }

  /** Takes a signal of the other side. */
  handleSignal(data: SignalData): void {
    if (this.state === 'ended') return
    if (data.kind === 'media') {
      this.#remote = {
        camera: data.camera ?? this.#remote.camera,
        microphone: data.microphone ?? this.#remote.microphone,
      }
      this.#events.emit('change', this)
    }
    this.#negotiation.handle(data)
  }

  /** The connection to the server is lost; the call goes on. */
  handleOffline(): void {
    if (this.#offlineSince !== null || this.state === 'ended') return
    this.#offlineSince = this.#around.now()
    this.#events.emit('change', this)
  }

  /** The connection is back, and the newest snapshot was handed in: says again what may have been lost (C15). */
  handleOnline(): void {
    if (this.#offlineSince === null || this.state === 'ended') return
    this.#offlineSince = null
    if (this.side === 'caller') this.#join()
    if (this.#negotiation.running) {
      this.#negotiation.restart()
      this.#tellSending()
    }
    if (this.#ready) this.#mediaReady()
    this.#events.emit('change', this)
  }

  /** Ends it on this side alone: the server no longer knows it, or was not reached for too long. */
  handleGone(message: string): void {
    this.#endHere({ reason: 'aborted', by: null, origin: 'other', message })
  }

  #kinds(): MediaKind[] {
    return this.#snapshot.room_type === 'video' ? ['audio', 'video'] : ['audio']
  }

  /** Events since the last time, in order; then what follows from the new state. */
  #tell(): void {
    const events = eventsBetween(this.#told, this.#snapshot, this.#view)
    this.#told = this.#snapshot
    if (events.some(({ eventName }) => eventName === 'startVoip')) this.#heartbeat.startSeconds()
    if (this.state === 'ended') this.#release()
    else if (
      this.#snapshot[this.side].client_id === this.#view.clientId &&
      this.#snapshot.accepted_at !== null
    ) {
      void this.#beginMedia()
    }
    for (const event of events) this.#events.emit('voip', event)
    this.#events.emit('change', this)
  }

  #enter(): void {
    this.#inside = true
    if (this.state === 'ended' || this.#leaving) return
    this.#join()
    void this.#orFail(() => this.#local.open()) // while it rings, so that the answer finds it open
    if (this.#snapshot.accepted_at !== null) void this.#beginMedia()
  }

  #join(): void {
    if (this.#snapshot.caller_joined || !this.#inside) return
    // Lost with the connection, it is said again when that is back; refused, the call is over.
    this.#act('call.join').catch((error) => this.#reportUnlessOver(error))
  }

  async #beginMedia(): Promise<void> {
    if (this.#mediaBegun || this.#leaving || !this.#inside) return
    this.#mediaBegun = true
    await this.#orFail(async () => {
      await this.#local.open()
      if (this.#leaving || this.state === 'ended') return
      this.#negotiation.start(this.#iceServers, this.#local.tracks())
      this.#tellSending()
    })
  }

  /** Without media there is no call: what cannot be opened ends it, with the reason. */
  async #orFail(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const code = error instanceof VoipError ? error.errCode : VOIP_CODES.JOIN_FAILED
      await this.#fail(error instanceof Error ? error.message : String(error), code)
    }
  }

  async #fail(message: string, errCode: number): Promise<void> {
    if (this.#leaving || this.state === 'ended') return
    this.#leaving = true
    const name = this.side === 'caller' ? 'joinFailCaller' : 'joinFailListener'
    const data = { errMsg: `${name}:fail ${message}`, message, errCode }
    this.#events.emit('voip', voipEvent(this.#snapshot, name, data))
    this.#release()
    try {
      await this.#act('call.failed', { message: message.slice(0, 500) || 'media could not be set up' })
    } catch {
      this.#endHere({ reason: 'aborted', by: this.side, origin: 'other', message })
    }
  }

  #peerState(state: PeerState): void {
    if (this.state === 'ended') return
    if (state === 'connected') this.#heartbeat.awaitMedia()
    // Offline, nothing can be agreed on; the restart comes with the connection.
    if ((state === 'failed' || state === 'disconnected') && this.online) this.#negotiation.restart()
  }

  #mediaReady(): void {
    this.#ready = true
    if (this.#snapshot.state !== 'connecting') return
    this.#act('call.media_ready').catch((error) => this.#reportUnlessOver(error))
  }

  #alive(media: boolean): void {
    const mine = this.#snapshot[this.side].client_id === this.#view.clientId
    if (this.#offlineSince !== null) {
      const unreached = this.#around.now() - this.#offlineSince
      if (!media && unreached > SIDE_GONE_MS + ALIVE_EVERY_MS)
        this.handleGone('the server could not be reached')
    } else if (mine) {
      const fields = { room_id: this.roomId, media }
      this.#around.request('call.alive', fields).catch((error) => this.#reportUnlessOver(error))
    }
  }

  #addTrack(track: MediaStreamTrack): void {
    this.#remoteStream ??= this.#around.peers.stream([])
    this.#remoteStream.addTrack(track)
    this.#events.emit('change', this)
  }

  #sendingChanged(): void {
    if (this.#negotiation.running) this.#tellSending()
    this.#events.emit('change', this)
  }

  #tellSending(): void {
    const { camera, microphone } = this.#local.sending
    void this.#signal({ kind: 'media', camera, microphone })
  }

  /** @returns false when it did not reach the other side; a restart will replace it */
  async #signal(data: SignalData): Promise<boolean> {
    try {
      return (await this.#around.request('signal', { room_id: this.roomId, data })).delivered
    } catch (error) {
      this.#reportUnlessOver(error)
      return false
    }
  }

  async #act(type: CallAct, more: { origin?: LocalOrigin; message?: string } = {}): Promise<void> {
    const fields = { room_id: this.roomId, ...more } as Omit<Request<typeof type>, 'id' | 'type'>
    const reply = (await this.#around.request(type, fields)) as Reply<'call.hang_up'> & {
      ice_servers?: IceServer[]
    }
    this.handleSnapshot(reply.call, reply.ice_servers)
  }

  /** A lost connection is made good when it is back, and a late act of a call that is over is nothing at all. */
  #reportUnlessOver(error: unknown): void {
    if (this.state === 'ended') return
    const expected = ['network', 'call_over', 'room_unknown', 'answered_elsewhere']
    if (error instanceof CallgrantError && expected.includes(error.code)) return
    this.#events.emit('problem', error instanceof Error ? error : new Error(String(error)))
  }

  #endHere(end: CallEnd): void {
    if (this.state === 'ended') return
    const { version } = this.#snapshot
    this.handleSnapshot({
      ...this.#snapshot,
      version: version + 1,
      state: 'ended',
      ended_at: this.#around.now(),
      end,
    })
  }

  #release(): void {
    if (this.state === 'ended') this.#heartbeat.stop()
    this.#negotiation.close()
    this.#local.close()
    this.#remoteStream = null
  }
}
