/**
 * The client's WebSocket to the server: signs in, matches replies to requests, renews the session before it expires,
 * and reconnects with the same client id after a loss (C15). partysocket retries with growing, jittered delays.
 *
 * A connection that no longer answers is kept while a new one is opened: whichever answers first is used.
 */

import type { CLOSE, Notice, Reply, Request, RequestType } from '@callgrant/protocol'
import { CallgrantError, type Language, type WireError } from '@callgrant/protocol/errors'
import ReconnectingWebSocket from 'partysocket/ws'
import { type Clock, systemClock } from './clock.ts'
import type { Credential } from './credential.ts'
import { Emitter } from './emitter.ts'
import { fromWire } from './http.ts'
import { Liveness } from './liveness.ts'
import { watchNetwork } from './network-events.ts'
import type { ConnectionState } from './types.ts'

/** How long a request waits for the connection and, from then on, for its reply; in milliseconds. */
const ONLINE_WAIT_MS = 5_000
const REPLY_MS = 10_000
/** How long the reply to a sign-in may take: an open connection without one is dead, or another is tried. */
const SIGN_IN_REPLY_MS = 5_000
/** How long an attempt to connect may take, at most, and the longest pause between two; shorter in a call (C15). */
const CONNECT_MS = 5_000
const PAUSE_MS = 5_000
const CONNECT_IN_CALL_MS = 2_500
const PAUSE_IN_CALL_MS = 1_000
/** An attempt that is younger than this is not begun again when the network changes, nor a pause ended that is. */
const YOUNG_MS = 1_000
const YOUNG_PAUSE_MS = 250
/** Close code: the session has expired. Not imported from the table of codes, because that would bring zod along. */
const UNAUTHENTICATED: (typeof CLOSE)['UNAUTHENTICATED'] = 4401
/** Close code: the server lets no page of this origin in. */
const ORIGIN_NOT_ALLOWED: (typeof CLOSE)['ORIGIN_NOT_ALLOWED'] = 4403
/** `WebSocket.CONNECTING` and `OPEN`; a WebSocket that is passed in need not have them. */
const CONNECTING = 0
const OPEN = 1
/** Refusals that may not occur at the next attempt. */
const TEMPORARY: ReadonlySet<string> = new Set(['network', 'rate_limited', 'unavailable', 'internal'])
/** The share of a session's life after which it is renewed. */
const RENEW_AT = 0.8

export interface SocketOptions {
  /** Address of the server, `https://…`. The socket connects to `/v1/socket` there. */
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
  /** `again`: the session was renewed on the same connection, so no message was missed. */
  signedIn: { reply: Reply<'sign_in'>; again: boolean }
  /** The connection answers again after all: nothing was missed. */
  resumed: undefined
}

type Fields<T extends RequestType> = Omit<Request<T>, 'id' | 'type'>

/** What the server sends. */
type Message = { reply_to: number; ok: true } | { reply_to: number; ok: false; error: WireError } | Notice

interface Pending {
  settle(reply: unknown): void
  fail(error: CallgrantError): void
}

