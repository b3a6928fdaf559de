/** Puts the HTTP side together: limits, errors, headers, routes, documents. Listens to nothing yet. */

import { randomUUID } from 'node:crypto'
import type { ServerOptions } from 'node:http'
import { BODY_MAX_BYTES } from '@callgrant/protocol'
import fastify, { type FastifyInstance, type FastifyServerOptions, LogController } from 'fastify'
import { serializerCompiler } from 'fastify-type-provider-zod'
import type { ZodType } from 'zod'
import type { Context } from '../acts/context.ts'
import { parseOrRefuse } from '../domain/faults.ts'
import { createAuthenticate } from './auth.ts'
import { answerErrors, refuseBroken, sendRefusal, toRefusal } from './errors.ts'
import { limitRates } from './limits.ts'
import { createMetrics } from './metrics.ts'
import { describeApi, serveApiDocument } from './openapi.ts'
import type { RouteTools } from './route.ts'
import { secureHeaders } from './security.ts'
import { addServiceRoutes } from './service-routes.ts'
import { createStreams, type Streams } from './sse.ts'
import { addAppRoutes } from './v1/app.ts'
import { addAuthorizationRoutes } from './v1/authorizations.ts'
import { addCallRoutes } from './v1/calls.ts'
import { addDeviceSideRoutes } from './v1/device.ts'
import { addDeviceRoutes } from './v1/devices.ts'
import { addEventRoute } from './v1/events.ts'
import { addGroupRoutes } from './v1/groups.ts'
import { addPersonRoutes } from './v1/me.ts'
import { addOperatorRoutes } from './v1/operator.ts'
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
  /** How many WebSockets this process holds now. */
  openSockets(): number
  /** The AsyncAPI document of the WebSocket. */
  asyncApi: object
  /** Whether /openapi.json and /docs are served. */
  documents: boolean
  /** Adds what stands beside the API: the try door and its pages, or the answer at `/`. */
  extend(tools: RouteTools, streams: Streams): Promise<void>
}

/** Some clients, Java's among them, offer HTTP/2 with every request: an offer that may be passed over (RFC 9110). */
const UPGRADES: ServerOptions = {
  shouldUpgradeCallback: ({ headers }) => headers.upgrade?.toLowerCase() === 'websocket',
}

/** The app, ready to listen or to be injected into. */
export async function createHttpApp(ctx: Context, options: HttpOptions): Promise<FastifyInstance> {
  const server: FastifyServerOptions = {
    loggerInstance: ctx.log,
    // One line a request is written below, without the query.
    logController: new LogController({ disableRequestLogging: true }),
    genReqId: () => randomUUID(),
    bodyLimit: BODY_MAX_BYTES,
    routerOptions: { maxParamLength: 1024 },
    trustProxy: ctx.settings.trustProxy.length > 0 ? ctx.settings.trustProxy : false,
    requestTimeout: 30_000,
    keepAliveTimeout: 72_000,
    // While it stops, requests under way and those on kept-alive connections are still answered.
    return503OnClosing: false,
    clientErrorHandler: refuseBroken,
    frameworkErrors: (error, request, reply) => {
      sendRefusal(request, reply, toRefusal(error))
    },
  }
  // The type of `https` would make every plugin's type another; what listens is the same to them.
  const app = fastify(
    options.tls
      ? ({ ...server, https: { ...options.tls, ...UPGRADES } } as FastifyServerOptions)
      : { ...server, http: UPGRADES },
  )
  app.server.headersTimeout = 10_000

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

  const metrics = createMetrics(app, ctx, options.openSockets)
  await secureHeaders(app, ctx.settings)
  const limits = await limitRates(app, ctx.settings)
  answerErrors(app)
  await describeApi(app, ctx.settings, options.version)

  const streams = createStreams(app)
  const authenticate = createAuthenticate(ctx, options.adminToken, limits)
  const tools: RouteTools = { app, ctx, authenticate, limits, metrics }
  addServiceRoutes(tools, options.stopping)
  addOperatorRoutes(tools)
  addAppRoutes(tools)
  addDeviceRoutes(tools)
  addGroupRoutes(tools)
  addAuthorizationRoutes(tools)
  addCallRoutes(tools)
  addEventRoute(tools, streams)
  addPersonRoutes(tools)
  addWechatLedgerRoutes(tools)
  addDeviceSideRoutes(tools)
  await addWechatRoutes(tools)
  const asyncApi = JSON.stringify(options.asyncApi)
  app.get('/asyncapi.json', { schema: { hide: true } }, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').send(asyncApi),
  )
  if (options.documents) await serveApiDocument(app)
  await options.extend(tools, streams)
  await app.ready()
  return app
}

/** JSON is the only body there is; an empty one counts as none. */
function readJsonOnly(app: FastifyInstance): void {
  const parse = app.getDefaultJsonParser('error', 'error')
  app.removeAllContentTypeParsers()
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body === '') done(null, undefined)
    else parse(request, body, done)
  })
}
