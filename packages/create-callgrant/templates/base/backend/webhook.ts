/**
 * Where the Callgrant server posts what happens. Anybody can post to this address, so every request is verified: it is
 * signed with a secret that only the server and you have, in the form of standardwebhooks.com.
 */

import type { BackendEvent } from '@callgrant/sdk/backend'
import type { FastifyInstance } from 'fastify'
import { Webhook } from 'standardwebhooks'

/** What is posted: an event, and when it happened. docs/events.md has every type. */
export type PostedEvent = BackendEvent & { timestamp: string }

export async function webhookReceiver(
  app: FastifyInstance,
  { secret, handle }: { secret: string; handle: (event: PostedEvent) => void },
): Promise<void> {
  const webhook = new Webhook(secret)
  // The signature is of the body as it came, so nothing may parse it before.
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) =>
    done(null, body),
  )

  app.post<{ Body: string }>('/api/callgrant-events', async (request, reply) => {
    let event: PostedEvent
    try {
      event = webhook.verify(request.body, request.headers as Record<string, string>) as PostedEvent
    } catch {
      return reply.code(401).send({ code: 'wrong_signature', message: 'Not signed by the Callgrant server.' })
    }
    handle(event)
    // Any 2xx within 10 seconds: it is taken. Anything else is posted again, for three days.
    return reply.code(204).send()
  })
}
