/** Builds the HTTP app: limits, errors, headers, routes, documents. It does not listen yet. */

import { randomUUID } from 'node:crypto'
import type { ServerOptions } from 'node:http'
import { BODY_MAX_BYTES } from '@callgrant/protocol'
import fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { ZodType } from 'zod'
import type { Context } from '../context.ts'
import type { KeepConnection } from '../transport/connection-limit.ts'
import { parseOrRefuse } from '../transport/parse.ts'
import type { Readiness } from '../transport/readiness.ts'
import { createAuthenticate } from './authenticate.ts'
import { addConsole } from './console/index.ts'
import { addTryPages } from './dev/try-pages.ts'
import { addDocsPages } from './docs/index.ts'
import type { AsyncApiDocument } from './docs/socket-page.ts'
import { answerErrors, refuseMalformed, sendRefusal, toRefusal } from './errors.ts'
import { createMetrics } from './metrics.ts'
import { describeApi, serveApiDocument } from './openapi.ts'
import { limitRates } from './rate-limits.ts'
import { addRootRoute } from './root.ts'
import type { RouteTools } from './route.ts'
import { secureHeaders } from './security-headers.ts'
import { addServiceRoutes } from './service-routes.ts'
import { createStreams } from './sse.ts'
import { traceRequests } from './trace-requests.ts'
import { addAppRoutes } from './v1/app.ts'
import { addAuthorizationRoutes } from './v1/authorizations.ts'
import { addCallRoutes } from './v1/calls.ts'
import { addDeviceSideRoutes } from './v1/device.ts'
import { addDeviceRoutes } from './v1/devices.ts'
import { addEventRoute } from './v1/events.ts'
import { addGroupRoutes } from './v1/groups.ts'
import { addPersonRoutes } from './v1/me.ts'
import { addOperatorRoutes } from './v1/operator.ts'
import { addPeopleRoutes } from './v1/people.ts'
import { addPushRoutes } from './v1/push.ts'
import { addRecordRoutes } from './v1/records.ts'
import { addStatsRoute } from './v1/stats.ts'
import { addWebhookRoutes } from './v1/webhooks.ts'
import { addWechatLedgerRoutes } from './v1/wechat-ledger.ts'
import { addWechatRoutes } from './wechat/index.ts'

export interface HttpOptions {
  /** Version of the server, for the documents. */
  version: string
  /** The operator's token; null closes the operator's routes. */
  adminToken: string | null
  /** PEM texts; null: plain HTTP. */
  tls: { cert: string; key: string } | null
  /** True once the service began to stop. */
  stopping(): boolean
  /** How the parts are that this node needs. */
  readiness: Readiness
  /** How many WebSockets this process holds now. */
  openSockets(): number
  /** Told of the connection of each event stream of an app. */
  keepConnection: KeepConnection
  /** What is added to this machine's clock to get the store's, in milliseconds. */
  clockOffsetMs(): number
  /** How often the thread that posts to webhooks has ended of itself. */
  webhookThreadFailures(): number
  /** Where clients reach it; undefined while it does not listen. */
  address(): string | undefined
  /** Makes the AsyncAPI document of the WebSocket, which names the address. */
  asyncApi(): AsyncApiDocument
  /** Whether /openapi.json and /docs are served. */
  documents: boolean
}

/** How long a request may take to arrive, in milliseconds. */
const REQUEST_MS = 30_000
/** A connection on which nothing was read or written for so long, in milliseconds, is cut: its client does not read. */
const STALLED_MS = 60_000
/** Some clients, Java's among them, offer an upgrade to HTTP/2 with every request; a server may ignore it (RFC 9110). */
const CONNECTIONS: ServerOptions & { handshakeTimeout: number } = {
  shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
  // How long the TLS handshake, the head and the whole of a request may take, in milliseconds.
  handshakeTimeout: 10_000,
  headersTimeout: 10_000,
  requestTimeout: REQUEST_MS,
  // How often Node looks whether they have passed.
  connectionsCheckingInterval: 1_000,
}

/** The app, ready to listen or to be injected into. */
export async function createHttpApp(ctx: Context, options: HttpOptions): Promise<FastifyInstance> {
  const server: FastifyServerOptions = {
    loggerInstance: ctx.log,
    // Fastify's own lines have the query, which may hold secrets; a hook below writes one line without it.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_MAX_BYTES,
    routerOptions: { maxParamLength: 1024 },
    trustProxy: ctx.settings.trustProxy.length > 0 ? ctx.settings.trustProxy : false,
    requestTimeout: REQUEST_MS,
    connectionTimeout: STALLED_MS,
    keepAliveTimeout: 72_000,
    // While it stops, requests under way and those on kept-alive connections are still answered.
    return503OnClosing: false,
    clientErrorHandler: refuseMalformed,
    frameworkErrors: (error, request, reply) => {
      sendRefusal(request, reply, toRefusal(error))
    },
  }
  // With the type of `https` every plugin would have another type, though none of them sees a difference.
  const app = fastify(
    options.tls
      ? ({ ...server, https: { ...options.tls, ...CONNECTIONS } } as FastifyServerOptions)
      : { ...server, http: CONNECTIONS },
  )

  app.decorate('apiRoutes', [])
  app.decorateRequest('caller', null)
  app.setValidatorCompiler<ZodType>(({ schema, httpPart }) => {
    const whole = httpPart === 'querystring' ? 'query' : (httpPart ?? 'body')
    return (data) => ({ value: parseOrRefuse(schema, data, whole) })
  })
  app.setSerializerCompiler(serializerCompiler)
  readJsonOnly(app)
  app.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, ip } = request
    const ms = Math.round(reply.elapsedTime)
    request.log.debug(
      { method, route: routeOptions.url, status: reply.statusCode, ms, address: ip },
      'answered',
    )
  })

  traceRequests(app, ctx.tracing)
  const metrics = createMetrics(app, ctx, options)
  await secureHeaders(app, ctx)
  const rateLimits = await limitRates(app, ctx.settings)
  answerErrors(app)
  await describeApi(app, ctx.settings, options.version)

  const streams = createStreams(app, options.keepConnection)
  const authenticate = createAuthenticate(ctx, options.adminToken, rateLimits)
  const tools: RouteTools = { app, ctx, authenticate, rateLimits, metrics }
  addServiceRoutes(tools, options.stopping, options.readiness)
  addOperatorRoutes(tools)
  addAppRoutes(tools)
  addDeviceRoutes(tools)
  addGroupRoutes(tools)
  addWebhookRoutes(tools)
  addAuthorizationRoutes(tools)
  addRecordRoutes(tools)
  addPeopleRoutes(tools)
  addCallRoutes(tools)
  addStatsRoute(tools)
  addEventRoute(tools, streams)
  addPersonRoutes(tools)
  addPushRoutes(tools)
  addWechatLedgerRoutes(tools)
  addDeviceSideRoutes(tools)
  await addWechatRoutes(tools)
  await addConsole(tools, streams)
  let asyncApi: Buffer | undefined
  app.get('/asyncapi.json', { schema: { hide: true } }, async (_request, reply) => {
    asyncApi ??= Buffer.from(JSON.stringify(options.asyncApi()))
    return reply.type('application/json; charset=utf-8').send(asyncApi)
  })
  if (options.documents) {
    await serveApiDocument(app, options.address)
    addDocsPages(app, options.asyncApi)
  }
  if (ctx.settings.dev) await addTryPages(tools, streams)
  else addRootRoute(app)
  await app.ready()
  return app
}

/** Accepts bodies of JSON only; an empty body counts as none. */
function readJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body, done)
  })
}
