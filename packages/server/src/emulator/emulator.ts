/** The emulator: a server in this process, people’s phones, devices, and the hand of whoever uses them. */

import type { Language } from '@callgrant/protocol/errors'
import type { Settings } from '../config/settings.ts'
import { EmulatedApp } from './app.ts'
import type { EmulatedClock } from './clock.ts'
import { World } from './world.ts'

export interface EmulatorOptions {
  /** When it begins: milliseconds since 1970, or a Date. Default: now. */
  now?: number | Date
  /** `stands`: time passes by `advance` only. Default `flows`: it also passes by itself. */
  time?: 'flows' | 'stands'
  /** False: the app has no calling capability (-12001, 12). Default true. */
  capability?: boolean
  /** The app's, for pages that have their own written in them. Default: random ones. */
  appid?: string
  secret?: string
  /** Name of the app in the dialog. Default `Emulated app`. */
  appName?: string
  /** The model of devices that name none. Default `m_door`. */
  modelId?: string
  /** Its device-type name (A8). Default `door phone`. */
  modelType?: string
  /** What phones and devices speak, unless they say otherwise. Default `en`. */
  language?: Language
  /** How long a hand waits for what it is to act on, in milliseconds of the machine’s time. Default 3000. */
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
 * await parent.hand.reject() // fail: { errCode: 10021, errMsg: 'requestDeviceVoIP:fail auth deny' }
 */
export async function createEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  const world = await World.open({
    now: Number(options.now ?? Date.now()),
    flows: options.time !== 'stands',
    patienceMs: options.patienceMs ?? 3000,
    language: options.language ?? 'en',
    settings: options.settings ?? {},
    onLog: options.onLog,
  })
  try {
    return await Emulator.make(world, options)
  } catch (error) {
    await world.close()
    throw error
  }
}

export class Emulator extends EmulatedApp {
  /** The server: stop it, and start it again with all that it stored. */
  readonly server: EmulatedServer

  /** @internal */
  static async make(world: World, options: EmulatorOptions): Promise<Emulator> {
    const { appName = 'Emulated app', modelId = 'm_door', modelType = 'door phone' } = options
    const emulator = new Emulator(world, await world.createApp(appName, options), modelId)
    await emulator.model(modelId, modelType)
    if (options.capability === false) await emulator.capability(false)
    return emulator
  }

  private constructor(world: World, app: { appid: string; secret: string }, modelId: string) {
    super(world, app, modelId)
    this.server = {
      stop: () => world.stopServer(),
      start: () => world.startServer(),
      get running() {
        return world.running
      },
    }
  }

  /** The operator’s token, for `/v1/apps`. */
  get adminToken(): string {
    return this.world.adminToken
  }

  /** The time that server, clients and pages go by; `now()` in milliseconds since 1970. */
  get clock(): Pick<EmulatedClock, 'now'> {
    return this.world.clock
  }

  /**
   * Moves the time on, and resolves when everybody has seen what came of it: tickets and sessions expire, calls are
   * given up, `calling` is told each second, timers of pages run. Clients that have a network keep their calls alive.
   * @param ms how far: see `seconds`, `minutes`, `hours`, `days`
   * @example await emulator.advance(minutes(6))
   */
  advance(ms: number): Promise<void> {
    return this.world.advance(ms)
  }

  /** Waits until the server has answered everybody, and everybody has heard. Hands and `advance` do it by themselves. */
  settle(): Promise<void> {
    return this.world.settle()
  }

  /** Another app on the same server, of whose people this one knows nothing (19). */
  async otherApp(name = 'Another app'): Promise<EmulatedApp> {
    const app = await EmulatedApp.create(this.world, { name, modelId: this.modelId })
    await app.model(this.modelId, 'door phone')
    return app
  }

  /** Ends everything. Nothing keeps the process alive after it. */
  close(): Promise<void> {
    return this.world.close()
  }
  [Symbol.asyncDispose](): Promise<void> {
    return this.close()
  }
}

export interface EmulatedServer {
  /** Stops it with grace. What is stored is kept. */
  stop(): Promise<void>
  /** Starts it again, at the same address. */
  start(): Promise<void>
  readonly running: boolean
}
