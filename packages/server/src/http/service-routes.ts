/** Routes for those who run the service: is it alive, is it ready, its figures, its clock. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import { isLoopback } from '../config/settings.ts'
import { hashSecret, secretMatches } from '../domain/secret.ts'
import { addRoute, type RouteTools } from './route.ts'

const Alive = z.object({ status: z.literal('ok') })
const Now = z.object({ now: z.number().int().meta({ description: 'Milliseconds since 1970' }) })

/** @param stopping true once the service began to stop: it is alive, and takes no new work */
export function addServiceRoutes(tools: RouteTools, stopping: () => boolean): void {
  const { app, ctx, metrics } = tools
  addRoute(tools, {
    method: 'GET',
    url: '/healthz',
    tag: 'service',
    summary: 'Whether the process is alive',
    caller: 'anyone',
    answer: Alive,
    act: async () => ({ status: 'ok' as const }),
  })
  addRoute(tools, {
    method: 'GET',
    url: '/readyz',
    tag: 'service',
    summary: 'Whether the service takes work: 503 while it stops, or while the store is away',
    caller: 'anyone',
    answer: Alive,
    act: async () => {
      if (stopping())
        throw new CallgrantError('unavailable', { message: 'The server is stopping. Use another node.' })
      await ctx.store.ping()
      return { status: 'ok' as const }
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
    mayReadMetrics(request, ctx.settings.metricsToken)
    return reply.type(metrics.contentType).send(await metrics.text())
  })
}

/** With a token set, whoever has it; with none, whoever asks from this machine and through no proxy. */
function mayReadMetrics(request: FastifyRequest, token: string | null): void {
  if (token === null) {
    const direct =
      isLoopback(request.socket.remoteAddress ?? '') && request.headers['x-forwarded-for'] === undefined
    if (!direct)
      throw new CallgrantError('forbidden', {
        message:
          'Figures are for this machine only. Set CALLGRANT_METRICS_TOKEN to read them from elsewhere.',
      })
    return
  }
  const given = /^Bearer (.+)$/i.exec(request.headers.authorization ?? '')?.[1]
  if (given === undefined || !secretMatches(given, hashSecret(token))) {
    throw new CallgrantError('unauthenticated')
  }
}
