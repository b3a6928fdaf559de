/**
 * One call on one client. Input: the server's snapshots and the other side's signals, by the `handle…` methods.
 * Output: requests to the server, state, streams, and WeChat's events. It has no socket, so that tests can build it
 * alone.
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
import { MEDIA_SETUP_MS, SIDE_GONE_MS } from '@callgrant/protocol/limits'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { Emitter } from '../shared/emitter.ts'
import type { CallAct, CallContext } from './call-context.ts'
import { CallMedia } from './call-media.ts'
import { Connection } from './connection.ts'
import { VoipError } from './errors.ts'
import { Heartbeat } from './heartbeat.ts'
import type {
  Call,
  CallConnection,
  CallEnd,
  CallEvents,
  CallStage,
  LocalOrigin,
  PeerState,
  Quality,
  Received,
  Sending,
} from './types.ts'
import type { Viewpoint } from './voip-events.ts'
import { eventsBetween, keepTimeOf, takenElsewhere, talkedMs, voipEvent } from './voip-events.ts'

export class LiveCall implements Call {
  readonly side: SideName
  readonly #context: CallContext
  readonly #events = new Emitter<CallEvents>()
  readonly #view: Viewpoint
  readonly #media: CallMedia
  readonly #heartbeat: Heartbeat
  readonly #connection = new Connection(() => this.#events.emit('change', this))
  #snapshot: CallSnapshot
  /** The snapshot up to which events were emitted; null before `begin`. */
  #emitted: CallSnapshot | null = null
  #begun = false
  #iceServers: IceServer[]
  #remote: Sending
  #ready = false
  /** False while the caller waits for `joinWhen`: the room is not joined and no media is opened. */
  #mayJoin = true
  /** This side is ending the call: no media is started any more. */
  #ending = false
  #offlineSince: number | null = null
  #listenerOnline = true

  constructor(snapshot: CallSnapshot, iceServers: IceServer[], side: SideName, context: CallContext) {
    this.side = side
    this.#snapshot = snapshot
    this.#iceServers = iceServers
    this.#context = context
    this.#view = { side, clientId: context.clientId }
    const other = side === 'caller' ? snapshot.listener : snapshot.caller
    this.#remote = { camera: snapshot.room_type === 'video' && other.camera, microphone: true }
    this.#media = new CallMedia({
      side,
      context,
      snapshot: () => this.#snapshot,
      iceServers: (again) => context.relays.choose(this.#iceServers, again),
      online: () => this.online,
      remote: () => this.#remote,
      signal: (data, to) => this.#signal(data, to),
      onChange: () => this.#events.emit('change', this),
      onQuality: (quality) => this.#qualityChanged(quality),
      onState: (state) => this.#peerState(state),
      onProblem: (error) => this.#events.emit('problem', error),
    })
    this.#heartbeat = new Heartbeat({
      received: () => this.#media.received(),
      expectsMedia: () => this.#remote.camera || this.#remote.microphone,
      onAlive: (media) => this.#alive(media),
      onReady: () => this.#mediaReady(),
      talkedMs: () => talkedMs(this.#snapshot, this.#context.now()),
      onSecond: (keepTime) => this.#events.emit('voip', voipEvent(this.#snapshot, 'calling', { keepTime })),
      ...(context.clock && { clock: context.clock }),
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
    return this.answeredElsewhere ? 0 : keepTimeOf(this.#snapshot, this.#context.now())
  }
  get end(): CallEnd | null {
    return this.#snapshot.end
  }
  get answeredElsewhere(): boolean {
    return takenElsewhere(this.#snapshot, this.#view)
  }
  get connection(): CallConnection {
    return this.#connection.value
  }
  get online(): boolean {
    return this.#offlineSince === null
  }
  get listenerOnline() {
    return this.#listenerOnline
  }
  get localStream() {
    return this.#media.local.stream
  }
  get remoteStream() {
    return this.#media.remoteStream
  }
  get local() {
    return this.#media.local.sending
  }
  get trouble() {
    return this.#media.local.trouble
  }
  get preview() {
    return this.#media.preview && this.state !== 'ended'
  }
  get summary() {
    return this.#media.summary
  }
  get quality() {
    return this.#media.quality
  }
  get remote() {
    return { ...this.#remote }
  }

  on<K extends keyof CallEvents>(event: K, listener: (value: CallEvents[K]) => void): () => void {
    return this.#events.on(event, listener)
  }

  async accept(): Promise<void> {
    if (this.state !== 'incoming') throw new CallgrantError('call_over')
    const missing = this.#context.peers.missing?.()
    if (missing) throw missing
    // Opened meanwhile; that they cannot be opened is told once the call is this client's.
    this.#media.local.open().catch(() => {})
    this.#media.answering(true)
    try {
      await this.#requestAccept()
    } catch (error) {
      if (this.state === 'incoming') {
        this.#media.local.release()
        this.#media.answering(false)
      }
      throw error
    }
  }

  async #requestAccept(): Promise<void> {
    try {
      await this.#request('call.accept')
    } catch (error) {
      // The connection died with the request, or with the reply: heard twice, it is taken as once.
      if (!(error instanceof CallgrantError && error.code === 'network') || this.state !== 'incoming')
        throw error
      await this.#request('call.accept')
    }
  }

  async reject(origin: LocalOrigin = 'manual'): Promise<void> {
    if (this.state === 'incoming') await this.hangUp(origin)
  }

  async hangUp(origin: LocalOrigin = 'manual'): Promise<void> {
    if (this.state === 'ended') return
    const answered = this.#snapshot.accepted_at !== null
    const ring = this.side === 'caller' ? 'call.cancel' : 'call.reject'
    this.#ending = true
    // Microphone and camera are closed at once, without waiting for the network.
    this.#releaseMedia()
    const unanswered = this.side === 'caller' ? 'cancelled' : 'rejected'
    const end: CallEnd = { reason: answered ? 'hung_up' : unanswered, by: this.side, origin, message: null }
    // Offline: the server learns it at the next sign-in, when it lists this call as still open.
    if (!this.online) return this.#endLocally(end)
    try {
      await this.#request(answered ? 'call.hang_up' : ring, { origin })
    } catch (error) {
      if (!(error instanceof CallgrantError && error.code === 'answered_elsewhere')) this.#endLocally(end)
    }
  }

  async setMicrophone(on: boolean): Promise<void> {
    await this.#media.local.setMicrophone(on)
  }
  setCamera(on: boolean): Promise<void> {
    return this.#media.local.setCamera(on)
  }
  flipCamera(): Promise<void> {
    return this.#media.local.flip()
  }
  received(): Promise<Received | null> {
    return this.#media.received()
  }

  /**
   * Emits the events of what has happened so far, and from then on each as it happens. Called once, by the manager.
   * @param joinWhen the caller joins, and opens its media, once this has resolved; default: at once
   */
  begin(joinWhen?: Promise<void>): void {
    this.#begun = true
    this.#mayJoin = !joinWhen
    this.#heartbeat.start()
    this.#update()
    if (this.side !== 'caller') return
    if (joinWhen) void joinWhen.then(() => this.#joinAndOpenMedia())
    else this.#joinAndOpenMedia()
  }

  /** Takes a snapshot. One that is not newer than the last, or that comes after the end, changes nothing. */
  handleSnapshot(snapshot: CallSnapshot, iceServers?: IceServer[]): void {
    if (iceServers) this.#iceServers = iceServers
    if (this.state === 'ended' || snapshot.version <= this.#snapshot.version) return
    this.#setSnapshot(snapshot)
  }

  /** Takes a signal of the other side. @param from the client of the listener that sent it */
  handleSignal(data: SignalData, from?: string): void {
    if (this.state === 'ended') return
    if (data.kind === 'media') {
      this.#remote = {
        camera: data.camera ?? this.#remote.camera,
        microphone: data.microphone ?? this.#remote.microphone,
      }
      this.#events.emit('change', this)
    }
    this.#media.handle(data, from)
  }

  /** Whether any client of the side that is rung is online. */
  handleListener(online: boolean): void {
    if (online === this.#listenerOnline || this.state === 'ended') return
    this.#listenerOnline = online
    this.#events.emit('change', this)
  }

  /** The connection to the server is lost; the call goes on. */
  handleOffline(): void {
    if (this.#offlineSince !== null || this.state === 'ended') return
    this.#offlineSince = this.#context.now()
    this.#events.emit('change', this)
  }

  /**
   * The connection is back, and `handleSnapshot` got the newest state: sends again what may have been lost (C15).
   * @param lost false: it is the same connection, so nothing was
   */
  handleOnline(lost = true): void {
    if (this.#offlineSince === null || this.state === 'ended') return
    this.#offlineSince = null
    if (this.side === 'caller') this.#join()
    if (lost || this.connection !== 'connected') this.#media.restart()
    if (this.#ready) this.#mediaReady()
    this.#events.emit('change', this)
  }

  /** Ends the call on this side only: the server does not know it, or could not be reached for too long. */
  handleGone(message: string): void {
    this.#endLocally({ reason: 'aborted', by: null, origin: 'other', message })
  }

  /** This side of the call is this client's. */
  get #mine(): boolean {
    return this.#snapshot[this.side].client_id === this.#view.clientId
  }

  #setSnapshot(snapshot: CallSnapshot): void {
    this.#snapshot = snapshot
    if (this.#begun) this.#update()
  }

  /** Emits the events since the last snapshot, in order, and starts or releases media as the new state asks. */
  #update(): void {
    const events = eventsBetween(this.#emitted, this.#snapshot, this.#view)
    this.#emitted = this.#snapshot
    if (events.some(({ eventName }) => eventName === 'startVoip')) {
      this.#heartbeat.startSeconds()
      this.#media.measure()
    }
    if (this.state === 'ended') {
      this.#releaseMedia()
      this.#reportQuality()
    } else if (this.state === 'incoming') this.#media.prepare()
    else if (this.#snapshot.accepted_at !== null && this.#mine) void this.#beginMedia()
    for (const event of events) this.#events.emit('voip', event)
    this.#events.emit('change', this)
  }

  #joinAndOpenMedia(): void {
    this.#mayJoin = true
    if (this.state === 'ended' || this.#ending) return
    this.#join()
    void this.#failOnError(() => this.#media.local.open()) // while it rings, so that it is open when the answer comes
    if (this.#snapshot.accepted_at !== null) void this.#beginMedia()
  }

  #join(): void {
    if (this.#snapshot.caller_joined || !this.#mayJoin) return
    // If the connection is lost, `handleOnline` joins again. A refusal means that the call is over.
    this.#request('call.join').catch((error) => this.#reportUnlessOver(error))
  }

  async #beginMedia(): Promise<void> {
    if (this.#ending || !this.#mayJoin) return
    this.#media.answered()
    await this.#failOnError(() => this.#media.begin())
  }

  /** Media that cannot be opened ends the call, with the error as its reason. */
  async #failOnError(work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (error) {
      const code = error instanceof VoipError ? error.errCode : PLUGIN_CODES.JOIN_FAILED
      await this.#fail(error instanceof Error ? error.message : String(error), code)
    }
  }

  async #fail(message: string, errCode: number): Promise<void> {
    if (this.#ending || this.state === 'ended') return
    this.#ending = true
    const name = this.side === 'caller' ? 'joinFailCaller' : 'joinFailListener'
    const data = { errMsg: `${name}:fail ${message}`, message, errCode }
    this.#events.emit('voip', voipEvent(this.#snapshot, name, data))
    this.#releaseMedia()
    try {
      await this.#request('call.failed', { message: message.slice(0, 500) || 'media could not be set up' })
    } catch {
      this.#endLocally({ reason: 'aborted', by: this.side, origin: 'other', message })
    }
  }

  #peerState(state: PeerState): void {
    this.#connection.setPeerState(state)
    if (state === 'disconnected' || state === 'failed') this.#context.check()
    if (state === 'connected' && this.state !== 'ended') this.#heartbeat.awaitMedia()
  }

  /** The call is over: says how good it was, if this side had it. */
  #reportQuality(): void {
    const { accepted_at: answered, ended_at: endedAt } = this.#snapshot
    if (!this.#mine || answered === null || endedAt === null || !this.online) return
    const fields = { room_id: this.roomId, quality: this.summary }
    // It is told to nobody who waits for it, and may be lost.
    this.#context.request('call.quality', fields).catch((error) => this.#reportUnlessOver(error))
  }

  #qualityChanged(quality: Quality): void {
    this.#connection.setQuality(quality)
    this.#events.emit('change', this)
  }

  #mediaReady(): void {
    this.#ready = true
    this.#connection.setReady()
    this.#media.arrived()
    if (this.#snapshot.state !== 'connecting') return
    this.#request('call.media_ready').catch((error) => this.#reportUnlessOver(error))
  }

  #alive(media: boolean): void {
    if (this.#offlineSince !== null) {
      // Not before the server would end it, were it there: it may be starting again, and then says how it ended.
      const patience = this.#snapshot.started_at === null ? MEDIA_SETUP_MS : SIDE_GONE_MS
      const unreached = this.#context.now() - this.#offlineSince
      if (!media && unreached > patience) this.handleGone('the server could not be reached')
    } else if (this.#mine) {
      const fields = { room_id: this.roomId, media }
      this.#context.request('call.alive', fields).catch((error) => {
        if (error instanceof CallgrantError && error.code === 'room_unknown') this.handleGone(error.message)
        else this.#reportUnlessOver(error)
      })
    }
  }

  /** @returns false when it did not reach the other side; a restart replaces it */
  async #signal(data: SignalData, to?: string): Promise<boolean> {
    try {
      const fields = { room_id: this.roomId, data, ...(to !== undefined && { to }) }
      return (await this.#context.request('signal', fields)).delivered
    } catch (error) {
      this.#reportUnlessOver(error)
      return false
    }
  }

  async #request(type: CallAct, more: { origin?: LocalOrigin; message?: string } = {}): Promise<void> {
    const fields = { room_id: this.roomId, ...more } as Omit<Request<typeof type>, 'id' | 'type'>
    const reply = (await this.#context.request(type, fields)) as Reply<'call.hang_up'> & {
      ice_servers?: IceServer[]
    }
    this.handleSnapshot(reply.call, reply.ice_servers)
  }

  /** Not a problem: a lost connection, which `handleOnline` makes up for, and a request for a call that is over. */
  #reportUnlessOver(error: unknown): void {
    if (this.state === 'ended') return
    const expected = ['network', 'call_over', 'room_unknown', 'answered_elsewhere']
    if (error instanceof CallgrantError && expected.includes(error.code)) return
    this.#events.emit('problem', error instanceof Error ? error : new Error(String(error)))
  }

  #endLocally(end: CallEnd): void {
    if (this.state === 'ended') return
    // The version stays the server's: it says up to where this client knows the call.
    this.#setSnapshot({ ...this.#snapshot, state: 'ended', ended_at: this.#context.now(), end })
  }

  #releaseMedia(): void {
    if (this.state === 'ended') this.#heartbeat.stop()
    this.#media.close()
  }
}
