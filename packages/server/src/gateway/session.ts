/** A client that has signed in: who it is, until when, which calls it knows and which side of them it has. */

import { randomUUID } from 'node:crypto'
import {
  type Call,
  CallgrantError,
  type EarlySetup,
  type IceServer,
  type SideName,
} from '@callgrant/protocol'
import type { CallClient } from '../acts/calls/act-on-call.ts'
import { announceListener } from '../acts/calls/announce-calls.ts'
import { checkListenerSoon } from '../acts/calls/check-listener.ts'
import type { Identified } from '../acts/calls/identify-client.ts'
import { keepAlive } from '../acts/calls/keep-alive.ts'
import { getCall } from '../acts/calls/list-calls.ts'
import { openCalls } from '../acts/calls/open-calls.ts'
import { requireOwnKey } from '../acts/devices/require-own-key.ts'
import { requireKnown } from '../acts/people/require-known.ts'
import { pushRing } from '../acts/push/push-call.ts'
import { openRings } from '../acts/rings/open-rings.ts'
import { type Address, address, type Unsubscribe } from '../bus/bus.ts'
import type { ClientMessage, ClientNotice, SideMessage } from '../bus/messages.ts'
import { NewestByRoom } from '../bus/newest-by-room.ts'
import type { Context } from '../context.ts'
import { iceServers } from '../credentials/ice.ts'
import { sideOf } from '../rules/call/parties.ts'
import { SideSignals } from './side-signals.ts'

/** Calls whose newest version is remembered: the open ones, and ended ones whose news may still be on the way. */
const CALLS_REMEMBERED = 32
/** Of rings of several people there is one at a time. */
const RINGS_REMEMBERED = 4

/** What a session asks of the connection that it belongs to. */
export interface SessionEvents {
  /** Sends a notice to the client. */
  tell: (notice: ClientNotice | SideMessage) => void
  /** A newer connection of the same client has signed in, here or on another node. */
  superseded: () => void
  /** The back end has reset the device. */
  keyTaken: () => void
  /** The back end has forgotten the person. */
  forgotten: () => void
}

export class Session {
  readonly ctx: Context
  readonly client: CallClient
  /** Whom this client counts as: its clients share one limit, and hear the same calls. */
  readonly address: Address<ClientMessage>
  readonly #id = randomUUID()
  /** The open calls; the side that this client has, or null: it may be rung, or another client has the call. */
  readonly #rooms = new Map<string, SideName | null>()
  /** The newest snapshot of each call that the client was told of, by a notice or by a reply. */
  readonly #told = new NewestByRoom<Call>(CALLS_REMEMBERED)
  /** The same of rings of several people. */
  readonly #toldRings = new NewestByRoom(RINGS_REMEMBERED)
  readonly #signals: SideSignals
  /** What a caller sends to this client while it rings here. */
  readonly #earlySignals: SideSignals
  readonly #events: SessionEvents
  #issuedAt: number
  #expiresAt: number
  #unsubscribe: Unsubscribe = () => {}
  /** Rings are pushed again to the subscription whose page was in sight here. */
  #resumePush: Unsubscribe = () => {}
  #closed = false
  /** What arrived before the reply to the sign-in, which it is to follow; null once that was sent. */
  #beforeReply: (ClientNotice | SideMessage)[] | null = []

  constructor(ctx: Context, { client, issuedAt, expiresAt }: Identified, events: SessionEvents) {
    this.ctx = ctx
    this.client = client
    this.address = address.client(client)
    this.#issuedAt = issuedAt
    this.#expiresAt = expiresAt
    this.#events = events
    this.#signals = new SideSignals(ctx.bus, (signal) => this.#receive(signal))
    this.#earlySignals = new SideSignals(ctx.bus, (signal) => this.#receive(signal))
  }

  /** True while this client is in no call and is not being rung. */
  get idle(): boolean {
    return this.#rooms.size === 0
  }

