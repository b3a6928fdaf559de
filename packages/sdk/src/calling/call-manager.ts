/** The calls of one client: creates them, passes the server's messages to them, and emits their events. */

import type {
  Call as CallSnapshot,
  IceServer,
  Notice,
  Reply,
  Request,
  Ring as RingSnapshot,
} from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Clock } from '../shared/clock.ts'
import type { Emitter } from '../shared/emitter.ts'
import type { ReconnectingSocket } from '../shared/reconnecting-socket.ts'
import type { CallContext } from './call-context.ts'
import { CallHistory } from './call-history.ts'
import { LiveCall } from './live-call.ts'
import { LiveRing } from './live-ring.ts'
import { Relays } from './relays.ts'
import type { Call, LocalOrigin, MediaProvider, Peers, VoipEvent } from './types.ts'

export interface CallManagerOptions {
  role: 'person' | 'device'
  clientId: string
  socket: Pick<ReconnectingSocket, 'check' | 'events' | 'now' | 'request' | 'setInCall'>
  peers: Peers
  media: MediaProvider
  mediaRefused?: 'listen' | 'end'
  /** Receives the events. */
  events: Pick<Emitter<CallManagerEvents>, 'emit'>
  clock?: Clock
}

/** A message of the app's back end to this device (WeChat's `pushappmsg`). */
export interface PushMessage {
  msg: string
  appid: string
}

export interface CallManagerEvents {
  incomingCall: Call
  currentCall: Call | null
  voip: VoipEvent
  authorizationsChanged: undefined
  missedCallsChanged: { unread: number }
  pushMessage: PushMessage
}

export class CallManager {
  readonly #options: CallManagerOptions
  readonly #context: CallContext
  /** Calls that are not over here, by room. */
  readonly #calls = new Map<string, LiveCall>()
  readonly #history = new CallHistory()
  /** The ring of several people from this device; null: there was none. A device has one at a time. */
  #ring: LiveRing | null = null
  #ringServers: IceServer[] = []
  /** The newest news of who is there to be rung: a client rings one call at a time. */
  #listener: Extract<Notice, { type: 'call.listener' }> | null = null

  constructor(options: CallManagerOptions) {
    this.#options = options
    const { socket, clientId, peers, media, mediaRefused, clock } = options
    const relays = new Relays(peers, clock)
    this.#context = {
      clientId,
      peers,
      relays,
      media,
      ...(mediaRefused && { mediaRefused }),
      ...(clock && { clock }),
      check: () => socket.check(),
      now: () => socket.now(),
      request: (type, fields) => socket.request(type, fields),
    }
    socket.events.on('notice', (notice) => this.#handleNotice(notice))
    socket.events.on('signedIn', ({ reply, again }) => {
      if (!again) void relays.signedIn(reply.ice_servers)
      this.#handleSignedIn(reply, again)
    })
    socket.events.on('resumed', () => {
      for (const call of this.#calls.values()) call.handleOnline(false)
    })
    socket.events.on('state', (state) => {
      if (state === 'online') return
      relays.signedOut()
      for (const call of this.#calls.values()) call.handleOffline()
    })
  }

  /** The newest call that is not over; null: none. Of a ring of several people, the one that was answered. */
  get current(): Call | null {
    return [...this.#calls.values()].filter((call) => !isOneOfSeveral(call)).pop() ?? null
  }

  /** @throws VoipJoinError 2003 when there is nothing to carry a call: nobody is to be rung for it */
  checkMedia(): void {
    const missing = this.#options.peers.missing?.()
    if (missing) throw missing
  }

  /**
   * Places a call. It is in its room from the start, or joins it by itself; its events begin after this has resolved.
   * @param joinWhen the room is joined once this has resolved; default: at once
   * @throws CallgrantError the server's refusal
   */
  async start(
    fields: Omit<Request<'call.start'>, 'id' | 'type'>,
    joinWhen?: Promise<void>,
  ): Promise<CallSnapshot> {
    const start = { ...fields, join: joinWhen === undefined }
    const reply = await this.#options.socket.request('call.start', start, ({ call, ice_servers }) => {
      const placed = this.#add(call, 'caller', ice_servers)
      // A notice of the call may have arrived before the reply that it begins with.
      const newest = this.#history.get(call.room_id)
      if (newest) placed.handleSnapshot(newest.snapshot)
      setTimeout(() => this.#begin(placed, joinWhen))
    })
    return reply.call
  }

  /**
   * Rings several people. Each of their calls begins here when the server tells of it; the one that is answered is then as any.
   * @throws CallgrantError the server's refusal
   */
  async ring(fields: Omit<Request<'ring.start'>, 'id' | 'type'>): Promise<LiveRing> {
    let begun: LiveRing | undefined
    const { ring } = await this.#options.socket.request('ring.start', fields, (reply) => {
      begun = new LiveRing(reply.ring, this.#context)
      this.#ring = begun
      void begun.answered.then((call) => {
        if (call && call.state !== 'ended') this.#options.events.emit('currentCall', call)
      })
      this.#ringServers = reply.ice_servers
      const known = new Map(reply.calls.map((call) => [call.room_id, call]))
      for (const { room_id } of reply.ring.people) {
        // A notice of the call may have arrived before the reply.
        const news = room_id === null ? undefined : this.#history.get(room_id)?.snapshot
        const told = room_id === null ? undefined : known.get(room_id)
        const newest = news && told ? (news.version > told.version ? news : told) : (news ?? told)
        if (newest) this.#takeUp(begun, newest)
      }
    })
    if (!begun) throw new CallgrantError('internal', { message: `The ring ${ring.ring_id} did not begin.` })
    return begun
  }

  /** Gives up the ring that goes on, if any. */
  async cancelRing(origin: LocalOrigin): Promise<void> {
    await this.#ring?.cancel(origin)
  }

  /** Ends the current call; with a room only if it is that one (C12). */
  async forceHangUp(roomId?: string): Promise<void> {
    const call = this.current
    if (roomId === undefined) await this.cancelRing('forceFromApp')
    if (call && (roomId === undefined || roomId === call.roomId)) await call.hangUp('forceFromApp')
  }

  #handleNotice(notice: Notice): void {
    const { events } = this.#options
    if (notice.type === 'call') this.#handleSnapshot(notice.call, notice.ice_servers)
    else if (notice.type === 'signal') this.#calls.get(notice.room_id)?.handleSignal(notice.data, notice.from)
    else if (notice.type === 'call.listener') this.#handleListener(notice)
    else if (notice.type === 'ring') this.#ringOf(notice.ring.ring_id)?.handleSnapshot(notice.ring)
    else if (notice.type === 'authorizations.changed') events.emit('authorizationsChanged', undefined)
    else if (notice.type === 'missed_calls.changed')
      events.emit('missedCallsChanged', { unread: notice.unread })
    else if (notice.type === 'push.message')
      events.emit('pushMessage', { msg: notice.msg, appid: notice.appid })
  }

