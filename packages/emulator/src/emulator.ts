/** The emulator: a server in this process, phones, devices, and their users. */

import type { Language } from '@callgrant/protocol/errors'
import type { Settings } from 'callgrant'
import { EmulatedApp } from './app.ts'
import type { EmulatedClock } from './clock.ts'
import { EmulatorCore } from './core.ts'

export interface EmulatorOptions {
  /** The first time of its clock: milliseconds since 1970, or a Date. Default: now. */
  now?: number | Date
  /** `stands`: only `advance` moves the clock. Default `flows`: it also passes as real time does. */
  time?: 'flows' | 'stands'
  /** False: the app has no calling capability, so that asking fails with -12001 and calling with 12. Default true. */
  capability?: boolean
  /** Appid of the app, for pages that contain one. Default: a random one. */
  appid?: string
  /** Secret of the app, for a back end or cloud functions that contain one. Default: a random one. */
  secret?: string
  /** Name of the app in the dialog. Default `Emulated app`. */
  appName?: string
  /** The model of devices that are made without one. Default `m_door`. */
  modelId?: string
  /** Its device-type name, which people read in the dialog. Default `door phone`. */
  modelType?: string
  /** Language of phones and devices that are made without one. Default `en`. */
  language?: Language
  /** How long an act of a user waits for what it acts on, in milliseconds of real time. Default 3000. */
  patienceMs?: number
  /** Settings of the server, by their names in docs/settings.md. */
  settings?: Partial<Settings>
  /** Receives the server’s log, a JSON line at a time. Default: nothing is logged. */
  onLog?: (line: string) => void
}

/**
 * Starts a server in this process, on a free port of the loopback address, with a store in memory.
 *
 * @example
 * await using emulator = await createEmulator()
 * const parent = await emulator.person('parent')
 * const { sn_ticket: snTicket } = await emulator.ticket('door-1')
 * parent.wx.requestDeviceVoIP({ sn: 'door-1', snTicket, modelId: emulator.modelId, deviceName: 'Front', fail: console.log })
 * await parent.user.reject() // fail: { errCode: 10021, errMsg: 'requestDeviceVoIP:fail auth deny' }
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const core = await EmulatorCore.open({
    now: Number(options.now ?? Date.now()),
    flows: options.time !== 'stands',
    patienceMs: options.patienceMs ?? 3000,
    language: options.language ?? 'en',
    settings: options.settings ?? {},
    onLog: options.onLog,
  })
  try {
    return await Emulator.make(core, options)
  } catch (error) {
    await core.close()
    throw error
  }
}

export class Emulator extends EmulatedApp {
  /** The server, which can be stopped, and started again with all that it stored. */
  readonly server: EmulatedServer

  /** @internal */
  static async make(core: EmulatorCore, options: EmulatorOptions): Promise<Emulator> {
    const { appName = 'Emulated app', modelId = 'm_door', modelType = 'door phone' } = options
    const emulator = new Emulator(core, await core.createApp(appName, options), modelId)
    await emulator.model(modelId, modelType)
    if (options.capability === false) await emulator.capability(false)
    return emulator
  }

  private constructor(core: EmulatorCore, app: { appid: string; secret: string }, modelId: string) {
    super(core, app, modelId)
    this.server = {
      stop: () => core.stopServer(),
      start: () => core.startServer(),
      get running() {
        return core.running
      },
    }
  }

  /** The admin token of the server, for `/v1/apps`. */
  get adminToken(): string {
    return this.core.adminToken
  }

  /** The clock of server, clients and pages; `now()` is in milliseconds since 1970. */
  get clock(): Pick<EmulatedClock, 'now'> {
    return this.core.clock
  }

  /**
   * Moves the clock on. On the way tickets and sessions expire, timers of pages run, calls that nobody answers end, and
   * `calling` is told every second; clients that have a network keep their calls alive. Resolves when all clients have
   * been told of everything.
   * @param ms how far: see `seconds`, `minutes`, `hours`, `days`
   * @example await emulator.advance(minutes(6))
   */
  advance(ms: number): Promise<void> {
    return this.core.advance(ms)
  }

  /**
   * Waits until the server has answered every request and every client knows the state of its call. Acts of users and
   * `advance` do this themselves.
   */
  settle(): Promise<void> {
    return this.core.settle()
  }

  /** Makes another app on the same server. Its people are unknown to this one: calling them fails with 19. */
  async otherApp(name = 'Another app'): Promise<EmulatedApp> {
    const app = await EmulatedApp.create(this.core, { name, modelId: this.modelId })
    await app.model(this.modelId, 'door phone')
    return app
  }

  /** Closes all clients and the server, so that the process can end. */
  close(): Promise<void> {
    return this.core.close()
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

export interface EmulatedServer {
  /** Stops the server, which ends all connections. What it stored is kept. */
  stop(): Promise<void>
  /** Starts the server again, at the same address. */
  start(): Promise<void>
  readonly running: boolean
}
