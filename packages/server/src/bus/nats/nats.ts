/**
 * The bus of several nodes, over NATS. An address is a subject under the prefix; "nobody there" is NATS's answer that
 * a subject has no responder. While NATS is away nothing is kept: what is published is dropped, what waits for an
 * answer is refused, and after the return those who listen are told to read the store again.
 */

import { randomUUID } from 'node:crypto'
import {
  errors,
  headers,
  type Msg,
  type MsgHdrs,
  type NatsConnection,
  type Subscription,
} from '@nats-io/transport-node'
import type { Logger } from 'pino'
import type { Address, Bus, Handler } from '../bus.ts'
import type { BusMessage } from '../messages.ts'
import { busUnavailable, connectToNats, type NatsSettings } from './connection.ts'
import { Unconfirmed } from './unconfirmed.ts'

/** How long the node of a subscriber may take to answer, in milliseconds. */
const ANSWER_MS = 2_000
/** So long after NATS was lost a new subscription waits for its return; then it is refused at once. In milliseconds. */
const RETURN_MS = 3_000
/** A message holds at most one frame of a client, some words around it, and a copy of a call. */
const PAYLOAD_BYTES = 256 * 1024

/** Answers for a subject whose last handler has gone, while the server does not know yet. */
const GONE = 'gone'
/** Questions whether somebody else is there, after such an answer. */
const PROBES = 5

/** All handlers of one address on this node: it is subscribed to once. */
interface Subject {
  handlers: Set<Handler<never>>
  subscription: Subscription
  /** Resolves when the server has it. */
  live: Promise<void>
}

/** The name of W3C Trace Context. */
const TRACE_HEADER = 'traceparent'

/** How a message goes on with the trace that it was sent in. Null where traces are off: messages have no headers then. */
export interface BusTraces {
  current(): string | undefined
  arrive(parent: string, work: () => void): void
}

/**
 * Connects to NATS, and checks that this node may use it.
 * @throws CallgrantError `unavailable` with a BusError as its cause, when it cannot
 */
export async function natsBus(
  settings: NatsSettings,
  log: Pick<Logger, 'error' | 'warn' | 'info'>,
  traces: BusTraces | null = null,
): Promise<Bus> {
  const bus = new NatsBus(await connectToNats(settings, log), settings.natsPrefix, log, traces)
  try {
    await bus.requireUsable()
  } catch (error) {
    await bus.close()
    throw error
  }
  return bus
}

class NatsBus implements Bus {
  readonly #connection: NatsConnection
  readonly #prefix: string
  readonly #log: Pick<Logger, 'error' | 'warn' | 'info'>
  readonly #traces: BusTraces | null
  readonly #subjects = new Map<string, Subject>()
  readonly #unconfirmed: Unconfirmed
  readonly #onGap = new Set<() => void>()
  readonly #own: string
  /** Of each question without an answer: what to do when there will be none. */
  readonly #asking = new Set<(error: Error) => void>()
  /** Set while NATS is away; resolves when it is back. */
  #away: (PromiseWithResolvers<void> & { since: number }) | null = null
  #dropped = 0
  #closing = false

