/** Routes for the operation of the service: whether it is alive and ready, its metrics, its clock. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isLoopback } from '../config/settings.ts'
import { hashSecret, secretMatches } from '../credentials/secret.ts'
import type { Readiness } from '../transport/readiness.ts'
import type { RouteTools } from './route.ts'
import { addRoute } from './v1/route.ts'

const Alive = z.object({ status: z.literal('ok') })
const Part = z.object({ state: z.enum(['ok', 'away']) })
const Ready = z.object({
  status: z.literal('ok'),
  parts: z.object({
    store: Part,
    bus: Part,
    clock: z.object({
      state: z
        .enum(['ok', 'off'])
        .meta({ description: '`off`: over a second from the store’s clock, which is used' }),
      offset_ms: z.number().int(),
    }),
    webhooks: z.object({
      state: z.enum(['ok', 'restarting']).meta({
        description:
          '`restarting`: the thread that posts events ended of itself; what is to be sent waits a second',
      }),
    }),
  }),
})
const Now = z.object({ now: z.number().int().meta({ description: 'Milliseconds since 1970' }) })

/** @param stopping true once the service began to stop: it is alive, and accepts no new work */
export function addServiceRoutes(tools: RouteTools, stopping: () => boolean, readiness: Readiness): void {
  const { app, ctx, metrics } = tools
  addRoute(tools, {
    method: 'GET',
    url: '/healthz',
    tag: 'service',
    summary: 'Whether the process is alive',
    caller: 'anyone',
    unlimited: true,
    answer: Alive,
    act: async () => ({ status: 'ok' as const }),
  })
  addRoute(tools, {
    method: 'GET',
    url: '/readyz',
    tag: 'service',
    summary: 'Whether the service accepts work: 503 while it stops, or while the store or the bus is away',
    description: 'A 503 for a part that is away has `parts` as well, beside `error`.',
    caller: 'anyone',
    unlimited: true,
    answer: Ready,
    act: async () => {
      if (stopping())
        throw new CallgrantError('unavailable', { message: 'The server is stopping. Use another node.' })
      return { status: 'ok' as const, parts: await readiness.require() }
    },
  })
  addRoute(tools, {
    method: 'GET',
    url: '/v1/time',
    tag: 'service',
    summary: 'The server’s clock',
    caller: 'anyone',
    answer: Now,
    act: async () => ({ now: ctx.now() }),
  })
  app.get('/metrics', { schema: { hide: true } }, async (request, reply) => {
    requireMetricsAccess(request, ctx.settings.metricsToken)
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}

/** With a metrics token set, the request must have it; without one, it must come from this machine, not through a proxy. */
function requireMetricsAccess(request: FastifyRequest, token: string | null): void {
  if (token === null) {
    const direct =
      isLoopback(request.socket.remoteAddress ?? '') && request.headers['x-forwarded-for'] === undefined
    if (!direct)
      throw new CallgrantError('forbidden', {
        message:
          'Metrics can be read from this machine only. Set CALLGRANT_METRICS_TOKEN to read them from elsewhere.',
      })
    return
  }
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (given === undefined || !secretMatches(given, hashSecret(token))) {
    throw new CallgrantError('unauthenticated')
  }
}
