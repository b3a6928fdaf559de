/** The live stream of an app's back end: what people decide and what happens to calls, as it happens. */

import { CallgrantError } from '@callgrant/protocol'
import { z } from 'zod'
import { address } from '../../bus/bus.ts'
import { type RouteTools, refusalsOf } from '../route.ts'
import type { Streams } from '../sse.ts'

export function addEventRoute({ app, ctx, authenticate }: RouteTools, streams: Streams): void {
  app.get('/v1/events', {
    schema: {
      summary:
        'What happens now, as server-sent events: `{id, type, at, data}`. What nobody hears is not kept',
      tags: ['calls'],
      security: [{ backend: [] }],
      response: {
        200: { description: 'The stream.', content: { 'text/event-stream': { schema: z.string() } } },
        ...refusalsOf({ method: 'GET', caller: 'backend' }),
      },
    },
    config: { caller: 'backend' },
    handler: async (request, reply) => {
      const caller = await authenticate(request, 'backend')
      if (caller.role !== 'backend') throw new CallgrantError('forbidden')
      streams.open(
        request,
        reply,
        caller.appid,
        (stream) =>
          ctx.bus.subscribe(address.app(caller.appid), (event) =>
            stream.send(event as { id: string; type: string }),
          ),
        // A secret that was replaced meanwhile hears no more.
        () => isStillGood(() => authenticate(request, 'backend')),
      )
    },
  })
}

async function isStillGood(check: () => Promise<unknown>): Promise<boolean> {
  try {
    await check()
    return true
  } catch (error) {
    if (error instanceof CallgrantError && error.status < 500) return false
    throw error
  }
}
