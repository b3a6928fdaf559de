/** A client of the gateway for tests: a real WebSocket, requests with replies, everything that was told. */

import {
  type Call,
  CLOSE,
  NOTICES,
  REPLIES,
  type Reply,
  type Request,
  type RequestType,
  type WireError,
} from '@callgrant/protocol'
import { expect, vi } from 'vitest'
import { WebSocket } from 'ws'
import type { CallClient } from '../src/acts/calls/act-on-call.ts'
import type { CallTestbed } from './call-testbed.ts'

type Fields<T extends RequestType> = Omit<Request<T>, 'id' | 'type'>
type Outcome<T extends RequestType> = ({ ok: true } & Reply<T>) | { ok: false; error: WireError }

interface Waiting {
  resolve: (reply: Record<string, unknown>) => void
  reject: (error: Error) => void
}

/** Waiting for real sockets: they answer in a millisecond or two. */
const SOON = { interval: 2, timeout: 20_000 }

export class SocketClient {
  readonly socket: WebSocket
  /** Frames without `reply_to`, in the order in which they came. */
  readonly notices: Record<string, unknown>[] = []
  /** The code it was closed with; null while open. */
  closed: number | null = null
  readonly #waiting = new Map<unknown, Waiting>()
  #nextId = 1

  private constructor(socket: WebSocket) {
    this.socket = socket
    socket.on('message', (data) => this.#receive(JSON.parse(String(data))))
    socket.on('close', (code) => {
      this.closed = code
      for (const { reject } of this.#waiting.values())
        reject(new Error(`closed with ${code} before the reply`))
    })
    socket.on('error', () => {})
  }

  /** Opens a connection that has not signed in. */
  static async connect(url: string, headers: Record<string, string> = {}): Promise<SocketClient> {
    const client = new SocketClient(new WebSocket(url, { headers }))
    await new Promise((resolve, reject) => {
      client.socket.once('open', resolve)
      client.socket.once('error', reject)
    })
    return client
  }

  /** Opens a connection and signs in. */
  static async signIn(url: string, testbed: CallTestbed, who: CallClient): Promise<SocketClient> {
    const client = await SocketClient.connect(url)
    const reply = await client.ask('sign_in', { token: await testbed.token(who), client_id: who.clientId })
    if (!reply.ok) throw new Error(reply.error.message)
    return client
  }

  /** Sends a request and waits for its reply, which must be as the protocol says. */
  async ask<T extends RequestType>(type: T, fields: Fields<T>): Promise<Outcome<T>> {
    const id = this.#nextId++
    const reply = await new Promise<Record<string, unknown>>((resolve, reject) => {
      this.#waiting.set(id, { resolve, reject })
      this.socket.send(JSON.stringify({ id, type, ...fields }))
    })
    if (reply.ok) REPLIES[type].parse(reply)
    return reply as Outcome<T>
  }

  /** The reply to a request that must be granted. */
  async granted<T extends RequestType>(type: T, fields: Fields<T>): Promise<Reply<T>> {
    const reply = await this.ask(type, fields)
    if (!reply.ok) throw new Error(`${type}: ${reply.error.code} ${reply.error.message}`)
    return reply
  }

  /** The code of the refusal of a request that must be refused. */
  async refused<T extends RequestType>(type: T, fields: Fields<T>): Promise<string> {
    const reply = await this.ask(type, fields)
    if (reply.ok) throw new Error(`${type} was granted`)
    return reply.error.code
  }

  /** The call as this client was last told of it. */
  call(roomId: string): Call | undefined {
    const told = this.notices.filter((notice) => notice.type === 'call').map((notice) => notice.call as Call)
    return told
      .filter((call) => call.room_id === roomId)
      .toSorted((a, b) => a.version - b.version)
      .at(-1)
  }

  /** Waits until this client has been told that a call is in this state, and returns it. */
  async sees(roomId: string, state: Call['state']): Promise<Call> {
    return vi.waitFor(() => {
      const call = this.call(roomId)
      expect(call?.state).toBe(state)
      return call as Call
    }, SOON)
  }

  /** Waits until this client is being rung, and returns the call. */
  async rings(): Promise<Call> {
    return vi.waitFor(() => {
      const last = this.notices.findLast((notice) => notice.type === 'call')?.call as Call | undefined
      if (!last || last.state === 'ended') throw new Error('it does not ring')
      return last
    }, SOON)
  }

  /** Waits for the connection's end, and returns its code. */
  async ends(): Promise<number> {
    await vi.waitFor(() => expect(this.closed).not.toBeNull(), SOON)
    return this.closed ?? CLOSE.BAD_MESSAGE
  }

  /** Cuts the connection as a pulled cable does: no close frame. */
  kill(): void {
    this.socket.terminate()
  }

  #receive(frame: Record<string, unknown>): void {
    const waiting = this.#waiting.get(frame.reply_to)
    if (waiting) {
      this.#waiting.delete(frame.reply_to)
      waiting.resolve(frame)
      return
    }
    this.notices.push(frame)
    if (frame.type === undefined) return
    NOTICES[frame.type as keyof typeof NOTICES].parse(frame)
  }
}
