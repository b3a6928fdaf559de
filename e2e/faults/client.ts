/** A client of the load: the protocol over a WebSocket, on whichever node it gets, and on another when that is gone. */

import { setTimeout as pause } from 'node:timers/promises'
import type { Call, Reply, Request, RequestType, WireError } from '@callgrant/protocol'
import { WebSocket } from 'ws'
import type { History, Operation, Outcome } from './history.ts'
import type { Random } from './random.ts'

/** How long a reply may take before nothing is known of the request, in milliseconds. */
const REPLY_MS = 6_000
const CONNECT_MS = 3_000
const ALIVE_MS = 2_000
/** Refusals after which the request may or may not have been carried out: a commit that was not heard of. */
const UNCLEAR = new Set(['unavailable', 'internal'])

type Fields<T extends RequestType> = Omit<Request<T>, 'id' | 'type'>
type Message =
  | ({ reply_to: number; ok: true } & Record<string, unknown>)
  | { reply_to: number; ok: false; error: WireError }
  | { type: string; call?: Call }

export interface ClientOptions {
  /** Unique; also its `client_id`. */
  id: string
  token: string
  history: History
  random: Random
  /** Addresses of the nodes, `http://…`. */
  nodes(): string[]
}

export class Client {
  readonly id: string
  /** Every call that it was told of, newest as it knows it. */
  readonly calls = new Map<string, Call>()
  readonly #options: ClientOptions
  readonly #waiting = new Map<number, { type: RequestType; done: (message: Message | null) => void }>()
  /** Called when anything was heard of a call. */
  readonly #watching = new Set<() => void>()
  readonly #alive: NodeJS.Timeout
  #socket: WebSocket | null = null
  #connecting: Promise<void> | null = null
  #nextId = 1
  #closed = false

  constructor(options: ClientOptions) {
    this.#options = options
    this.id = options.id
    this.#alive = setInterval(() => this.#sayAlive(), ALIVE_MS)
  }