  /** The calls by which this client is being rung, or was when it last heard of them. */
  get ringing(): string[] {
    return [...this.#rooms].flatMap(([roomId, side]) => {
      const state = this.#told.get(roomId)?.state
      return side === null && (state === 'created' || state === 'ringing') ? [roomId] : []
    })
  }

  /** The calls in which this client has a side. */
  get held(): string[] {
    return [...this.#rooms].flatMap(([roomId, side]) => (side === null ? [] : [roomId]))
  }

  get rings(): boolean {
    return this.ringing.length > 0
  }

  /**
   * Subscribes first, then reads what is open, so that nothing falls between; takes up the sides this client has.
   * @returns the open calls of its person or device (C7, C15)
   */
  async open(): Promise<Call[]> {
    const unsubscribe = await this.ctx.bus.subscribe(this.address, (message) => this.#hear(message))
    if (this.#closed) {
      unsubscribe()
      return []
    }
    this.#unsubscribe = unsubscribe
    this.ctx.bus.publish(this.address, {
      type: 'superseded',
      client_id: this.client.clientId,
      by: this.#id,
    })
    // Its key may have been taken away, or the person forgotten, after its token was checked and before this listened to that.
    await this.#requireStillKnown()
    const calls = await this.resume()
    const rung = calls.filter(({ caller }) => caller.kind !== this.client.role)
    announceListener(this.ctx, this.client.appid, rung)
    return calls
  }

  /** The open calls as they are now; a side that this client has counts as seen again. */
  async resume(): Promise<Call[]> {
    const open = await openCalls(this.ctx, this.client)
    const calls: Call[] = []
    for (const { call, holds } of open) {
      calls.push(await this.follow(call))
      if (holds) await this.#sayAlive(call.room_id)
    }
    // News may have come in between.
    return calls.filter((call) => call.state !== 'ended')
  }

  /** Call it once the reply to the sign-in is sent: what arrived meanwhile follows it. */
  ready(): void {
    const waiting = this.#beforeReply ?? []
    this.#beforeReply = null
    for (const notice of waiting) this.#receive(notice)
  }

  /**
   * Rings are not pushed to a subscription while its page is in sight here; null: it is not any more, so that what rings now
   * is pushed (C14).
   */
  async pausePush(id: string | null): Promise<void> {
    const { client, ctx } = this
    if (client.role !== 'person') throw new CallgrantError('person_only')
    this.#resumePush()
    this.#resumePush = () => {}
    if (id !== null) {
      const inSight = await ctx.bus.subscribe(address.push(client.appid, client.openid, id), () => {})
      if (this.#closed) inSight()
      else {
        this.#resumePush()
        this.#resumePush = inSight
      }
      return
    }
    for (const roomId of this.ringing) {
      const row = await ctx.store.calls.find(client.appid, roomId)
      if (row) void pushRing(ctx, row)
    }
  }

  /** Ends all subscriptions, also those that are only beginning; the client is told nothing any more. */
  close(): void {
    this.#closed = true
    this.#unsubscribe()
    this.#resumePush()
    this.#signals.close()
    this.#earlySignals.close()
    this.#rooms.clear()
  }

  /** A newer token of the same person or device. @throws CallgrantError `forbidden` when it is of somebody else */
  renew({ client, issuedAt, expiresAt }: Identified): void {
    const same = (a: CallClient) => JSON.stringify(Object.entries(a).toSorted())
    if (same(client) !== same(this.client)) {
      const message = 'This connection is of somebody else. Open another one to sign in as another.'
      throw new CallgrantError('forbidden', { message })
    }
    this.#issuedAt = issuedAt
    this.#expiresAt = expiresAt
  }

  /** Seconds until the sign-in must be sent again. */
  expiresIn(): number {
    return Math.max(0, Math.floor((this.#expiresAt - this.ctx.now()) / 1000))
  }

  get expired(): boolean {
    return this.ctx.now() >= this.#expiresAt
  }

  /**
   * After the token’s end only calls that are open already may be acted on.
   * @throws CallgrantError `token_expired`
   */
  requireInForce(roomId: string | null): void {
    if (!this.expired) return
    if (roomId === null || !this.#rooms.has(roomId)) throw new CallgrantError('token_expired')
  }

  iceServers(): IceServer[] {
    const { client } = this
    const who = client.role === 'person' ? client.openid : `${client.modelId}.${client.sn}`
    return iceServers(this.ctx.settings, `${client.appid}.${who}`, this.ctx.now())
  }

  /** Which side of this call the client has, as far as it took one; null also for a call that is over. */
  sideIn(roomId: string): SideName | null {
    return this.#rooms.get(roomId) ?? null
  }

  /**
   * Which signals this client may exchange in a call beside those of its side: the caller with each client that is
   * rung, and one that is rung with the caller. `off` also for a call that this client is not rung for, or that is over.
   */
  earlySetupOf(roomId: string): EarlySetup {
    const call = this.#told.get(roomId)
    if (!call || !this.#rooms.has(roomId)) return 'off'
    // The caller goes on with what was set up; to a client of the listener the answer is the end of it.
    const holds = this.sideIn(roomId) === 'caller'
    const isRung = this.#partyOf(call) === 'listener' && call.accepted_at === null
    return holds || isRung ? call.early_setup : 'off'
  }

  /** Resolves once the caller's signals for this client are heard. */
  async hearEarly(roomId: string): Promise<void> {
    const live = this.#earlySignals.listen(roomId, address.early(roomId, this.client.clientId))
    this.#earlySignals.pass(roomId)
    await live
  }

  /**
   * Carries out an act by which this client may take a side of a call. It listens to that side before, so that the
   * other side's first signal is not missed; signals of a side that it did not get are dropped.
   */
  async take(roomId: string, side: SideName, act: () => Promise<Call>): Promise<Call> {
    if (this.sideIn(roomId) !== null) return this.follow(await act())
    // The message that ends its connection may have been lost.
    await this.#requireStillKnown()
    await this.#signals.listen(roomId, address.side(roomId, side))
    try {
      return await this.follow(await act())
    } finally {
      if (this.sideIn(roomId) === null) this.#signals.stop(roomId)
    }
  }

  /**
   * Takes in a call that a reply is about to tell: resolves once the signals of a side that is this client's are heard.
   * @returns the newest snapshot that is known of it, so that no reply goes back behind a notice
   */
  async follow(call: Call): Promise<Call> {
    if (this.#closed) return call
    if (this.#told.take(call)) await this.#update(call)
    return this.#told.get(call.room_id) ?? call
  }

  /** Tells a snapshot that was read from the store, if the client missed something that it shows. */
  catchUp(call: Call): void {
    const told = this.#told.get(call.room_id)
    // A sign of life counts the version up and changes nothing that anybody sees.
    const isNews = !told || JSON.stringify({ ...told, version: call.version }) !== JSON.stringify(call)
    if (isNews) this.#receive({ type: 'call', call })
  }

  /** Tells how a call ended: its client still believes that it is open. */
  async catchUpWithEnd(roomId: string): Promise<void> {
    this.catchUp(await getCall(this.ctx, this.client, roomId))
  }

  /** While it rings, nobody says that this client is there: so the store is asked whether it still rings. */
  async refresh(): Promise<void> {
    const open = await openCalls(this.ctx, this.client)
    for (const { call } of open) this.catchUp(call)
    const isOpen = new Set(open.map(({ call }) => call.room_id))
    for (const roomId of this.#rooms.keys()) {
      if (!isOpen.has(roomId)) await this.catchUpWithEnd(roomId)
    }
  }

  /**
   * After the bus was away: tells what was missed, hears again what could not be subscribed to, and tells others what
   * this client would have been told of in time (C7, C14).
   * @throws CallgrantError `unauthenticated` when the device was reset meanwhile
   */
  async recover(): Promise<void> {
    if (this.#closed) return
    await this.#requireStillKnown()
    await this.refresh()
    for (const ring of await openRings(this.ctx, this.client)) this.#receive({ type: 'ring', ring })
    for (const roomId of this.#rooms.keys()) {
      const call = this.#told.get(roomId)
      if (!call) continue
      await this.#update(call)
      if (this.#partyOf(call) === 'listener') announceListener(this.ctx, this.client.appid, [call])
      else if (call.accepted_at === null) checkListenerSoon(this.ctx, this.client.appid, roomId)
    }
    // It may have been changed: the client looks.
    if (this.client.role === 'person') this.#receive({ type: 'authorizations.changed' })
  }

  /** Keeps the list of open calls; resolves once the signals of a side that is this client's are heard. */
  async #update(call: Call): Promise<void> {
    const { room_id } = call
    if (call.state === 'ended') {
      this.#rooms.delete(room_id)
      this.#signals.stop(room_id)
      this.#earlySignals.stop(room_id)
      return
    }
    const side = this.#sideOf(call)
    this.#rooms.set(room_id, side)
    try {
      if (side === null) return await this.#updateEarly(call)
      const live = this.#signals.listen(room_id, address.side(room_id, side))
      this.#signals.pass(room_id)
      await live
    } catch (err) {
      // The call stands; without signals it ends by itself, unless the client comes back to it.
      this.ctx.log.warn({ err, room_id }, 'the signals of a call cannot be received')
    }
  }

  /** While it rings here, the caller's signals for this client are heard; not once another client has the call (C7). */
  async #updateEarly(call: Call): Promise<void> {
    if (this.earlySetupOf(call.room_id) === 'off') this.#earlySignals.stop(call.room_id)
    else await this.hearEarly(call.room_id)
  }

  /** @throws CallgrantError `unauthenticated` when the device was reset, or the person forgotten, since it signed in */
  async #requireStillKnown(): Promise<void> {
    if (this.client.role === 'device') await requireOwnKey(this.ctx, this.client)
    else await requireKnown(this.ctx, this.client, this.#issuedAt)
  }

  #sideOf(call: Call): SideName | null {
    const side = this.#partyOf(call)
    return side && call[side].client_id === this.client.clientId ? side : null
  }

  /** Which side its person or device is, whatever client has it. */
  #partyOf(call: Call): SideName | null {
    const { openid, model_id: modelId, sn } = call
    return sideOf({ callerKind: call.caller.kind, openid, modelId, sn }, this.client)
  }

  #hear(message: ClientMessage): void {
    if (this.#closed) return
    if (message.type === 'superseded') {
      if (message.client_id === this.client.clientId && message.by !== this.#id) this.#events.superseded()
    } else if (message.type === 'key_taken') this.#events.keyTaken()
    else if (message.type === 'forgotten') this.#events.forgotten()
    else this.#receive(message)
  }

  #receive(notice: ClientNotice | SideMessage): void {
    if (this.#closed) return
    if (this.#beforeReply) {
      this.#beforeReply.push(notice)
      return
    }
    if (notice.type === 'call') {
      const { call } = notice
      // An expired session is rung no more; a call that it is in goes on.
      if (this.expired && !this.#rooms.has(call.room_id)) return
      // What comes too late is not told: neither an older state, nor anything after the end.
      if (!this.#told.take(call)) return
      void this.#update(call)
      // A client that is rung may connect to the caller already.
      const connects = this.sideIn(call.room_id) === null && this.earlySetupOf(call.room_id) !== 'off'
      this.#events.tell(connects ? { ...notice, ice_servers: this.iceServers() } : notice)
    } else if (notice.type === 'ring') {
      const { ring_id: room_id, version } = notice.ring
      if (this.#toldRings.take({ room_id, version })) this.#events.tell(notice)
    } else this.#events.tell(notice)
  }

  /** The client is back (C15). The call may have ended in this very moment, which its notice will say. */
  async #sayAlive(roomId: string): Promise<void> {
    try {
      await keepAlive(this.ctx, this.client, roomId, false)
    } catch (error) {
      if (!(error instanceof CallgrantError && error.code === 'call_over')) throw error
    }
  }
}