  constructor(
    connection: NatsConnection,
    prefix: string,
    log: Pick<Logger, 'error' | 'warn' | 'info'>,
    traces: BusTraces | null,
  ) {
    this.#connection = connection
    this.#prefix = prefix
    this.#log = log
    this.#traces = traces
    this.#own = this.#subjectOf(`node.${randomUUID()}`)
    this.#unconfirmed = new Unconfirmed(() => connection.flush())
    connection.subscribe(this.#own, { callback: (_error, message) => void message.respond?.() })
    void this.#watch()
  }

  /** @throws CallgrantError `unavailable`, with what to change at the NATS server */
  async requireUsable(): Promise<void> {
    const max = this.#connection.info?.max_payload ?? 0
    if (max < PAYLOAD_BYTES) {
      throw busUnavailable(
        `NATS takes messages of ${max} bytes. Set max_payload to ${PAYLOAD_BYTES} or more: a message holds a whole SDP`,
      )
    }
    await this.ping()
  }

  async subscribe<M extends BusMessage>(to: Address<M>, handler: Handler<M>) {
    await this.#requireBack()
    const subject = this.#subjects.get(to) ?? this.#open(to)
    // Each subscription is one of its own, also of a function that has one already.
    const own: Handler<M> = (message) => handler(message)
    subject.handlers.add(own)
    const stop = () => {
      subject.handlers.delete(own)
      if (subject.handlers.size > 0 || this.#subjects.get(to) !== subject) return
      this.#subjects.delete(to)
      // What arrives until the server knows is still answered. A connection that is lost ends it as well.
      subject.subscription.drain().catch(() => {})
    }
    try {
      await within(ANSWER_MS, subject.live)
    } catch (cause) {
      stop()
      throw busUnavailable(`NATS did not take the subscription to ${to}`, cause)
    }
    return stop
  }

  publish<M extends BusMessage>(to: Address<M>, message: M): void {
    try {
      const payload = this.#admit(message)
      if (payload) this.#connection.publish(this.#subjectOf(to), payload, this.#traced())
      else this.#drop(to)
    } catch (err) {
      this.#log.error({ err, to }, 'a message could not be published on the bus')
    }
  }

  async deliver<M extends BusMessage>(to: Address<M>, message: M): Promise<boolean> {
    const payload = this.#admit(message)
    if (!payload) throw busUnavailable(this.#away ? 'NATS is away' : 'NATS does not take what it is sent')
    const subject = this.#subjectOf(to)
    try {
      // The message has reached all there are; whether there are any but one that has just gone is asked without it.
      return (await this.#ask(subject, payload)) || (await this.#probe(subject))
    } catch (cause) {
      return this.#nobody(cause)
    }
  }

  async isThere<M extends BusMessage>(to: Address<M>): Promise<boolean> {
    if (this.#away) throw busUnavailable('NATS is away')
    try {
      return await this.#probe(this.#subjectOf(to))
    } catch (cause) {
      return this.#nobody(cause)
    }
  }

  /** Asks whether there is anybody, without a message. */
  async #probe(subject: string): Promise<boolean> {
    for (let probe = 0; probe < PROBES; probe++) if (await this.#ask(subject)) return true
    return false
  }

  /** @returns false when nobody is there @throws CallgrantError `unavailable` when nobody knows */
  #nobody(cause: unknown): false {
    if (cause instanceof errors.RequestError && cause.isNoResponders()) return false
    throw busUnavailable('NATS, or the node of a client, did not answer', cause)
  }

  async ping(): Promise<void> {
    if (this.#away) throw busUnavailable('NATS is away')
    try {
      await this.#ask(this.#own)
    } catch (cause) {
      const why = cause instanceof Error ? cause.message : String(cause)
      throw busUnavailable(`NATS does not carry messages under ${this.#prefix}: ${why}`, cause)
    }
  }

  onGap(handler: () => void) {
    const own = () => handler()
    this.#onGap.add(own)
    return () => void this.#onGap.delete(own)
  }

  async close(): Promise<void> {
    this.#closing = true
    this.#subjects.clear()
    this.#onGap.clear()
    // What was published last still goes out.
    if (!this.#away) await within(ANSWER_MS, this.#connection.flush()).catch(() => {})
    await this.#connection.close()
    this.#away?.resolve()
  }

  #traced(): { headers: MsgHdrs } | undefined {
    const parent = this.#traces?.current()
    if (parent === undefined) return undefined
    const sent = headers()
    sent.set(TRACE_HEADER, parent)
    return { headers: sent }
  }

  #subjectOf(to: string): string {
    return `${this.#prefix}.${to}`
  }

  /** Whether whoever answers is still there. Rejects at once when the connection is lost, and with it the answer. */
  #ask(subject: string, payload?: Uint8Array): Promise<boolean> {
    return new Promise((resolve, reject) => {
      this.#asking.add(reject)
      this.#connection
        .request(subject, payload, { timeout: ANSWER_MS, ...this.#traced() })
        .then((answer) => resolve(answer.string() !== GONE), reject)
        .finally(() => this.#asking.delete(reject))
    })
  }

  /** @returns null when the message must not be sent */
  #admit(message: BusMessage): Buffer | null {
    if (this.#away) return null
    const payload = Buffer.from(JSON.stringify(message))
    return this.#unconfirmed.admit(payload.length) ? payload : null
  }

  /** Said once, and again when messages get through: one line a message would be a flood. */
  #drop(to: string): void {
    if (this.#dropped++ === 0)
      this.#log.warn({ to }, 'NATS takes no messages: they are dropped until it does')
  }

  #open(to: string): Subject {
    const handlers: Subject['handlers'] = new Set()
    let refusal: Error | null = null
    const subscription = this.#connection.subscribe(this.#subjectOf(to), {
      callback: (error, message) => {
        if (error) refusal = error
        else this.#arrive(to, handlers, message)
      },
    })
    const live = this.#connection.flush().then(() => {
      if (refusal) throw refusal
    })
    const subject = { handlers, subscription, live }
    this.#subjects.set(to, subject)
    return subject
  }

  /** Read once, whatever the number of handlers; the answer says that somebody is there. */
  #arrive(to: string, handlers: Subject['handlers'], message: Msg): void {
    if (handlers.size === 0) return void message.respond(GONE)
    try {
      if (message.data.length === 0) return void message.respond()
      const content = message.json<never>()
      const tell = () => {
        for (const handler of [...handlers]) this.#call(to, handler, content)
      }
      const parent = this.#traces && message.headers?.get(TRACE_HEADER)
      if (parent) this.#traces?.arrive(parent, tell)
      else tell()
      if (message.reply) message.respond()
    } catch (err) {
      this.#log.error({ err, to }, 'a message of the bus could not be read or answered')
    }
  }

