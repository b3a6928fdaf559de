/** The AsyncAPI document of the WebSocket, made from the schemas that the server checks with. */

import { CLOSE, NOTICES, REPLIES, REQUESTS, type RequestType } from '@callgrant/protocol'
import { z } from 'zod'
import { DEVICE_SIGNATURES } from '../credentials/signature-example.ts'
import { EXAMPLES } from './asyncapi-examples.ts'

/** The parts of a JSON Schema that are read here. */
type Schema = Record<string, unknown> & { properties?: Record<string, unknown>; required?: string[] }

const CLOSE_CODES = Object.entries({
  ...CLOSE,
  RESTARTING: 1012,
  TOO_LARGE: 1009,
  SERVER_FAILED: 1011,
  TRY_AGAIN_LATER: 1013,
}).map(([name, code]) => `${code} ${name.toLowerCase().replaceAll('_', ' ')}`)

const WIRE_ERROR: Schema = {
  type: 'object',
  properties: {
    code: { type: 'string', description: 'One of the table of errors: /docs/errors' },
    message: { type: 'string', description: 'What is wrong and what to do' },
    faults: {
      type: 'array',
      items: {
        type: 'object',
        properties: { parameter: { type: 'string' }, message: { type: 'string' } },
        required: ['parameter', 'message'],
      },
    },
    wechat: { type: 'object', description: 'WeChat’s numbers and words for it' },
    retry_after: { type: 'number', description: 'Seconds to wait' },
    not_in_group: {
      type: 'string',
      description: 'Of `not_authorized`: a group that the person authorized and that the device is not in',
    },
  },
  required: ['code', 'message'],
}

/**
 * The whole protocol as AsyncAPI 3.0, from the server’s side: it receives requests, and sends replies and notices.
 * @param server where the document says the server is, as `host` and `ws` or `wss`
 */
export function asyncApiDocument(
  version: string,
  server: { host: string; protocol: 'ws' | 'wss' } = { host: 'localhost:7100', protocol: 'ws' },
) {
  const types = Object.keys(REQUESTS) as RequestType[]
  const notices = Object.keys(NOTICES) as (keyof typeof NOTICES)[]
  const messages: Record<string, object> = { refused: refusedMessage() }
  for (const type of types) {
    messages[type] = message(
      type,
      'Request of a client',
      schemaOf(REQUESTS[type], 'input'),
      EXAMPLES.requests[type],
    )
    messages[`${type}.reply`] = message(
      `${type}.reply`,
      'Reply to a granted request',
      replySchema(type),
      EXAMPLES.replies[type],
    )
  }
  for (const type of notices) {
    messages[`notice.${type}`] = message(
      type,
      'Notice to a client',
      schemaOf(NOTICES[type]),
      EXAMPLES.notices[type],
    )
  }
  return {
    asyncapi: '3.0.0',
    info: {
      title: 'Callgrant',
      version,
      description: [
        'JSON, one object a text frame. A client sends requests `{id, type, …}`; each is answered by exactly one',
        '`{reply_to: id, ok: true, …}` or `{reply_to: id, ok: false, error}`. The server also sends notices, which have',
        'a `type` and no `reply_to`. The first request must be `sign_in`, within 10 seconds.',
        'The token of a device comes from `POST /v1/device/token`, in /openapi.json; the texts that it signs are in',
        '`x-device-signatures`.',
        `Close codes: ${CLOSE_CODES.join(', ')}.`,
      ].join(' '),
      license: { name: 'Apache-2.0', url: 'https://www.apache.org/licenses/LICENSE-2.0' },
    },
    defaultContentType: 'application/json',
    servers: { here: { ...server, pathname: '/', description: 'Any node of the cluster' } },
    channels: {
      socket: {
        address: '/v1/socket',
        messages: Object.fromEntries(
          Object.keys(messages).map((name) => [name, ref('components/messages', name)]),
        ),
      },
    },
    operations: Object.fromEntries([
      ...types.map((type) => [type, requestOperation(type)]),
      ...notices.map((type) => [
        `notice.${type}`,
        { action: 'send', channel: ref('channels', 'socket'), messages: [ofChannel(`notice.${type}`)] },
      ]),
    ]),
    components: { messages },
    'x-device-signatures': DEVICE_SIGNATURES,
  }
}

function requestOperation(type: RequestType): object {
  return {
    action: 'receive',
    channel: ref('channels', 'socket'),
    messages: [ofChannel(type)],
    reply: {
      channel: ref('channels', 'socket'),
      messages: [ofChannel(`${type}.reply`), ofChannel('refused')],
    },
  }
}

function message(name: string, summary: string, payload: Schema, example: object): object {
  return { name, title: name, summary, payload, examples: [{ name, payload: example }] }
}

function refusedMessage(): object {
  const properties = { reply_to: ID, ok: { const: false }, error: WIRE_ERROR }
  const payload: Schema = { type: 'object', properties, required: ['reply_to', 'ok', 'error'] }
  return message('refused', 'Reply to a refused request', payload, EXAMPLES.refused)
}

const ID = {
  anyOf: [{ type: 'string', maxLength: 64 }, { type: 'integer' }],
  description: 'The id of the request',
}

/** A reply as it is sent: the fields of its schema, and `reply_to` and `ok`. */
function replySchema(type: RequestType): Schema {
  const schema = schemaOf(REPLIES[type])
  return {
    ...schema,
    properties: { reply_to: ID, ok: { const: true }, ...schema.properties },
    required: ['reply_to', 'ok', ...(schema.required ?? [])],
    additionalProperties: true,
  }
}

function schemaOf(schema: z.ZodType, io: 'input' | 'output' = 'output'): Schema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { target: 'draft-7', io })
  return rest
}

/** A JSON pointer needs no escaping here: names have dots, and no slash or tilde. */
const ref = (where: string, name: string) => ({ $ref: `#/${where}/${name}` })
const ofChannel = (name: string) => ref('channels/socket/messages', name)