  /** Online, however long it takes. */
  async connect(): Promise<void> {
    while (!this.#closed && this.#socket?.readyState !== WebSocket.OPEN) {
      this.#connecting ??= this.#attempt().finally(() => {
        this.#connecting = null
      })
      await this.#connecting
    }
  }

  /** @param about what the history keeps of it */
  async request<T extends RequestType>(
    type: T,
    fields: Fields<T>,
    about: Pick<Operation, 'tag' | 'subject' | 'roomId'> = {},
  ): Promise<Outcome<Reply<T>>> {
    await this.connect()
    const { history } = this.#options
    const sent = history.now()
    const outcome = await this.#ask(type, fields)
    const call = outcome.kind === 'ok' && 'call' in outcome.reply ? (outcome.reply.call as Call) : undefined
    const code = outcome.kind === 'refused' ? outcome.code : outcome.kind === 'unknown' ? outcome.why : null
    history.operations.push({
      type,
      client: this.id,
      ...about,
      sent,
      answered: history.now(),
      outcome: outcome.kind,
      ...(code !== null && { code }),
      ...(call && { roomId: call.room_id, call: brief(call) }),
    })
    return outcome
  }

  /** Resolves once this is so of a call, or when it was not within so many milliseconds. */
  async until(roomId: string, holds: (call: Call) => boolean, ms: number): Promise<Call | null> {
    const now = () => {
      const call = this.calls.get(roomId)
      return call && holds(call) ? call : null
    }
    const end = performance.now() + ms
    for (let found = now(); ; found = now()) {
      if (found) return found
      const left = end - performance.now()
      if (left <= 0 || this.#closed) return null
      await new Promise<void>((resolve) => {
        const done = () => {
          clearTimeout(timer)
          this.#watching.delete(done)
          resolve()
        }
        const timer = setTimeout(done, left)
        this.#watching.add(done)
      })
    }
  }

  /** The calls that it believes to be open. */
  open(): Call[] {
    return [...this.calls.values()].filter(({ state }) => state !== 'ended')
  }

  close(): void {
    this.#closed = true
    clearInterval(this.#alive)
    this.#socket?.terminate()
    for (const heard of this.#watching) heard()
  }

  /** One attempt, at one node; what it fails with is left to the next. */
  async #attempt(): Promise<void> {
    const { random, nodes, token } = this.#options
    const socket = new WebSocket(`${random.pick(nodes()).replace('http', 'ws')}/v1/socket`, {
      handshakeTimeout: CONNECT_MS,
    })
    socket.on('message', (data) => this.#receive(socket, JSON.parse(String(data)) as Message))
    socket.on('error', () => socket.terminate())
    socket.on('close', () => this.#lost(socket))
    const opened = await new Promise<boolean>((resolve) => {
      socket.once('open', () => resolve(true))
      socket.once('close', () => resolve(false))
    })
    if (opened) {
      this.#socket = socket
      const outcome = await this.#ask('sign_in', { token, client_id: this.id }, CONNECT_MS)
      if (outcome.kind === 'ok') return
      this.#socket = null
      socket.terminate()
    }
    await pause(50 + random.next() * 200)
  }

  #ask<T extends RequestType>(type: T, fields: Fields<T>, ms = REPLY_MS): Promise<Outcome<Reply<T>>> {
    const id = this.#nextId++
    const socket = this.#socket
    return new Promise((resolve) => {
      if (socket?.readyState !== WebSocket.OPEN) {
        resolve({ kind: 'unknown', why: 'not connected' })
        return
      }
      const timer = setTimeout(() => {
        done(null)
        // It does not answer: another connection may.
        socket.terminate()
      }, ms)
      const done = (message: Message | null) => {
        clearTimeout(timer)
        this.#waiting.delete(id)
        resolve(outcomeOf<Reply<T>>(message))
      }
      this.#waiting.set(id, { type, done })
      socket.send(JSON.stringify({ id, type, ...fields }))
    })
  }

  #receive(socket: WebSocket, message: Message): void {
    if (socket !== this.#socket) return
    const asked = 'reply_to' in message ? this.#waiting.get(message.reply_to) : undefined
    const { call, calls = [] } = message as { call?: Call; calls?: Call[] }
    for (const one of call ? [call] : calls) this.#take(one, asked?.type ?? 'notice')
    if ('reply_to' in message) asked?.done(message)
    else if (message.type === 'reconnect') socket.close()
  }

  #take(call: Call, by: string): void {
    const { history } = this.#options
    history.told.push({ client: this.id, ...toldOf(call), by, at: history.now() })
    const known = this.calls.get(call.room_id)
    if (!known || known.version <= call.version) this.calls.set(call.room_id, call)
    for (const heard of this.#watching) heard()
  }

  #lost(socket: WebSocket): void {
    if (socket !== this.#socket) return
    this.#socket = null
    for (const { done } of [...this.#waiting.values()]) done(null)
    if (!this.#closed) void this.connect()
  }

  /** Who has a side of a call says so. */
  #sayAlive(): void {
    for (const call of this.open()) {
      const mine = [call.caller.client_id, call.listener.client_id].includes(this.id)
      if (mine) void this.#ask('call.alive', { room_id: call.room_id, media: false })
    }
  }
}

function outcomeOf<R>(message: Message | null): Outcome<R> {
  if (message === null) return { kind: 'unknown', why: 'no answer' }
  if (!('reply_to' in message)) throw new TypeError('That is no reply.')
  if (message.ok) return { kind: 'ok', reply: message as R }
  const { code } = message.error
  return UNCLEAR.has(code) ? { kind: 'unknown', why: code } : { kind: 'refused', code }
}

const brief = ({ room_id, state, version, end }: Call) => ({ room_id, state, version, end })
const toldOf = ({ room_id, state, version, end }: Call) => ({ roomId: room_id, state, version, end })