  #call(to: string, handler: Handler<never>, content: never): void {
    try {
      handler(content)
    } catch (err) {
      this.#log.error({ err, to }, 'a subscriber of the bus failed')
    }
  }

  async #requireBack(): Promise<void> {
    if (!this.#away) return
    try {
      const left = RETURN_MS - (performance.now() - this.#away.since)
      await within(Math.max(0, left), this.#away.promise)
    } catch (cause) {
      throw busUnavailable('NATS is away', cause)
    }
  }

  async #watch(): Promise<void> {
    for await (const status of this.#connection.status()) {
      if (this.#closing) continue
      if (status.type === 'disconnect') this.#lost()
      else if (status.type === 'reconnect') void this.#back()
      else if (status.type === 'error') this.#log.error({ err: status.error }, 'NATS reports an error')
    }
  }

  #lost(): void {
    if (this.#away) return
    this.#away = { ...Promise.withResolvers<void>(), since: performance.now() }
    for (const reject of this.#asking) reject(new Error('the connection to NATS is lost'))
    this.#log.warn('the connection to NATS is lost; it is tried again until it is back')
  }

  /** The client has sent all subscriptions again; once the server has them, nothing more is missed. */
  async #back(): Promise<void> {
    try {
      await this.#connection.flush()
    } catch {
      return // lost again, and reported as such
    }
    const away = this.#away
    this.#away = null
    this.#log.info({ dropped: this.#dropped }, 'the connection to NATS is back')
    this.#dropped = 0
    away?.resolve()
    for (const handler of [...this.#onGap]) {
      try {
        handler()
      } catch (err) {
        this.#log.error({ err }, 'what was missed on the bus could not be looked for')
      }
    }
  }
}

/** @throws Error when `work` takes longer than `ms` milliseconds */
async function within<T>(ms: number, work: Promise<T>): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new Error(`no answer within ${ms} ms`)), ms)
  })
  try {
    return await Promise.race([work, late])
  } finally {
    clearTimeout(timer)
  }
}
