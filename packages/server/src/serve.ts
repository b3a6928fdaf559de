/** The service: opens the store, builds HTTP and WebSocket over it, listens, and stops gracefully. */

import { mkdirSync, readdirSync, rmdirSync } from 'node:fs'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { dirname, resolve } from 'node:path'
import type { FastifyInstance } from 'fastify'
import type { DestinationStream, Logger } from 'pino'
import { stopBackground } from './acts/background.ts'
import { startSweeper } from './acts/calls/sweeper.ts'
import { startRecords } from './acts/consent/start-records.ts'
import { startWebhookSender } from './acts/webhooks/webhook-sender.ts'
import type { Bus } from './bus/bus.ts'
import { inProcessBus } from './bus/in-process.ts'
import { explainListenError, listenHost } from './config/listen-error.ts'
import { missingLibraries, type PushServices } from './config/native-push.ts'
import { type Settings, SettingsError, settingsWarnings } from './config/settings.ts'
import type { Context } from './context.ts'
import { parseKeys } from './credentials/keys.ts'
import { adminToken, knownKeys, masterKeys } from './credentials/secrets-on-disk.ts'
import { asyncApiDocument } from './gateway/asyncapi.ts'
import { attachGateway } from './gateway/gateway.ts'
import type { SocketLimits } from './gateway/socket-limits.ts'
import { createHttpApp } from './http/app.ts'
import { givenCertificate, lanCertificate } from './http/certificate.ts'
import { lanUrls } from './http/lan.ts'
import { STREAMS_MAX } from './http/sse.ts'
import { createLogger } from './logger.ts'
import { closePushConnections } from './outbound/push/providers.ts'
import { sendingThread } from './outbound/webhooks/sending-thread.ts'
import { startClock } from './store/clock.ts'
import { openStore, type Store } from './store/store.ts'
import { storeUrl } from './store/store-url.ts'
import { busTraces, measuredBus, measuredStore } from './telemetry/measured.ts'
import { startTracing } from './telemetry/start-tracing.ts'
import { createTimings } from './telemetry/timings.ts'
import type { Tracing } from './telemetry/tracing.ts'
import { type KeepConnection, limitConnections } from './transport/connection-limit.ts'
import { limitPipelining } from './transport/limit-pipelining.ts'
import { createReadiness } from './transport/readiness.ts'
import { VERSION } from './version.ts'

/** What a test replaces. */
export interface ServiceOptions {
  /** Milliseconds since 1970. */
  now?: () => number
  /** False: no /openapi.json and no /docs, which take time to make. Default true. */
  documents?: boolean
  /** Where the log goes; standard output when absent. */
  log?: DestinationStream
  /** Of the sockets of its clients, where they differ from the default. */
  limits?: Partial<SocketLimits>
  /** In the place of Apple's and Google's. */
  pushServices?: PushServices
}

export interface Service {
  /** Listens. @throws SettingsError when it cannot listen on the host and port */
  start(): Promise<void>
  /** Stops gracefully, within 5 s. Calls continue in the store. */
  stop(): Promise<void>
  /** Where clients reach it, for example `http://127.0.0.1:7100`; once it listens. */
  readonly address: string
  /** With `--lan`: where other machines on the network reach it. */
  readonly lanUrls: string[]
  /** The operator's token, or null when operator routes are closed. */
  readonly adminToken: string | null
}

/** A service with its parts in sight, for this package only. */
export interface ServiceWithContext extends Service {
  readonly ctx: Context
  readonly app: FastifyInstance
}

/** For this package only: a store that is used instead of the one that the settings name, and closed at the stop. */
export interface WithStore {
  store?: Store
}

/** How long requests under way may take to finish after the stop began, in milliseconds. */
const STOP_MS = 4_500

/**
 * Opens the store and builds the service; it listens after `start()`.
 * @throws CallgrantError `unavailable` when the store or the bus cannot be reached; Error with a sentence for bad keys
 */
