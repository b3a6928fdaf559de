/** A client's line: the calls that come and go over its socket. Shared by people's and devices' clients. */

import type { Call as CallSnapshot, IceServer, Notice, Reply, Request } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Clock } from '../shared/clock.ts'
import type { Emitter } from '../shared/emitter.ts'
import type { Socket } from '../shared/socket.ts'
import type { CallSurroundings } from './call-surroundings.ts'
import { LiveCall } from './live-call.ts'
import type { Call, MediaProvider, Peers, VoipEvent } from './types.ts'

export interface LineOptions {
  role: 'person' | 'device'
  clientId: string
  socket: Socket
  peers: Peers
  media: MediaProvider
  /** Where it tells what happens. */
  events: Pick<Emitter<LineEvents>, 'emit'>
  clock?: Clock
}

/** What the app's back end sent to this device (WeChat's `pushappmsg`). */
export interface PushMessage {
  msg: string
  appid: string
}

export interface LineEvents {
  incomingCall: Call
  currentCall: Call | null
  voip: VoipEvent
  authorizationsChanged: undefined
  pushMessage: PushMessage
}

export class Line {
  readonly #options: LineOptions
  readonly #around: CallSurroundings
  /** Calls that are not over here, by room. */
  readonly #calls = new Map<string, LiveCall>()
  /** Rooms that this side left: one that still rings at the next sign-in has not heard of it. */
  readonly #left = new Set<string>()

  constructor(options: LineOptions) {
    this.#options = options
    const { socket, clientId, peers, media, clock } = options
    this.#around = {
      clientId,
      peers,
      media,
      ...(clock && { clock }),
      now: () => socket.now(),
      request: (type, fields) => socket.request(type, fields),
    }
    socket.events.on('notice', (notice) => this.#notice(notice))
    socket.events.on('signedIn', ({ reply, again }) => this.#signedIn(reply, again))
    socket.events.on('state', (state) => {
      if (state === 'online') return
      for (const call of this.#calls.values()) call.handleOffline()
    })
  }

  get current(): Call | null {
    return [...this.#calls.values()].pop() ?? null
  }

  /**
   * Calls out. The call joins its room by itself; its events begin after this has resolved.
   * @param joinWhen the room is joined once this has resolved; default: at once
   * @throws CallgrantError the server's refusal
   */
  async start(
    fields: Omit<Request<'call.start'>, 'id' | 'type'>,
    joinWhen?: Promise<void>,
  ): Promise<CallSnapshot> {
    const reply = await this.#options.socket.request('call.start', fields, ({ call, ice_servers }) => {
      const made = this.#add(call, 'caller', ice_servers)
      setTimeout(() => this.#begin(made, joinWhen))
    })
    return reply.call
  }

  /** Ends the current call; with a room only if it is that one (C12). */
  async forceHangUp(roomId?: string): Promise<void> {
    const call = this.current
    if (call && (roomId === undefined || roomId === call.roomId)) await call.hangUp('forceFromApp')
  }

  #notice(notice: Notice): void {
    if (notice.type === 'call') this.#see(notice.call, notice.ice_servers ?? [])
    else if (notice.type === 'signal') this.#calls.get(notice.room_id)?.handleSignal(notice.data)
    else if (notice.type === 'authorizations.changed')
      this.#options.events.emit('authorizationsChanged', undefined)
    else if (notice.type === 'push.message')
      this.#options.events.emit('pushMessage', { msg: notice.msg, appid: notice.appid })
  }

  /** A snapshot of a call that is known, or that begins to ring here. */
  #see(snapshot: CallSnapshot, iceServers: IceServer[]): void {
    const known = this.#calls.get(snapshot.room_id)
    if (known) {
      known.handleSnapshot(snapshot, iceServers.length > 0 ? iceServers : undefined)
      return
    }
    if (this.#isBegunForMe(snapshot)) {
      this.#begin(this.#add(snapshot, 'caller', iceServers))
      return
    }
    // Calling out is known by the reply alone; another client's call is not this one's to show (C7).
    const rings = snapshot.caller.kind !== this.#options.role && snapshot.listener.client_id === null
    if (!rings || snapshot.state === 'ended') return
    if (this.#left.has(snapshot.room_id)) return void this.#endOf(snapshot.room_id)
    const call = this.#add(snapshot, 'listener', iceServers)
    this.#begin(call)
    this.#options.events.emit('incomingCall', call)
  }

  /** After a reconnect: takes up what is still open, and learns how the rest ended (C15). */
  #signedIn(reply: Reply<'sign_in'>, again: boolean): void {
    const open = new Set(reply.calls.map((call) => call.room_id))
    for (const snapshot of reply.calls) {
      if (this.#calls.has(snapshot.room_id) || !this.#isHolder(snapshot))
        this.#see(snapshot, reply.ice_servers)
      // The server believes that this client is in a call that is over here, or that a reload forgot.
      else if (!again) void this.#endOf(snapshot.room_id)
    }
    if (again) return
    for (const call of this.#calls.values()) {
      if (open.has(call.roomId)) call.handleOnline()
      else void this.#endOf(call.roomId)
    }
  }

  /** The back end began this call from this device, and no client of it has taken it up yet: the first to join does. */
  #isBegunForMe({ room_id, state, caller }: CallSnapshot): boolean {
    const open = state !== 'ended' && !this.#left.has(room_id)
    return open && caller.kind === this.#options.role && caller.client_id === null
  }

  #isHolder(snapshot: CallSnapshot): boolean {
    const side = snapshot.caller.kind === this.#options.role ? 'caller' : 'listener'
    return snapshot[side].client_id === this.#options.clientId
  }

  /** Hangs up a call, which on one that is over already is the question how it ended. */
  async #endOf(roomId: string): Promise<void> {
    const call = this.#calls.get(roomId)
    try {
      const reply = await this.#options.socket.request('call.hang_up', { room_id: roomId })
      call?.handleSnapshot(reply.call)
    } catch (error) {
      // Gone again: the next sign-in asks again. Anything else means that nobody knows the call any more.
      if (error instanceof CallgrantError && error.code === 'network') return
      call?.handleGone(error instanceof Error ? error.message : String(error))
    }
  }

  #add(snapshot: CallSnapshot, side: 'caller' | 'listener', iceServers: IceServer[]): LiveCall {
    const call = new LiveCall(snapshot, iceServers, side, this.#around)
    this.#calls.set(call.roomId, call)
    call.on('voip', (event) => this.#options.events.emit('voip', event))
    call.on('change', () => {
      if (call.state !== 'ended' || this.#calls.get(call.roomId) !== call) return
      this.#calls.delete(call.roomId)
      if (call.end?.by === call.side) this.#left.add(call.roomId)
      this.#options.events.emit('currentCall', this.current)
    })
    return call
  }

  #begin(call: LiveCall, joinWhen?: Promise<void>): void {
    this.#options.events.emit('currentCall', call)
    call.begin(joinWhen)
  }
}
