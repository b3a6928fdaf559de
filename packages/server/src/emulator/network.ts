/** One client's network: cut, slow, or answering wrongly, as a test wishes. Its `fetch` and `WebSocket` go through it. */

import { CallgrantError, type ErrorCode } from '@callgrant/protocol/errors'
import type { EmulatedClock } from './clock.ts'
import { EmulatedSocket } from './socket.ts'

/**
 * What becomes of a request that `fail` names: the connection is `refused`, it is `lost` (no answer ever comes), the
 * answer is `garbage` (not JSON), a refusal of the server’s by its `code` (docs/errors.md), or, over HTTP, what is given.
 */
export type Failing =
  | 'refused'
  | 'lost'
  | 'garbage'
  | { code: ErrorCode; message?: string }
  | { status: number; body?: unknown }

/** Which requests: part of an address (`/v1/me/ask`), or of a message's type on the WebSocket (`call.start`). */
export type Pattern = string | RegExp

interface Rule {
  pattern: Pattern
  failing: Failing
  times: number
}

/** What stands between a browser and the page when a proxy answers in the server's place. */
export const GARBAGE = '<html><body><h1>502 Bad Gateway</h1></body></html>'

export interface NetworkOptions {
  clock: EmulatedClock
  /** Called when the network changes, or an answer has come. */
  changed: () => void
}

export class Network {
  readonly fetch: typeof globalThis.fetch
  readonly WebSocket: typeof globalThis.WebSocket
  readonly #options: NetworkOptions
  readonly #sockets = new Set<EmulatedSocket>()
  readonly #fetching = new Set<AbortController>()
  readonly #rules: Rule[] = []
  readonly #listeners = new Set<() => void>()
  /** Called by the client’s owner after `restore`, to wait until it is back. */
  #whenBack: () => Promise<void> = async () => {}
  #up = true
  #slowMs = 0
  #working = 0
  #lastRefusal: string | null = null

  constructor(options: NetworkOptions) {
    this.#options = options
    const network = this
    this.fetch = (input, init) => network.#fetch(input, init)
    // partysocket asks for no more of the class than its constructor and its four states.
    this.WebSocket = class extends EmulatedSocket {
      constructor(url: string | URL) {
        super(String(url), network)
      }
    } as unknown as typeof globalThis.WebSocket
  }

  /** False while it is cut. */
  get up(): boolean {
    return this.#up
  }

