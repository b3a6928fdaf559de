/**
 * The one WebSocket to the server: signs in, pairs requests with replies, renews the session before it expires,
 * and comes back under the same client id after a loss (C15). Reconnecting with growing, jittered delays is
 * partysocket's work.
 */

import type { CLOSE, Notice, Reply, Request, RequestType } from '@callgrant/protocol'
import { CallgrantError, type Language, type WireError } from '@callgrant/protocol/errors'
import ReconnectingWebSocket from 'partysocket/ws'
import { type Clock, systemClock } from './clock.ts'
import type { Credential } from './credential.ts'
import { Emitter } from './emitter.ts'
import { fromWire } from './http.ts'
import type { ConnectionState } from './types.ts'

/** How long a request waits for the connection and, from then on, for its reply; in milliseconds. */
const ONLINE_WAIT_MS = 5_000
const REPLY_MS = 10_000
/** The server's way to say that the session is over; its table is not imported, since zod would come with it. */
const UNAUTHENTICATED: (typeof CLOSE)['UNAUTHENTICATED'] = 4401
/** Refusals that may be gone at the next attempt. */
const PASSING: ReadonlySet<string> = new Set(['network', 'rate_limited', 'unavailable', 'internal'])
/** The share of a session's life after which it is renewed. */
const RENEW_AT = 0.8

export interface SocketOptions {
  /** Address of the server, `https://…`; the socket is at `/v1/socket`. */
  server: string
  clientId: string
  language: Language
  credential: Credential
  WebSocket?: typeof globalThis.WebSocket
  clock?: Clock
}

interface SocketEvents {
  state: ConnectionState
  notice: Notice
  /** `again`: the same connection with a renewed session; nothing was missed. */
  signedIn: { reply: Reply<'sign_in'>; again: boolean }
}

type Fields<T extends RequestType> = Omit<Request<T>, 'id' | 'type'>

/** What the server sends. */
type Message = { reply_to: number; ok: true } | { reply_to: number; ok: false; error: WireError } | Notice

interface Pending {
  settle(reply: unknown): void
  fail(error: CallgrantError): void
}

export class Socket {
  readonly events = new Emitter<SocketEvents>()
  readonly #options: SocketOptions
  readonly #clock: Clock
  readonly #pending = new Map<number, Pending>()
  readonly #waiting = new Set<(error?: CallgrantError) => void>()
  #socket: ReconnectingWebSocket | undefined
  #state: ConnectionState = 'idle'
  #nextId = 1
  #token = ''
  #renew = false
  #refusals = 0
  #timer: unknown
  #clockOffset = 0

  constructor(options: SocketOptions) {
    this.#options = options
    this.#clock = options.clock ?? systemClock
  }

  get state(): ConnectionState {
    return this.#state
  }

  /** The server's clock, in milliseconds since 1970. */
  now(): number {
    return this.#clock.now() + this.#clockOffset
  }

  /**
   * Goes online and stays so until `close()`.
   * @throws CallgrantError a refusal that trying again does not mend; `network` when not online within 5 s (it
   *   goes on trying)
   */
  connect(): Promise<void> {
    if (this.#state === 'online') return Promise.resolve()
    if (!this.#socket) this.#open()
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimeout(() => done(new CallgrantError('network')), ONLINE_WAIT_MS)
      const done = (error?: CallgrantError) => {
        this.#clock.clearTimeout(timer)
        this.#waiting.delete(done)
        if (error) reject(error)
        else resolve()
      }
      this.#waiting.add(done)
    })
  }

  /**
   * Sends a request and waits for its reply, going online first when need be.
   * @param sooner called with the reply before anything that the server sent after it is handled
   * @throws CallgrantError the server's refusal, or `network`: the connection was lost, or no reply came in 10 s
   */
  async request<T extends RequestType>(
    type: T,
    fields: Fields<T>,
    sooner?: (reply: Reply<T>) => void,
  ): Promise<Reply<T>> {
    await this.connect()
    return this.#send(type, fields, sooner)
  }

  /** Goes offline for good; what waits for a reply fails with `network`. */
  close(): void {
    this.#socket?.close()
    this.#socket = undefined
    this.#stop('closed', new CallgrantError('network', { message: 'The connection was closed.' }))
  }

