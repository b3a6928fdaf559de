/** The network of one client, which a test can cut, slow down or make fail. Its `fetch` and `WebSocket` go through it. */

import type { EmulatedClock } from './clock.ts'
import { type Failing, GARBAGE, type Pattern, refusalOf } from './failing.ts'
import { EmulatedSocket } from './socket.ts'

interface Rule {
  pattern: Pattern
  failing: Failing
  times: number
}

export interface NetworkOptions {
  clock: EmulatedClock
  /** Called when the network changes, or an answer has arrived. */
  changed: () => void
  /** Waited for before a call is told to the client. */
  readyForCalls: () => Promise<void>
}

export class Network {
  readonly fetch: typeof globalThis.fetch
  readonly WebSocket: typeof globalThis.WebSocket
  readonly #options: NetworkOptions
  readonly #sockets = new Set<EmulatedSocket>()
  readonly #fetching = new Set<AbortController>()
  readonly #rules: Rule[] = []
  readonly #listeners = new Set<() => void>()
  /** Waits, after `restore`, until the client is online again. */
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

  /** How many requests are under way that the server will answer without anything more from the test. */
  get working(): number {
    let sum = this.#working
    for (const socket of this.#sockets) sum += socket.working
    return sum
  }

  /** The last refusal of the server, `code: message`; null: none yet. */
  get lastRefusal(): string | null {
    return this.#lastRefusal
  }

  /** How long each answer and each message of the server takes, in milliseconds. */
  get latency(): number {
    return this.#slowMs
  }

  get clock(): EmulatedClock {
    return this.#options.clock
  }

  /** Cuts the network: open connections break, and requests fail. */
  cut(): void {
    this.#up = false
    for (const controller of this.#fetching)
      controller.abort(new TypeError('fetch failed: the network is cut'))
    for (const socket of this.#sockets) socket.drop()
    this.#turned()
  }

  /** Restores the network, and undoes `slow` and `fail`. Resolves when the client is online again. */
  async restore(): Promise<void> {
    this.#up = true
    this.#slowMs = 0
    this.#rules.length = 0
    for (const socket of this.#sockets) socket.connect()
    this.#turned()
    await this.#whenBack()
  }

  /** Delays every answer. @param ms milliseconds of the emulator’s clock, which `advance` moves; 0: no delay */
  slow(ms: number): void {
    this.#slowMs = ms
  }

  /**
   * Makes requests fail until `restore()`.
   * @param pattern part of the path of an HTTP request, or of the type of a message: a string, or a RegExp
   * @param failing default `refused`, as if no server listened
   * @param times how many of them fail; default all
   * @example parent.network.fail('/v1/me/ask', { status: 503 })
   * @example door.network.fail('call.join', 'lost') // the device never enters the room
   */
  fail(pattern: Pattern, failing: Failing = 'refused', times = Number.POSITIVE_INFINITY): void {
    this.#rules.push({ pattern, failing, times })
  }

  /** How a request with this path or type is to fail; null: not at all. Counts it. */
  failing(name: string): Failing | null {
    const rule = this.#rules.find(
      ({ pattern, times }) =>
        times > 0 && (typeof pattern === 'string' ? name.includes(pattern) : pattern.test(name)),
    )
    if (!rule) return null
    rule.times--
    return rule.failing
  }

  /** @param back resolves when a client that was online is online again */
  onRestore(back: () => Promise<void>): void {
    this.#whenBack = back
  }

  /** Calls `listener` when the network is cut or restored. @returns a function that removes it */
  onChange(listener: () => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }

  /** Keeps a refusal of the server for `lastRefusal`. */
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

  /** Counts `work` among the requests under way, so that `settle` waits for it. */
  async during<T>(work: () => T | Promise<T>): Promise<T> {
    this.#working++
    try {
      return await work()
    } finally {
      this.#working--
    }
  }

  readyForCalls(): Promise<void> {
    return this.#options.readyForCalls()
  }

  /** Waits as long as an answer takes now: not at all unless the network is slow. */
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
      // In the next turn, after the answer has been used.
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
      // Read to the end, so that cutting the network cannot cut the answer.
      const whole = await response.arrayBuffer()
      const { status, statusText, headers } = response
      if (status >= 400) this.noteRefusal(refusalIn(whole))
      return new Response(status === 204 || status === 304 ? null : whole, { status, statusText, headers })
    })
  }
}

function aborted(signal: AbortSignal): Promise<never> {
  return new Promise((_, failed) => {
    const fail = () => failed(signal.reason)
    if (signal.aborted) fail()
    else signal.addEventListener('abort', fail, { once: true })
  })
}

/** No answer arrives: only the client’s own time limit ends the request. */
function lost(signal: AbortSignal | null | undefined): Promise<never> {
  return signal ? aborted(signal) : new Promise(() => {})
}

function refusalIn(body: ArrayBuffer): { code?: string; message?: string } | undefined {
  try {
    return (JSON.parse(new TextDecoder().decode(body)) as { error?: { code: string; message: string } }).error
  } catch {
    return undefined // not an answer of the server
  }
}