export class ReconnectingSocket {
  readonly events = new Emitter<SocketEvents>()
  readonly #options: SocketOptions
  readonly #clock: Clock
  readonly #pending = new Map<number, Pending>()
  /** Callers of `connect` that wait to be online. */
  readonly #waiting = new Set<(error?: CallgrantError) => void>()
  #socket: ReconnectingWebSocket | undefined
  /** The connection that no longer answers, while `#socket` is to replace it. */
  #silent: ReconnectingWebSocket | undefined
  readonly #liveness = new Liveness({
    // An answer is whatever arrives next; a refusal is one too.
    ask: () => void this.#send('ping', {}).catch(() => {}),
    onSilent: () => this.#serverSilent(),
  })
  #unwatchNetwork = () => {}
  #inCall = false
  /** When the last attempt to connect began, and before when the server wants none. */
  #openedAt = 0
  #notBefore = 0
  #state: ConnectionState = 'idle'
  #nextId = 1
  #token = ''
  #renew = false
  #refusals = 0
  #refusal: WireError | undefined
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
   * Goes online and stays online until `close()`.
   * @throws CallgrantError a refusal that a retry does not change; `network` when not online within 5 s (it keeps
   *   trying)
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
   * Sends a request and waits for its reply; connects first if necessary.
   * @param onReply called with the reply before any message that the server sent after it is handled
   * @throws CallgrantError the server's refusal, or `network`: the connection was lost, or no reply came in 10 s
   */
  async request<T extends RequestType>(
    type: T,
    fields: Fields<T>,
    onReply?: (reply: Reply<T>) => void,
  ): Promise<Reply<T>> {
    await this.connect()
    return this.#send(type, fields, onReply)
  }

  /** Disconnects until the next `connect`; requests without a reply fail with `network`. */
  close(): void {
    this.#stop('closed', new CallgrantError('network', { message: 'The connection was closed.' }))
  }

  /** @param on true while a call depends on the connection: its loss is noticed, and made good, sooner */
  setInCall(on: boolean): void {
    this.#inCall = on
    this.#liveness.setInCall(on)
  }

  /** Something happened after which connections are often dead: asks the server at once; offline, connects at once. */
  check(): void {
    if (this.#state === 'online') this.#liveness.suspect()
    if (this.#state !== 'offline' && this.#state !== 'connecting') return
    const now = this.#clock.now()
    const young = this.#socket?.readyState === CONNECTING ? YOUNG_MS : YOUNG_PAUSE_MS
    if (now < this.#notBefore || now - this.#openedAt < young) return
    this.#openSocket()
  }

  #open(): void {
    this.#refusals = 0
    this.#setState('connecting')
    this.#unwatchNetwork()
    this.#unwatchNetwork = watchNetwork(() => this.check())
    this.#openSocket()
  }

  /** Connects anew, without waiting for the end of an attempt or a connection that hangs. */
  #openSocket(): void {
    const previous = this.#socket
    const inCall = () => this.#inCall
    // Not with `URL`, most of which React Native does not implement.
    const url = `${this.#options.server.replace(/\/+$/, '').replace(/^http/i, 'ws')}/v1/socket`
    const socket = new ReconnectingWebSocket(
      async () => {
        this.#openedAt = this.#clock.now()
        try {
          this.#token = await this.#options.credential.token(this.#renew ? this.#token : undefined)
        } catch (error) {
          if (socket === this.#socket && error instanceof CallgrantError) this.#tokenFailed(error)
          throw error
        }
        this.#renew = false
        return url
      },
      undefined,
      {
        ...(this.#options.WebSocket && { WebSocket: this.#options.WebSocket }),
        // Read for each attempt, so that clients that lost the same server do not reconnect at the same time.
        get minReconnectionDelay() {
          return 250 + Math.random() * 500
        },
        get maxReconnectionDelay() {
          return inCall() ? PAUSE_IN_CALL_MS : PAUSE_MS
        },
        reconnectionDelayGrowFactor: 1.6,
        get connectionTimeout() {
          return inCall() ? CONNECT_IN_CALL_MS : CONNECT_MS
        },
        maxEnqueuedMessages: 0,
      },
    )
    this.#socket = socket
    socket.onopen = () => void this.#signIn(socket, false)
    socket.onmessage = (event) => {
      if (socket === this.#silent) this.#resume(socket)
      this.#liveness.heard()
      this.#handleMessage(event.data)
    }
    socket.onclose = (event) => {
      if (event.code === UNAUTHENTICATED) this.#renew = true
      if (event.code === ORIGIN_NOT_ALLOWED && socket === this.#socket)
        return this.#originRefused(event.reason)
      this.#connectionLost(socket)
    }
    // A failed attempt is followed by a close or by the next attempt, so it changes nothing else.
    socket.onerror = () => this.#connectionLost(socket)
    if (previous !== this.#silent) previous?.close()
  }

  /** The server does not answer any more: another connection is opened beside this one. */
  #serverSilent(): void {
    this.#silent?.close()
    this.#silent = this.#socket
    this.#openSocket()
    this.#setState('offline')
  }

  /** It answers after all, before the new one did. */
  #resume(socket: ReconnectingWebSocket): void {
    const attempt = this.#socket
    this.#socket = socket
    this.#silent = undefined
    attempt?.close()
    this.#liveness.start()
    this.#setState('online')
    this.events.emit('resumed', undefined)
  }

  async #signIn(socket: ReconnectingWebSocket, again: boolean): Promise<void> {
    const { clientId, language } = this.#options
    const fields = { token: this.#token, client_id: clientId, language }
    try {
      await this.#send('sign_in', fields, (reply) => this.#signedIn(socket, reply, again), SIGN_IN_REPLY_MS)
    } catch (error) {
      if (socket === this.#socket && error instanceof CallgrantError) this.#signInRefused(socket, error)
    }
  }

  #signedIn(socket: ReconnectingWebSocket, reply: Reply<'sign_in'>, again: boolean): void {
    if (socket !== this.#socket) return
    if (this.#silent) this.#failPending(new CallgrantError('network'))
    this.#silent?.close()
    this.#silent = undefined
    this.#refusals = 0
    if (!again) this.#liveness.start()
    this.#clockOffset = reply.server_time - this.#clock.now()
    if (this.#options.credential.renewable)
      this.#schedule(reply.expires_in * 1000 * RENEW_AT, this.#renewSession)
    this.#setState('online')
    this.events.emit('signedIn', { reply, again })
    for (const done of [...this.#waiting]) done()
  }

  /** The server refused the sign-in: renews the session once, then gives up; retries later if the server says so. */
  #signInRefused(socket: ReconnectingWebSocket, error: CallgrantError): void {
    switch (error.code) {
      case 'network': // the connection was lost, and partysocket reconnects; or there was no reply
        if (socket.readyState === OPEN) socket.reconnect()
        return
      case 'rate_limited':
      case 'unavailable':
      case 'internal':
        this.#setState('offline')
        this.#notBefore = this.#clock.now() + (error.retryAfter ?? 2 + Math.random()) * 1000
        this.#schedule(this.#notBefore - this.#clock.now(), () => this.#socket?.reconnect())
        return
      default:
        if (this.#options.credential.renewable && this.#refusals++ === 0) {
          this.#renew = true
          this.#socket?.reconnect()
          return
        }
        this.#stop('refused', error)
    }
  }

  /** No later attempt of this page would be let in. The notice before the close has said it in full. */
  #originRefused(reason: string): void {
    this.#socket?.close()
    this.#socket = undefined
    const refusal = this.#refusal ?? { code: 'origin_not_allowed', message: reason }
    this.#stop('refused', fromWire(refusal))
  }

  /** There is no token. After a temporary error partysocket tries again; after any other the client gives up. */
  #tokenFailed(error: CallgrantError): void {
    if (TEMPORARY.has(error.code)) return
    this.#stop('refused', error)
  }

  #renewSession = async (): Promise<void> => {
    const socket = this.#socket
    try {
      this.#token = await this.#options.credential.token(this.#token)
    } catch {
      // The old session is still valid for a while: try again until the server ends it.
      this.#schedule(30_000, this.#renewSession)
      return
    }
    if (socket && socket === this.#socket && this.#state === 'online') await this.#signIn(socket, true)
  }

  #send<T extends RequestType>(
    type: T,
    fields: Fields<T>,
    onReply?: (reply: Reply<T>) => void,
    replyMs = REPLY_MS,
  ): Promise<Reply<T>> {
    const id = this.#nextId++
    return new Promise((resolve, reject) => {
      const timer = this.#clock.setTimeout(() => pending.fail(new CallgrantError('network')), replyMs)
      const end = () => {
        this.#clock.clearTimeout(timer)
        this.#pending.delete(id)
      }
      const pending: Pending = {
        settle: (reply) => {
          end()
          onReply?.(reply as Reply<T>)
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

  #handleMessage(data: unknown): void {
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
    } else if (message.type === 'error' && message.error.code === 'origin_not_allowed') {
      this.#refusal = message.error as WireError
    } else if (message.type === 'reconnect') {
      this.#schedule(message.after_ms, () => this.#socket?.reconnect())
    } else {
      this.events.emit('notice', message)
    }
  }

  #connectionLost(socket: ReconnectingWebSocket): void {
    if (socket === this.#silent) {
      // Only the new one is left, and it connects already.
      this.#silent = undefined
      socket.close()
    } else if (socket !== this.#socket) return
    // What was sent on the silent connection may still be answered.
    if (this.#silent) return
    this.#failPending(new CallgrantError('network'))
    if (this.#state !== 'online') return
    this.#liveness.stop()
    this.#clock.clearTimeout(this.#timer)
    this.#setState('offline')
  }

  #stop(state: ConnectionState, error: CallgrantError): void {
    const sockets = [this.#socket, this.#silent]
    this.#socket = undefined
    this.#silent = undefined
    for (const socket of sockets) socket?.close()
    this.#unwatchNetwork()
    this.#liveness.stop()
    this.#clock.clearTimeout(this.#timer)
    this.#failPending(error)
    for (const done of [...this.#waiting]) done(error)
    this.#setState(state)
  }

  #failPending(error: CallgrantError): void {
    for (const pending of [...this.#pending.values()]) pending.fail(error)
  }

  #schedule(ms: number, work: () => unknown): void {
    this.#clock.clearTimeout(this.#timer)
    this.#timer = this.#clock.setTimeout(work, Math.min(ms, 2 ** 31 - 1))
  }

  #setState(state: ConnectionState): void {
    if (this.#state === state) return
    this.#state = state
    this.events.emit('state', state)
  }
}