  #open(): void {
    this.#refusals = 0
    this.#set('connecting')
    // Not by `URL`, of which React Native has hardly more than the name.
    const url = `${this.#options.server.replace(/\/+$/, '').replace(/^http/i, 'ws')}/v1/socket`
    const socket = new ReconnectingWebSocket(
      async () => {
        try {
          this.#token = await this.#options.credential.token(this.#renew)
        } catch (error) {
          if (socket === this.#socket && error instanceof CallgrantError) this.#noCredential(error)
          throw error
        }
        this.#renew = false
        return url
      },
      undefined,
      {
        ...(this.#options.WebSocket && { WebSocket: this.#options.WebSocket }),
        // Read for each attempt: many clients that lost one server must not come back in step.
        get minReconnectionDelay() {
          return 250 + Math.random() * 500
        },
        maxReconnectionDelay: 5_000,
        reconnectionDelayGrowFactor: 1.6,
        connectionTimeout: 5_000,
        maxEnqueuedMessages: 0,
      },
    )
    this.#socket = socket
    socket.onopen = () => void this.#signIn(false)
    socket.onmessage = (event) => this.#receive(event.data)
    socket.onclose = (event) => {
      if (event.code === UNAUTHENTICATED) this.#renew = true
      this.#lost()
    }
    // A failed attempt is followed by a close or by the next attempt; the state says it already.
    socket.onerror = () => this.#lost()
  }

  async #signIn(again: boolean): Promise<void> {
    const { clientId, language } = this.#options
    const fields = { token: this.#token, client_id: clientId, language }
    try {
      await this.#send('sign_in', fields, (reply) => this.#signedIn(reply, again))
    } catch (error) {
      if (this.#socket && error instanceof CallgrantError) this.#refused(error)
    }
  }

  #signedIn(reply: Reply<'sign_in'>, again: boolean): void {
    this.#refusals = 0
    this.#clockOffset = reply.server_time - this.#clock.now()
    if (this.#options.credential.renewable)
      this.#later(reply.expires_in * 1000 * RENEW_AT, this.#renewSession)
    this.#set('online')
    this.events.emit('signedIn', { reply, again })
    for (const done of [...this.#waiting]) done()
  }

  /** The server did not take the sign-in: renew once, then give up; wait where it asks for time. */
  #refused(error: CallgrantError): void {
    switch (error.code) {
      case 'network': // the connection broke; partysocket is at it
        return
      case 'rate_limited':
      case 'unavailable':
      case 'internal':
        this.#set('offline')
        this.#later((error.retryAfter ?? 2 + Math.random()) * 1000, () => this.#socket?.reconnect())
        return
      default:
        if (this.#options.credential.renewable && this.#refusals++ === 0) {
          this.#renew = true
          this.#socket?.reconnect()
          return
        }
        this.#socket?.close()
        this.#socket = undefined
        this.#stop('refused', error)
    }
  }

  /** No token can be had: partysocket tries again where time may mend it; a device that was reset gives up. */
  #noCredential(error: CallgrantError): void {
    if (PASSING.has(error.code)) return
    this.#socket?.close()
    this.#socket = undefined
    this.#stop('refused', error)
  }

  #renewSession = async (): Promise<void> => {
    const socket = this.#socket
    try {
      this.#token = await this.#options.credential.token(true)
    } catch {
      // The old session is good for a while yet: ask again, until the server ends it.
      this.#later(30_000, this.#renewSession)
      return
    }
    if (socket === this.#socket && this.#state === 'online') await this.#signIn(true)
  }

  #send<T extends RequestType>(
    type: T,
    fields: Fields<T>,
    sooner?: (reply: Reply<T>) => void,
  ): Promise<Reply<T>> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimeout(() => pending.fail(new CallgrantError('network')), REPLY_MS)
      const end = () => {
        this.#clock.clearTimeout(timer)
        this.#pending.delete(id)
      }
      const pending: Pending = {
        settle: (reply) => {
          end()
          sooner?.(reply as Reply<T>)
          resolve(reply as Reply<T>)
        },
        fail: (error) => {
          end()
          reject(error)
        },
      }
      this.#pending.set(id, pending)
      if (!this.#socket?.send(JSON.stringify({ id, type, ...fields }))) {
        pending.fail(new CallgrantError('network'))
      }
    })
  }

  #receive(data: unknown): void {
    let message: Message
    try {
      message = JSON.parse(String(data))
    } catch {
      const error = { code: 'internal', message: 'The server sent what is no JSON.' }
      message = { type: 'error', error }
    }
    if ('reply_to' in message) {
      const pending = this.#pending.get(message.reply_to)
      if (message.ok) pending?.settle(message)
      else pending?.fail(fromWire(message.error))
    } else if (message.type === 'reconnect') {
      this.#later(message.after_ms, () => this.#socket?.reconnect())
    } else {
      this.events.emit('notice', message)
    }
  }

  #lost(): void {
    this.#fail(new CallgrantError('network'))
    this.#clock.clearTimeout(this.#timer)
    if (this.#state === 'online') this.#set('offline')
  }

  #stop(state: ConnectionState, error: CallgrantError): void {
    this.#clock.clearTimeout(this.#timer)
    this.#fail(error)
    for (const done of [...this.#waiting]) done(error)
    this.#set(state)
  }

  #fail(error: CallgrantError): void {
    for (const pending of [...this.#pending.values()]) pending.fail(error)
  }

  #later(ms: number, work: () => unknown): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = this.#clock.setTimeout(work, Math.min(ms, 2 ** 31 - 1))
  }

  #set(state: ConnectionState): void {
    if (this.#state === state) return
    this.#state = state
    this.events.emit('state', state)
  }
}