  /** Requests that are with the server, or on their way, and will be answered without anybody's doing. */
  get working(): number {
    let sum = this.#working
    for (const socket of this.#sockets) sum += socket.working
    return sum
  }

  /** What the server refused last, in its words; null: nothing yet. */
  get lastRefusal(): string | null {
    return this.#lastRefusal
  }

  /** Milliseconds that each answer, and each message of the server, takes. */
  get latency(): number {
    return this.#slowMs
  }

  get clock(): EmulatedClock {
    return this.#options.clock
  }

  /** No network: open connections break, requests fail, and the client is not heard of by the server. */
  cut(): void {
    this.#up = false
    for (const controller of this.#fetching)
      controller.abort(new TypeError('fetch failed: the network is cut'))
    for (const socket of this.#sockets) socket.drop()
    this.#turned()
  }

  /** The network is there again, and as quick and right as at first. Resolves when the client is back online. */
  async restore(): Promise<void> {
    this.#up = true
    this.#slowMs = 0
    this.#rules.length = 0
    for (const socket of this.#sockets) socket.connect()
    this.#turned()
    await this.#whenBack()
  }

  /** Every answer takes so long, by the emulator's clock: `advance` makes it pass. @param ms 0: no delay */
  slow(ms: number): void {
    this.#slowMs = ms
  }

  /**
   * Makes requests fail until `restore()`.
   * @param pattern part of the path of an HTTP request, or of the type of a message; a text or a RegExp
   * @param failing default `refused`: as if nobody listened
   * @param times how many of them; default all
   * @example parent.network.fail('/v1/me/ask', { status: 503 })
   * @example door.network.fail('call.join', 'lost') // the device never enters the room
   */
  fail(pattern: Pattern, failing: Failing = 'refused', times = Number.POSITIVE_INFINITY): void {
    this.#rules.push({ pattern, failing, times })
  }

  /** How a request of this name fails, if it does; counts it. */
  failing(name: string): Failing | null {
    const rule = this.#rules.find(
      ({ pattern, times }) =>
        times > 0 && (typeof pattern === 'string' ? name.includes(pattern) : pattern.test(name)),
    )
    if (!rule) return null
    rule.times--
    return rule.failing
  }

  /** @param back resolves when the client is online again, where it was */
  onRestore(back: () => Promise<void>): void {
    this.#whenBack = back
  }

  /** Calls `listener` when the network goes, or is back. @returns stops it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Notes an answer of the server that refuses. */
  noteRefusal(error: { code?: string; message?: string } | undefined): void {
    if (error) this.#lastRefusal = `${error.code}: ${error.message}`
  }

  #turned(): void {
    for (const listener of [...this.#listeners]) listener()
    this.#options.changed()
  }

  enter(socket: EmulatedSocket): void {
    this.#sockets.add(socket)
  }
  leave(socket: EmulatedSocket): void {
    this.#sockets.delete(socket)
  }
  changed(): void {
    this.#options.changed()
  }

  /** Counts work that is not this network’s own, but as quick: nothing rests while it is under way. */
  async during<T>(work: () => T | Promise<T>): Promise<T> {
    this.#working++
    try {
      return await work()
    } finally {
      this.#working--
    }
  }

  /** Waits as long as an answer takes now. @returns at once when the network is not slow */
  async delay(): Promise<void> {
    const ms = this.#slowMs
    if (ms > 0) await new Promise<void>((done) => this.clock.setTimeout(done, ms))
  }

  async #fetch(input: string | URL | Request, init: RequestInit = {}): Promise<Response> {
    const address = new URL(input instanceof Request ? input.url : input)
    const failing = this.failing(address.pathname + address.search)
    if (!this.#up || failing === 'refused') throw new TypeError('fetch failed')
    if (failing === 'lost') return lost(init.signal)
    const controller = new AbortController()
    const signals = [controller.signal, ...(init.signal ? [init.signal] : [])]
    this.#fetching.add(controller)
    try {
      const answer = await this.#answer(failing, input, { ...init, signal: AbortSignal.any(signals) })
      await Promise.race([this.delay(), aborted(controller.signal)])
      return answer
    } finally {
      this.#fetching.delete(controller)
      // Whoever asked has the answer before this counts as done.
      setImmediate(() => this.changed())
    }
  }

  async #answer(
    failing: Exclude<Failing, 'refused' | 'lost'> | null,
    input: string | URL | Request,
    init: RequestInit,
  ) {
    if (failing === 'garbage') return new Response(GARBAGE, { headers: { 'content-type': 'text/html' } })
    if (failing && 'code' in failing) {
      const error = refusalOf(failing)
      return Response.json({ error: error.toWire() }, { status: error.status })
    }
    if (failing) {
      const { status, body = GARBAGE } = failing
      return new Response(typeof body === 'string' ? body : JSON.stringify(body), { status })
    }
    return this.during(async () => {
      const response = await globalThis.fetch(input, init)
      // Read whole, so that an answer that has come is there, cut or not.
      const whole = await response.arrayBuffer()
      const { status, statusText, headers } = response
      if (status >= 400) this.noteRefusal(refusalIn(whole))
      return new Response(status === 204 || status === 304 ? null : whole, { status, statusText, headers })
    })
  }
}

/** The server’s refusal, as a test asked for it. */
export function refusalOf({ code, message }: { code: ErrorCode; message?: string }): CallgrantError {
  return new CallgrantError(code, { ...(message && { message }) })
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, failed) => {
    const fail = () => failed(signal.reason)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

/** No answer ever: the client's own patience ends it. */
function lost(signal: AbortSignal | null | undefined): Promise<never> {
  return signal ? aborted(signal) : new Promise(() => {})
}

function refusalIn(body: ArrayBuffer): { code?: string; message?: string } | undefined {
  try {
    return (JSON.parse(new TextDecoder().decode(body)) as { error?: { code: string; message: string } }).error
  } catch {
    return undefined // something else than the server answered
  }
}
