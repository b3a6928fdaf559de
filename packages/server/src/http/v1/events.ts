/** The live stream of an app's back end: what people decide and what happens to calls, as it happens. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { subscribeToEvents } from '../../acts/publish.ts'
import type { Context } from '../../context.ts'
import type { RouteTools } from '../route.ts'
import type { Streams } from '../sse.ts'
import { refusalsOf } from './route.ts'

export function addEventRoute({ app, ctx, authenticate }: RouteTools, streams: Streams): void {
  app.get('/v1/events', {
    schema: {
      summary:
        'Events as they happen, as server-sent events: `{id, type, at, data}`. Events that no stream receives are not kept',
      tags: ['calls'],
      security: [{ backend: [] }],
      response: {
        200: { description: 'The stream.', content: { 'text/event-stream': { schema: z.string() } } },
        ...refusalsOf({ method: 'GET', caller: 'backend' }),
      },
    },
    config: { caller: 'backend' },
    handler: async (request, reply) => {
      const { appid } = await authenticate(request, 'backend')
      // The stream ends when the secret is replaced.
      await streamEvents(ctx, streams, request, reply, appid, () =>
        isAuthenticated(() => authenticate(request, 'backend')),
      )
    },
  })
}

/**
 * Answers with the stream of what happens in an app.
 * @param check called at each heartbeat; false ends the stream
 */
export async function streamEvents(
  ctx: Context,
  streams: Streams,
  request: FastifyRequest,
  reply: FastifyReply,
  appid: string,
  check?: () => Promise<boolean>,
): Promise<void> {
  await streams.open(
    request,
    reply,
    appid,
    (stream) => subscribeToEvents(ctx, appid, (event) => stream.send(event)),
    check,
  )
}

async function isAuthenticated(authenticate: () => Promise<unknown>): Promise<boolean> {
  try {
    await authenticate()
    return true
  } catch (error) {
    if (error instanceof CallgrantError && error.status < 500) return false
    throw error
  }
}
