/** The live stream of an app's back end: what people decide and what happens to calls, as it happens. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { z } from 'zod'
import { followEvents } from '../../acts/events/follow-events.ts'
import type { Context } from '../../context.ts'
import type { RouteTools } from '../route.ts'
import type { Streams } from '../sse.ts'
import { refusalsOf } from './route.ts'

const LastEventId = z.looseObject({
  'last-event-id': z.string().max(64).optional().describe('`id` of the last event that was read.'),
})

export function addEventRoute({ app, ctx, authenticate }: RouteTools, streams: Streams): void {
  app.get('/v1/events', {
    schema: {
      summary: 'Events as they happen, as server-sent events: `{id, type, at, data}`, each once and in order',
      description:
        'Without `last-event-id` the stream begins with what happens from now on, and first tells the position where it ' +
        'begins: a message with an `id` and no data. With it the stream goes on behind that event, on whatever node, so ' +
        'that nothing is missed; `events_gone` when what followed it is not all kept any more.',
      headers: LastEventId,
      tags: ['calls'],
      security: [{ backend: [] }],
      response: {
        200: { description: 'The stream.', content: { 'text/event-stream': { schema: z.string() } } },
        ...refusalsOf({ method: 'GET', caller: 'backend', errors: ['events_gone'] }),
      },
    },
    config: { caller: 'backend' },
    handler: async (request, reply) => {
      const { appid } = await authenticate(request, 'backend')
      // The stream ends when the secret is replaced.
      await streamEvents(ctx, streams, request, reply, appid, {
        after: request.headers['last-event-id']?.toString() || undefined,
        check: () => isAuthenticated(() => authenticate(request, 'backend')),
      })
    },
  })
}

/**
 * Answers with the stream of what happens in an app.
 * @param options `after`: id of the event behind which to begin; absent: with what happens from now on. `check`: called at each heartbeat; false ends the stream
 */
export async function streamEvents(
  ctx: Context,
  streams: Streams,
  request: FastifyRequest,
  reply: FastifyReply,
  appid: string,
  { after, check }: { after?: string | undefined; check?: () => Promise<boolean> } = {},
): Promise<void> {
  await streams.open(
    request,
    reply,
    appid,
    async (stream) => {
      const { at, begin, stop } = await followEvents(ctx, appid, after, {
        receive: ({ id, type, at, data }) =>
          stream.send({ id, type, data: `{"id":"${id}","type":"${type}","at":${at},"data":${data}}` }),
        // The reader comes back, and is told so.
        onGone: () => stream.end(),
      })
      if (after === undefined) void stream.send({ id: at })
      begin()
      return stop
    },
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