  /** It may come before the reply with which the call begins here. */
  #handleListener(notice: Extract<Notice, { type: 'call.listener' }>): void {
    this.#listener = notice
    this.#calls.get(notice.room_id)?.handleListener(notice.online)
  }

  #handleSnapshot(snapshot: CallSnapshot, iceServers: IceServer[] = []): void {
    const call = this.#calls.get(snapshot.room_id)
    if (call) {
      call.handleSnapshot(snapshot, iceServers.length > 0 ? iceServers : undefined)
      return
    }
    if (!this.#history.add(snapshot)) return
    const past = this.#history.get(snapshot.room_id)
    if (!past?.over) this.#beginOrRing(snapshot, iceServers)
    else if (past.endedByThisClient && this.#rings(snapshot)) void this.#askForEnd(snapshot.room_id)
  }

  /** A call that is not shown here: begins it if it is this client's to show. */
  #beginOrRing(snapshot: CallSnapshot, iceServers: IceServer[]): void {
    const ring = this.#ringOf(snapshot.ring_id)
    if (ring) this.#takeUp(ring, snapshot)
    else if (this.#isPlacedForThisDevice(snapshot)) {
      this.#begin(this.#add(snapshot, 'caller', iceServers))
    } else if (this.#rings(snapshot)) {
      const call = this.#add(snapshot, 'listener', iceServers)
      this.#begin(call)
      this.#options.events.emit('incomingCall', call)
    }
  }

  /** Takes up the calls that are open, and asks how the others ended (C15). */
  #handleSignedIn(reply: Reply<'sign_in'>, again: boolean): void {
    for (const snapshot of reply.calls) {
      if (this.#calls.has(snapshot.room_id)) this.#handleSnapshot(snapshot, reply.ice_servers)
      else this.#handleOpenCall(snapshot, reply.ice_servers, again)
    }
    // With a renewed session on the same connection nothing was missed.
    if (again) return
    this.#handleOpenRings(reply.rings ?? [], reply.ice_servers)
    const open = new Set(reply.calls.map((call) => call.room_id))
    for (const call of this.#calls.values()) {
      if (open.has(call.roomId)) call.handleOnline()
      else void this.#askForEnd(call.roomId)
    }
  }

  /** A call that the server says is open, and that is not shown here. */
  #handleOpenCall(snapshot: CallSnapshot, iceServers: IceServer[], again: boolean): void {
    const past = this.#history.get(snapshot.room_id)
    this.#history.add(snapshot)
    const ring = this.#ringOf(snapshot.ring_id)
    if (ring?.state === 'ringing' && !past?.over) {
      this.#takeUp(ring, snapshot)
    } else if (this.#isHeldByThisClient(snapshot)) {
      // It ended here while offline, or the page was reloaded.
      if (!again) void this.#askForEnd(snapshot.room_id)
    } else if (past && snapshot.version < past.snapshot.version) {
      return // it has changed since the server read it; the newer state is known
    } else if (past?.endedByThisClient) {
      if (this.#rings(snapshot)) void this.#askForEnd(snapshot.room_id)
    } else {
      // Also a call that this client gave up because it could not reach the server.
      this.#beginOrRing(snapshot, iceServers)
    }
  }

  /** Rings that go on: this client's own, or one that it began before its page was loaded again. */
  #handleOpenRings(open: RingSnapshot[], iceServers: IceServer[]): void {
    if (open.length > 0) this.#ringServers = iceServers
    const own = this.#ring
    if (own?.state === 'ringing') {
      const found = open.find(({ ring_id }) => ring_id === own.ringId)
      if (found) own.handleSnapshot(found)
      // It is over: how, the server says once more.
      else own.ask().catch(() => own.handleGone())
    }
    for (const { ring_id, client_id } of open) {
      if (client_id !== this.#options.clientId || this.#ringOf(ring_id)?.state === 'ringing') continue
      // Given up while offline. A failure is another sign-in, or the end by silence.
      this.#options.socket.request('ring.cancel', { ring_id }).catch(() => {})
    }
  }

  #ringOf(ringId: string | undefined): LiveRing | undefined {
    return this.#ring && this.#ring.ringId === ringId ? this.#ring : undefined
  }

  /** One of the calls of a ring: begins it here, unless it is over already. */
  #takeUp(ring: LiveRing, snapshot: CallSnapshot): void {
    if (this.#calls.has(snapshot.room_id)) return
    this.#history.add(snapshot)
    if (snapshot.state === 'ended' || ring.state === 'ended') {
      ring.handleCall(snapshot)
      return
    }
    const call = this.#add(snapshot, 'caller', this.#ringServers, ring.context)
    ring.add(call)
    call.begin()
  }

  /** The back end placed this call from this device, and no client of the device has joined it yet: the first may. */
  #isPlacedForThisDevice({ state, caller }: CallSnapshot): boolean {
    return state !== 'ended' && caller.kind === this.#options.role && caller.client_id === null
  }

  /** It rings this person or device, and none of their clients has answered it (C7). */
  #rings({ state, caller, listener }: CallSnapshot): boolean {
    return state !== 'ended' && caller.kind !== this.#options.role && listener.client_id === null
  }

  #isHeldByThisClient(snapshot: CallSnapshot): boolean {
    const side = snapshot.caller.kind === this.#options.role ? 'caller' : 'listener'
    return snapshot[side].client_id === this.#options.clientId
  }

  /**
   * Hangs up, or says again that the call was aborted here. On a call that is over already, the reply is how it ended:
   * the same reason at both sides and in the store (C6).
   */
  async #askForEnd(roomId: string): Promise<void> {
    const call = this.#calls.get(roomId)
    const { socket } = this.#options
    const end = this.#history.get(roomId)?.snapshot.end
    try {
      const reply =
        end?.reason === 'aborted'
          ? await socket.request('call.failed', { room_id: roomId, message: end.message ?? 'aborted' })
          : await socket.request('call.hang_up', { room_id: roomId })
      call?.handleSnapshot(reply.call)
    } catch (error) {
      // Offline again: asked again after the next sign-in. Any other error: the server does not know the call.
      if (error instanceof CallgrantError && error.code === 'network') return
      call?.handleGone(error instanceof Error ? error.message : String(error))
    }
  }

  #add(
    snapshot: CallSnapshot,
    side: 'caller' | 'listener',
    iceServers: IceServer[],
    context = this.#context,
  ): LiveCall {
    const call = new LiveCall(snapshot, iceServers, side, context)
    this.#calls.set(call.roomId, call)
    this.#options.socket.setInCall(true)
    if (this.#listener?.room_id === call.roomId) call.handleListener(this.#listener.online)
    call.on('voip', (event) => {
      // WeChat's names know one call at a time.
      if (!isOneOfSeveral(call)) this.#options.events.emit('voip', event)
    })
    call.on('change', () => {
      if (call.state !== 'ended' || this.#calls.get(call.roomId) !== call) return
      this.#calls.delete(call.roomId)
      this.#options.socket.setInCall(this.#calls.size > 0)
      this.#history.addEnded(call.snapshot, call.end?.by === call.side)
      if (!isOneOfSeveral(call)) this.#options.events.emit('currentCall', this.current)
    })
    return call
  }

  #begin(call: LiveCall, joinWhen?: Promise<void>): void {
    this.#options.events.emit('currentCall', call)
    call.begin(joinWhen)
  }
}

/** A call of a ring of several people that nobody has answered. */
function isOneOfSeveral({ side, snapshot }: LiveCall): boolean {
  return side === 'caller' && snapshot.ring_id !== undefined && snapshot.accepted_at === null
}
