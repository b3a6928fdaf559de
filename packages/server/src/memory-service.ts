/** A service that keeps everything in memory, for tests and for trying things out. */

import type { Call, CreateApp, CreatedApp } from '@callgrant/protocol'
import { SIDE_GONE_MS } from '@callgrant/protocol/limits'
import { createApp } from './acts/apps/create-app.ts'
import { sweep } from './acts/calls/sweep.ts'
import { readSettings, type Settings } from './config/settings.ts'
import { generateMasterKey } from './credentials/keys.ts'
import { generateSecret } from './credentials/secret.ts'
import type { CallState } from './rules/call/call-state.ts'
import { createService, type ServiceOptions, type ServiceWithContext } from './serve.ts'
import { openStore } from './store/store.ts'

/** A call that has not ended. */
export interface OpenCall {
  roomId: string
  state: Call['state']
  /** Whether its caller has entered the room. */
  joined: boolean
  /** When `sweep` may end it, unless something happens before: milliseconds since 1970. */
  dueAt: number[]
}

export interface MemoryService {
  readonly running: boolean
  /** Where clients reach it, for example `http://127.0.0.1:41234`: the same after a stop and a start. */
  readonly address: string
  /** The operator's token. */
  readonly adminToken: string
  /** Listens, with everything that was stored before a stop. */
  start(): Promise<void>
  /** Stops with grace, within 5 s. */
  stop(): Promise<void>
  /**
   * Makes an app. Over HTTP its secret is always a new one; here it may be chosen, for code that has one written in it.
   * @throws CallgrantError `app_exists`; Error while the service is stopped
   */
  createApp(app: CreateApp & { secret?: string | undefined }): Promise<CreatedApp>
  /** Ends the calls that are due now, as the running service does twice a second. Does nothing while it is stopped. */
  sweep(): Promise<void>
  /** The calls of all apps that have not ended; none while the service is stopped. */
  openCalls(): Promise<OpenCall[]>
  /** Stops, and forgets everything. */
  close(): Promise<void>
}

/**
 * Makes a service with an empty store in memory, on a free port of the loopback address; it listens after `start()`.
 * Nothing is read from the environment.
 * @param settings those that differ from the defaults, by their names in docs/settings.md
 * @param options a clock of the caller's own, where the log goes
 *
 * @example
 * const service = await createMemoryService()
 * await service.start()
 * const { appid, secret } = await service.createApp({ name: 'Greenfield School' })
 */
export async function createMemoryService(
  settings: Partial<Settings> = {},
  options: ServiceOptions = {},
): Promise<MemoryService> {
  const all: Settings & { adminToken: string } = {
    ...readSettings({ PORT: '0' }),
    ...settings,
    databaseUrl: 'sqlite::memory:',
    // The same after a stop and a start, so that tickets and sessions remain good.
    keys: settings.keys ?? generateMasterKey(),
    adminToken: settings.adminToken ?? generateSecret(),
  }
  const store = await openStore('sqlite::memory:')
  let service: ServiceWithContext | null = null
  let address = ''
  const stop = async () => {
    const stopping = service
    service = null
    await stopping?.stop()
  }
  return {
    adminToken: all.adminToken,
    get running() {
      return service !== null
    },
    get address() {
      return address
    },
    async start() {
      if (service) return
      const starting = await createService(all, { ...options, store: { ...store, close: async () => {} } })
      await starting.start()
      service = starting
      address = starting.address
      all.port = Number(new URL(address).port)
    },
    stop,
    async createApp({ secret, ...app }) {
      if (!service) throw new Error('The service is stopped: call start() first.')
      return createApp(service.ctx, app, secret)
    },
    async sweep() {
      if (service) await sweep(service.ctx)
    },
    async openCalls() {
      return service ? (await service.ctx.store.calls.allOpen()).map(toOpenCall) : []
    },
    async close() {
      await stop()
      await store.close()
    },
  }
}

function toOpenCall(call: CallState): OpenCall {
  const { roomId, state, deadlineAt, joinedAt, callerClient, callerSeenAt, listenerSeenAt } = call
  const dueAt = [
    ...(deadlineAt === null ? [] : [deadlineAt]),
    ...(callerClient === null ? [] : [callerSeenAt + SIDE_GONE_MS]),
    ...(listenerSeenAt === null ? [] : [listenerSeenAt + SIDE_GONE_MS]),
  ]
  return { roomId, state, joined: joinedAt !== null, dueAt }
}
