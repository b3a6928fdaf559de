/** The running service: opens the store, puts the parts together, listens, and stops with grace. */

import { mkdirSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { FastifyInstance } from 'fastify'
import type { DestinationStream } from 'pino'
import { stopBackground } from './acts/background.ts'
import { startSweeper } from './acts/calls/sweeper.ts'
import type { Context } from './acts/context.ts'
import { inProcessBus } from './bus/in-process.ts'
import { type Settings, settingsWarnings } from './config/settings.ts'
import { parseKeys } from './domain/keys.ts'
import { asyncApiDocument } from './gateway/asyncapi.ts'
import { limitConnections } from './gateway/connection-limit.ts'
import { attachGateway } from './gateway/gateway.ts'
import { createHttpApp } from './http/app.ts'
import { listenFault } from './listen-fault.ts'
import { createLogger } from './logger.ts'
import { adminToken, masterKeys } from './secrets-on-disk.ts'
import { openStore, type Store } from './store/store.ts'
import { storeUrl } from './store-url.ts'
import { tlsOf } from './tls.ts'
import { addFront, lanUrls } from './try/front.ts'
import { VERSION } from './version.ts'

/** What a test passes in the place of the real thing. */
export interface Overrides {
  /** Milliseconds since 1970. */
  now?: () => number
  /** Used instead of the one that the settings name; closed at the stop all the same. */
  store?: Store
  /** False: no /openapi.json and no /docs, which take time to make. Default true. */
  documents?: boolean
  /** Where the log goes; standard output when absent. */
  log?: DestinationStream
}

export interface Service {
  /** Listens. @throws SettingsError when the port cannot be had */
  start(): Promise<void>
  /** Stops with grace, within 5 s. Calls go on in the store. */
  stop(): Promise<void>
  /** Where clients reach it, for example `http://127.0.0.1:7100`; once it listens. */
  readonly address: string
  /** With `--lan`: where other machines on the network reach it. */
  readonly lanUrls: string[]
  readonly ctx: Context
  readonly app: FastifyInstance
  /** The operator's token, or null when operator routes are closed. */
  readonly adminToken: string | null
}

/** How long what is under way may take to finish after the stop began. */
const STOP_MS = 4_500

/**
 * Opens the store and builds the service; it listens after `start()`.
 * @throws CallgrantError `unavailable` when the store cannot be reached; Error with a sentence for bad keys
 */
export async function createService(settings: Settings, overrides: Overrides = {}): Promise<Service> {
  const log = createLogger(settings.logLevel, overrides.log)
  const keys = parseKeys(masterKeys(settings))
  const admin = adminToken(settings)
  const tls = await tlsOf(settings)
  if (settings.databaseUrl === null) mkdirSync(settings.dataDir, { recursive: true, mode: 0o700 })
  const store = overrides.store ?? (await openStore(storeUrl(settings)))
  const ctx: Context = { store, bus: inProcessBus(), keys, settings, log, now: overrides.now ?? Date.now }

  let stopping = false
  let openSockets = () => 0
  const app = await createHttpApp(ctx, {
    version: VERSION,
    adminToken: admin,
    tls,
    stopping: () => stopping,
    openSockets: () => openSockets(),
    asyncApi: asyncApiDocument(VERSION, socketServer(settings, tls !== null)),
    documents: overrides.documents ?? true,
    extend: addFront,
  })
  limitConnections(app.server as Server, settings)
  const gateway = attachGateway(app.server as Server, ctx)
  openSockets = gateway.connections
  let sweeper: ReturnType<typeof startSweeper> | undefined
  let stopped: Promise<void> | undefined

  const stopAll = async () => {
    stopping = true
    log.info('stopping')
    const cut = setTimeout(() => app.server.closeAllConnections(), STOP_MS)
    await Promise.all([gateway.stop(), app.close()])
    clearTimeout(cut)
    await sweeper?.stop()
    await stopBackground(ctx)
    await ctx.bus.close()
    await store.close()
    log.info('stopped')
  }
  const stop = () => {
    stopped ??= stopAll()
    return stopped
  }
  return {
    ctx,
    app,
    adminToken: admin,
    get address() {
      return addressOf(app, settings, tls !== null)
    },
    get lanUrls() {
      return lanUrls(app, settings)
    },
    async start() {
      const host = settings.lan ? '0.0.0.0' : settings.host
      try {
        await app.listen({
          host,
          port: settings.port,
          listenTextResolver: (address) => `listening on ${address}`,
        })
      } catch (error) {
        await stop()
        throw listenFault(error, host, settings.port)
      }
      sweeper = startSweeper(ctx)
      for (const warning of settingsWarnings(settings, process.env)) log.warn(warning)
    },
    stop,
  }
}

/** Where the AsyncAPI document says the WebSocket is. */
function socketServer(settings: Settings, tls: boolean): { host: string; protocol: 'ws' | 'wss' } {
  if (settings.publicUrl === null)
    return { host: `${settings.host}:${settings.port}`, protocol: tls ? 'wss' : 'ws' }
  const url = new URL(settings.publicUrl)
  return { host: url.host, protocol: url.protocol === 'https:' ? 'wss' : 'ws' }
}

function addressOf(app: FastifyInstance, settings: Settings, tls: boolean): string {
  if (settings.publicUrl !== null) return settings.publicUrl
  const bound = app.server.address() as AddressInfo | null
  if (bound === null) throw new Error('The service does not listen yet: call start() first.')
  const everywhere = bound.address === '0.0.0.0' || bound.address === '::'
  const host = everywhere ? 'localhost' : bound.family === 'IPv6' ? `[${bound.address}]` : bound.address
  return `${tls ? 'https' : 'http'}://${host}:${bound.port}`
}
