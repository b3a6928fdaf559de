/** `webhooks` of /openapi.json: what the server sends to an app's back end, one entry for each type of event. */

import { Call, EVENTS, type EventType } from '@callgrant/protocol'
import { z } from 'zod'

const HEADERS = {
  'webhook-id': 'The event’s `id`: the same each time that it is sent, so that a repetition can be told.',
  'webhook-timestamp': 'When it was sent, in seconds since 1970.',
  'webhook-signature':
    '`v1,` and the base64 of HMAC-SHA256 over `id.timestamp.body`; two of them, apart by a space, while a secret is replaced.',
}

/** What an event looks like when it is sent. @param example of its data */
export function sentEvent(type: string, data: unknown): object {
  const at = 1_700_000_000_000
  return { id: 'evt_0loyw3v280001aa0f11b2c3d4', type, timestamp: new Date(at).toISOString(), at, data }
}

/** The signature is that of Standard Webhooks, and so are the names of the headers. */
export function webhooksOfDocument(): object {
  return Object.fromEntries(
    (Object.keys(EVENTS) as EventType[]).map((type) => [type, { post: operation(type) }]),
  )
}

function operation(type: EventType) {
  const { en, data, example } = EVENTS[type]
  const schema = {
    type: 'object',
    properties: {
      id: { type: 'string', description: 'Unique.' },
      type: { const: type },
      timestamp: { type: 'string', format: 'date-time' },
      at: { type: 'integer', description: 'The same time, in milliseconds since 1970.' },
      data: schemaOf(data),
    },
    required: ['id', 'type', 'timestamp', 'at', 'data'],
  }
  return {
    operationId: type,
    summary: type,
    description: en,
    tags: ['webhooks'],
    parameters: Object.entries(HEADERS).map(([name, description]) => ({
      name,
      in: 'header',
      required: true,
      description,
      schema: { type: 'string' },
    })),
    requestBody: {
      required: true,
      content: { 'application/json': { schema, example: sentEvent(type, example) } },
    },
    responses: {
      '2XX': { description: 'Taken. Any other answer, and none within 10 s, is tried again.' },
    },
  }
}

/** With a reference to the call, which the document describes once. */
export function schemaOf(data: z.ZodType): object {
  const { $schema: _, ...schema } = z.toJSONSchema(data, {
    override: ({ zodSchema, jsonSchema }) => {
      if (zodSchema !== Call) return
      for (const key of Object.keys(jsonSchema)) delete jsonSchema[key as keyof typeof jsonSchema]
      jsonSchema.$ref = '#/components/schemas/Call'
    },
  })
  return schema
}
