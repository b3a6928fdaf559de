/** What everything in one emulator stands on: the server in this process, the clock, and who is there. */

import type { Language } from '@callgrant/protocol/errors'
import type { Context } from '../acts/context.ts'
import { createApp } from '../acts/create-app.ts'
import { readSettings, type Settings } from '../config/settings.ts'
import { generateMasterKey } from '../domain/keys.ts'
import { generateSecret } from '../domain/secret.ts'
import { createService, type Service } from '../serve.ts'
import { openStore, type Store } from '../store/store.ts'
import { EmulatedClock } from './clock.ts'
import { advance, type Settling, settle } from './settle.ts'
import { Changes } from './waiting.ts'

/** A client that ends with its emulator. */
export interface Member extends Settling {
  close(): Promise<void>
}

export interface WorldOptions {
  now: number
  flows: boolean
  patienceMs: number
  language: Language
  settings: Partial<Settings>
  onLog: ((line: string) => void) | undefined
}

/** What is under way is waited for, however busy the machine is; in milliseconds of its own time. */
const REST_MS = 15_000

export class World {
  readonly clock: EmulatedClock
  readonly changes: Changes
  readonly language: Language
  readonly members = new Set<Member>()
  readonly #store: Store
  readonly #settings: Settings
  readonly #onLog: ((line: string) => void) | undefined
  #service: Service | null = null
  #address = ''

  private constructor(store: Store, options: WorldOptions) {
    this.#store = store
    this.#onLog = options.onLog
    this.language = options.language
    this.clock = new EmulatedClock(options.now, options.flows)
    this.changes = new Changes(options.patienceMs)
    this.#settings = {
      // Of nothing but this: what is set for a real server on this machine is not for this one.
      ...readSettings({ DATABASE_URL: 'sqlite::memory:', PORT: '0' }),
      // The same over a stop and a start, so that tickets and sessions outlive it.
      keys: generateMasterKey(),
      adminToken: generateSecret(),
      logLevel: options.onLog ? 'debug' : 'silent',
      // A test is one address, and quick.
      rateLimit: 0,
      credentialRateLimit: 0,
      wrongCredentialLimit: 0,
      ...options.settings,
    }
  }

  static async open(options: WorldOptions): Promise<World> {
    const world = new World(await openStore('sqlite::memory:'), options)
    await world.startServer()
    return world
  }

  /** Where the server is: the same address over a stop and a start. */
  get url(): string {
    return this.#address
  }
  get adminToken(): string {
    return this.#settings.adminToken ?? ''
  }
  get running(): boolean {
    return this.#service !== null
  }

  /** The server’s insides. @throws Error while it is stopped */
  get ctx(): Context {
    if (!this.#service) throw new Error('The emulator’s server is stopped: call server.start() first.')
    return this.#service.ctx
  }

  async startServer(): Promise<void> {
    if (this.#service) return
    const log = this.#onLog
    const service = await createService(this.#settings, {
      now: () => this.clock.now(),
      // What was stored outlives the server, as with a database of its own.
      store: { ...this.#store, close: async () => {} },
      documents: false,
      ...(log && { log: { write: (line: string) => log(line) } }),
    })
    await service.start()
    this.#service = service
    this.#address = service.address
    // The next start takes the same port.
    this.#settings.port = Number(new URL(service.address).port)
  }

  async stopServer(): Promise<void> {
    const service = this.#service
    this.#service = null
    await service?.stop()
  }

  /** Makes an app with the calling capability; with this appid and this secret, where they are given. */
  createApp(
    name: string,
    { appid, secret }: { appid?: string; secret?: string } = {},
  ): Promise<{ appid: string; secret: string }> {
    return createApp(this.ctx, { name, ...(appid !== undefined && { appid }) }, secret)
  }

  settle(): Promise<void> {
    return settle(this.#parts)
  }
  advance(ms: number): Promise<void> {
    return advance(this.#parts, ms)
  }

  async close(): Promise<void> {
    await Promise.all([...this.members].map((member) => member.close()))
    await this.stopServer()
    this.clock.close()
    await this.#store.close()
  }

  get #parts() {
    return {
      clock: this.clock,
      ctx: () => this.#service?.ctx ?? null,
      clients: () => this.members,
      patienceMs: REST_MS,
    }
  }
}
