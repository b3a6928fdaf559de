/** A client that has signed in: who it is, until when, which calls it knows and which side of them it has. */

import { randomUUID } from 'node:crypto'
import { type Call, CallgrantError, type IceServer, type SideName } from '@callgrant/protocol'
import type { CallClient } from '../acts/calls/act-on-call.ts'
import type { Identified } from '../acts/calls/identify-client.ts'
import { keepAlive } from '../acts/calls/keep-alive.ts'
import { openCalls } from '../acts/calls/open-calls.ts'
import type { Context } from '../acts/context.ts'
import { address, KEY_TAKEN } from '../bus/bus.ts'
import { sideOf } from '../domain/call-parties.ts'
import { iceServers } from '../domain/ice.ts'

/** Ended calls that are remembered, so that a late notice of one does not make it look open again. */
const ENDED_REMEMBERED = 8
/** Between connections only, never sent to a client: a newer connection has signed in under a client id. */
const SUPERSEDED = '$superseded'

interface Room {
  /** The side that this client has; null: it may be rung, or another client has the call. */
  side: SideName | null
  unsubscribe: () => void
}

export class Session {
  readonly ctx: Context
  readonly client: CallClient
  readonly #id = randomUUID()
  readonly #rooms = new Map<string, Room>()
  readonly #ended: string[] = []
  readonly #tell: (notice: object) => void
  readonly #superseded: () => void
  readonly #keyTaken: () => void
  #expiresAt: number
  #unsubscribe = () => {}
  #closed = false
  /** Notices that arrived before the reply to the sign-in; null once that was sent. */
  #early: object[] | null = []

  /**
   * @param tell sends a notice to the client
   * @param superseded called when a newer connection of the same client has signed in, here or on another node
   * @param keyTaken called when the back end has reset the device
   */
  constructor(
    ctx: Context,
    { client, expiresAt }: Identified,
    tell: (notice: object) => void,
    superseded: () => void,
    keyTaken: () => void,
  ) {
    this.ctx = ctx
    this.client = client
    this.#expiresAt = expiresAt
    this.#tell = tell
    this.#superseded = superseded
    this.#keyTaken = keyTaken
  }

  /** Whom this client counts as: its clients share one limit, and hear the same calls. */
  get address(): string {
    const { client } = this
    return client.role === 'person'
      ? address.person(client.appid, client.openid)
      : address.device(client.appid, client.modelId, client.sn)
  }

  /** True while this client is in no call and is not being rung. */
  get idle(): boolean {
    return this.#rooms.size === 0
  }

  /**
   * Begins to hear, then reads what is open, so that nothing falls between; takes up the sides this client has.
   * @returns the open calls of its person or device (C7, C15)
   */
  async open(): Promise<Call[]> {
    await this.ctx.bus.send(this.address, {
      type: SUPERSEDED,
      client_id: this.client.clientId,
      by: this.#id,
    })
    if (!this.#closed) {
      this.#unsubscribe = this.ctx.bus.subscribe(this.address, (message) => this.#hear(message))
    }
    return this.resume()
  }

  /** The open calls as they are now; a side that this client has counts as seen again. */
  async resume(): Promise<Call[]> {
    const open = await openCalls(this.ctx, this.client)
    for (const { call, holds } of open) {
      this.follow(call)
      if (holds) await this.#reappear(call.room_id)
    }
    return open.map(({ call }) => call)
  }

  /** Call it once the reply to the sign-in is sent: what was heard meanwhile follows it. */
  ready(): void {
    const early = this.#early ?? []
    this.#early = null
    for (const notice of early) this.#tell(notice)
  }

  /** Hears nothing any more, also not by what is still under way for it. */
  close(): void {
    this.#closed = true
    this.#unsubscribe()
    for (const { unsubscribe } of this.#rooms.values()) unsubscribe()
    this.#rooms.clear()
  }

  /** A newer token of the same person or device. @throws CallgrantError `forbidden` when it is of somebody else */
  renew({ client, expiresAt }: Identified): void {
    const same = (a: CallClient) => JSON.stringify(Object.entries(a).toSorted())
    if (same(client) !== same(this.client)) {
      const message = 'This connection is of somebody else. Open another one to sign in as another.'
      throw new CallgrantError('forbidden', { message })
    }
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
    return this.#rooms.get(roomId)?.side ?? null
  }

  /** Remembers a call as it is now: begins to hear its signals once a side is this client’s, stops at its end. */
  follow(call: Call): Call {
    if (this.#closed) return call
    if (call.state === 'ended') this.#forget(call.room_id)
    else if (!this.#ended.includes(call.room_id)) this.#remember(call)
    return call
  }

  #remember(call: Call): void {
    const { room_id } = call
    const known = this.#rooms.get(room_id)
    const side = this.#holds(call)
    if (known && known.side === side) return
    known?.unsubscribe()
    const unsubscribe = side
      ? this.ctx.bus.subscribe(address.side(room_id, side), (signal) => this.#pass(signal as object))
      : () => {}
    this.#rooms.set(room_id, { side, unsubscribe })
  }

  #forget(roomId: string): void {
    this.#rooms.get(roomId)?.unsubscribe()
    this.#rooms.delete(roomId)
    if (!this.#ended.includes(roomId)) this.#ended.push(roomId)
    if (this.#ended.length > ENDED_REMEMBERED) this.#ended.shift()
  }

  #holds(call: Call): SideName | null {
    const caller_kind = call.caller.kind
    const side = sideOf({ ...call, caller_kind }, this.client)
    return side && call[side].client_id === this.client.clientId ? side : null
  }

  #hear(message: unknown): void {
    const notice = message as { type: string; call?: Call; client_id?: string; by?: string }
    if (notice.type === SUPERSEDED) {
      if (notice.client_id === this.client.clientId && notice.by !== this.#id) this.#superseded()
      return
    }
    if (notice.type === KEY_TAKEN) {
      this.#keyTaken()
      return
    }
    if (notice.type === 'call' && notice.call) {
      // An expired session is rung no more; a call that it is in goes on.
      if (this.expired && !this.#rooms.has(notice.call.room_id)) return
      this.follow(notice.call)
    }
    this.#pass(notice)
  }

  #pass(notice: object): void {
    if (this.#early) this.#early.push(notice)
    else this.#tell(notice)
  }

  /** The client is back (C15). The call may have ended in this very moment, which its notice will say. */
  async #reappear(roomId: string): Promise<void> {
    try {
      await keepAlive(this.ctx, this.client, roomId, false)
    } catch (error) {
      if (!(error instanceof CallgrantError && error.code === 'call_over')) throw error
    }
  }
}
