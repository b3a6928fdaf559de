/** What the parts of one emulator share: the server in this process, the clock, and the clients. */

import type { Language } from '@callgrant/protocol/errors'
import { type Backend, createBackend, createOperator, type Operator } from '@callgrant/sdk/backend'
import { createMemoryService, type MemoryService, type Settings } from 'callgrant'
import { EmulatedClock } from './clock.ts'
import { advance, type ClientState, settle } from './settle.ts'
import { Changes } from './waiting.ts'

/** A client that is closed with its emulator. */
export interface CoreClient extends ClientState {
  close(): Promise<void>
}

export interface CoreOptions {
  now: number
  flows: boolean
  patienceMs: number
  language: Language
  settings: Partial<Settings>
  onLog: ((line: string) => void) | undefined
}

/** How long `settle` waits, in milliseconds of real time: long enough for the busiest machine. */
const SETTLE_MS = 15_000

export class EmulatorCore {
  readonly clock: EmulatedClock
  readonly changes: Changes
  readonly language: Language
  readonly clients = new Set<CoreClient>()
  readonly #service: MemoryService

  private constructor(service: MemoryService, clock: EmulatedClock, options: CoreOptions) {
    this.#service = service
    this.clock = clock
    this.language = options.language
    this.changes = new Changes(options.patienceMs)
  }

  static async open({ settings, onLog, ...options }: CoreOptions): Promise<EmulatorCore> {
    const clock = new EmulatedClock(options.now, options.flows)
    const service = await createMemoryService(
      {
        logLevel: onLog ? 'debug' : 'silent',
        // All of a test's requests come from one address, and quickly.
        rateLimit: 0,
        callsPerMinute: 0,
        callsPerDay: 0,
        asksPerMinute: 0,
        asksPerDay: 0,
        credentialRateLimit: 0,
        wrongCredentialLimit: 0,
        ...settings,
      },
      { now: () => clock.now(), documents: false, ...(onLog && { log: { write: onLog } }) },
    )
    await service.start()
    return new EmulatorCore(service, clock, { settings, onLog, ...options })
  }

  /** Where the server is: the same address after a stop and a start. */
  get url(): string {
    return this.#service.address
  }
  get adminToken(): string {
    return this.#service.adminToken
  }
  get running(): boolean {
    return this.#service.running
  }

  startServer(): Promise<void> {
    return this.#service.start()
  }
  stopServer(): Promise<void> {
    return this.#service.stop()
  }

  /** Makes an app with the calling capability; with this appid and this secret, where they are given. */
  createApp(
    name: string,
    { appid, secret }: { appid?: string; secret?: string } = {},
  ): Promise<{ appid: string; secret: string }> {
    return this.#service.createApp({ name, ...(appid !== undefined && { appid }), secret })
  }
  /** An app's back end, as a client of the server. @throws Error while the server is stopped */
  backendOf(app: { appid: string; secret: string }): Backend {
    return createBackend({ ...app, server: this.#runningAt, retries: 0 })
  }
  /** The operator, as a client of the server. @throws Error while the server is stopped */
  get operator(): Operator {
    return createOperator({ server: this.#runningAt, token: this.adminToken, retries: 0 })
  }

  settle(): Promise<void> {
    return settle(this.#parts)
  }
  advance(ms: number): Promise<void> {
    return advance(this.#parts, ms)
  }

  async close(): Promise<void> {
    await Promise.all([...this.clients].map((client) => client.close()))
    await this.#service.close()
    this.clock.close()
  }

  get #parts() {
    return {
      clock: this.clock,
      service: this.#service,
      clients: () => this.clients,
      patienceMs: SETTLE_MS,
    }
  }

  get #runningAt(): string {
    if (!this.running) throw new Error('The emulator’s server is stopped: call server.start() first.')
    return this.url
  }
}