export async function createService(
  settings: Settings,
  options: ServiceOptions & WithStore = {},
): Promise<ServiceWithContext> {
  const log = createLogger(settings.logLevel, options.log)
  // What can be wrong is found before anything is written: a start that fails leaves the disk as it was.
  const known = knownKeys(settings)
  if (known !== null) parseKeys(known)
  const given = givenCertificate(settings)
  const missing = await missingLibraries(settings)
  if (missing.length > 0) throw new SettingsError(missing)
  const store = options.store ?? (await openSettingsStore(settings))
  if (await store.scrubLater()) log.info('the file of the store was written anew: people were forgotten')
  const clock = options.now ? null : await startClock(store, log)
  const tracing = await startTracing(process.env, log)
  const bus = await openBus(settings, log, tracing).catch(async (error) => {
    await clock?.stop()
    await store.close()
    throw error
  })
  const keys = parseKeys(masterKeys(settings))
  const admin = adminToken(settings)
  const tls = given ?? (settings.lan ? await lanCertificate(settings.dataDir) : null)
  const now = options.now ?? clock?.now ?? Date.now
  const timings = createTimings()
  const ctx: Context = {
    ...{ store: measuredStore(store, timings, tracing), bus: measuredBus(bus, timings, tracing) },
    ...{ keys, settings, log, now, timings, tracing },
    ...(options.pushServices && { pushServices: options.pushServices }),
  }
  await startRecords(ctx)

  const thread = sendingThread(ctx)
  const clockOffsetMs = () => clock?.offset() ?? 0
  const readiness = createReadiness({
    store: () => ctx.store.ping(),
    bus: () => ctx.bus.ping(),
    clockOffsetMs,
    webhooks: thread.state,
  })
  let stopping = false
  let openSockets = () => 0
  let keepConnection: KeepConnection = () => {}
  const app = await createHttpApp(ctx, {
    version: VERSION,
    adminToken: admin,
    tls,
    stopping: () => stopping,
    readiness,
    openSockets: () => openSockets(),
    keepConnection: (connection) => keepConnection(connection),
    clockOffsetMs,
    webhookThreadFailures: thread.failures,
    address: () => (app.server.listening ? addressOf(app, settings, tls !== null) : undefined),
    asyncApi: () =>
      asyncApiDocument(
        VERSION,
        app.server.listening ? socketServer(addressOf(app, settings, tls !== null)) : undefined,
      ),
    documents: options.documents ?? true,
  })
  keepConnection = limitConnections(app.server as Server, settings, STREAMS_MAX)
  limitPipelining(app.server as Server)
  const gateway = attachGateway(app.server as Server, ctx, {
    keepConnection,
    readiness,
    ...options.limits,
  })
  openSockets = gateway.connections
  let sweeper: ReturnType<typeof startSweeper> | undefined
  let sender: ReturnType<typeof startWebhookSender> | undefined
  let stopped: Promise<void> | undefined

  const stopAll = async () => {
    stopping = true
    log.info('stopping')
    const cut = setTimeout(() => app.server.closeAllConnections(), STOP_MS)
    await Promise.all([gateway.stop(), app.close()])
    clearTimeout(cut)
    await Promise.all([sweeper?.stop(), sender?.stop()])
    await stopBackground(ctx)
    await closePushConnections(ctx)
    await clock?.stop()
    await ctx.bus.close()
    await store.close()
    await tracing?.stop().catch((err) => log.warn({ err }, 'the last traces could not be sent'))
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
      const host = listenHost(settings)
      try {
        await app.listen({
          host,
          port: settings.port,
          listenTextResolver: (address) => `listening on ${address}`,
        })
      } catch (error) {
        await stop()
        throw explainListenError(error, host, settings.port)
      }
      sweeper = startSweeper(ctx)
      sender = startWebhookSender(ctx, thread)
      for (const warning of settingsWarnings(settings, process.env)) log.warn(warning)
    },
    stop,
  }
}

/** @throws CallgrantError `unavailable`, after which a data folder that was made for it is gone again, unless something is in it */
async function openSettingsStore(settings: Settings): Promise<Store> {
  const { databaseUrl, dataDir } = settings
  const made = databaseUrl === null ? mkdirSync(dataDir, { recursive: true, mode: 0o700 }) : undefined
  try {
    return await openStore(storeUrl(settings), settings)
  } catch (error) {
    for (let folder = resolve(dataDir); made && folder.startsWith(resolve(made)); folder = dirname(folder)) {
      if (readdirSync(folder).length > 0) break
      rmdirSync(folder)
    }
    throw error
  }
}

/** @throws CallgrantError `unavailable` when NATS cannot be used */
async function openBus(settings: Settings, log: Logger, tracing: Tracing | null): Promise<Bus> {
  if (settings.natsUrl === null) return inProcessBus(log)
  // Its client is not loaded where there is one process.
  const { natsBus } = await import('./bus/nats/nats.ts')
  return natsBus(settings, log, tracing && busTraces(tracing))
}

/** Where the AsyncAPI document says the WebSocket is. */
function socketServer(address: string): { host: string; protocol: 'ws' | 'wss' } {
  const url = new URL(address)
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
