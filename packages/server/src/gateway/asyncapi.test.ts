import { CallgrantError, NOTICES, REPLIES, REQUESTS, type RequestType } from '@callgrant/protocol'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { asyncApiDocument } from './asyncapi.ts'
import { EXAMPLES } from './asyncapi-examples.ts'

const document = asyncApiDocument('1.2.3', { host: 'call.example.com', protocol: 'wss' })
const types = Object.keys(REQUESTS) as RequestType[]

/** The value that a `$ref` of the document points at. */
function follow($ref: string): unknown {
  const found = $ref
    .replace('#/', '')
    .split('/')
    .reduce<unknown>((here, key) => (here as Record<string, unknown> | undefined)?.[key], document)
  return found
}

describe('the document', () => {
  test('is AsyncAPI 3.0 with every request, its reply, and every notice', () => {
    expect(document).toMatchObject({
      asyncapi: '3.0.0',
      info: { version: '1.2.3' },
      servers: { here: { host: 'call.example.com', protocol: 'wss' } },
    })
    expect(Object.keys(document.operations).toSorted()).toEqual(
      [...types, ...Object.keys(NOTICES).map((type) => `notice.${type}`)].toSorted(),
    )
  })

  test('has no reference that leads nowhere', () => {
    const refs = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map((match) => match[1] ?? '')
    expect(refs.length).toBeGreaterThan(50)
    for (const $ref of refs) expect(follow($ref), $ref).toBeTypeOf('object')
  })

  test('says of each field what the schema says', () => {
    const start = document.components.messages['call.start'] as {
      payload: { properties: object; required: string[] }
    }
    expect(start.payload.required).toEqual(['id', 'type', 'to', 'room_type'])
    expect(Object.keys(start.payload.properties)).toContain('needs_authorization')
  })
})

describe('the examples', () => {
  test.each(types)('of %s are taken by the server and could be its reply', (type) => {
    expect(REQUESTS[type].parse(EXAMPLES.requests[type])).toMatchObject(EXAMPLES.requests[type])
    const { reply_to, ok, ...reply } = EXAMPLES.replies[type]
    expect(reply_to).toBe(EXAMPLES.requests[type].id)
    expect(ok).toBe(true)
    // Strict: an example shows no field that the schema does not know.
    const schema = REPLIES[type] as z.ZodObject
    expect(schema.strict().parse(reply)).toEqual(reply)
  })

  test.each(Object.keys(NOTICES) as (keyof typeof NOTICES)[])('of the notice %s fits', (type) => {
    const schema = NOTICES[type] as z.ZodObject
    expect(schema.strict().parse(EXAMPLES.notices[type])).toEqual(EXAMPLES.notices[type])
  })

  test('of a refusal is what a refusal looks like', () => {
    const refusal = new CallgrantError('not_authorized', {
      message: 'openid has not authorized device door-1',
    })
    expect(EXAMPLES.refused.error).toEqual(refusal.toWire())
  })

  test('are in the document, and fit the schemas that stand there', () => {
    for (const found of Object.values(document.components.messages)) {
      const { name, payload, examples } = found as {
        name: string
        payload: Parameters<typeof z.fromJSONSchema>[0]
        examples: [{ payload: unknown }]
      }
      expect(examples).toHaveLength(1)
      const result = z.fromJSONSchema(payload).safeParse(examples[0].payload)
      expect(result.error, name).toBeUndefined()
    }
  })
})
