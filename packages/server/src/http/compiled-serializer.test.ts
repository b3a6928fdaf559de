import { Checks } from '@callgrant/protocol'
import { serializerCompiler } from 'fastify-type-provider-zod'
import { expect, it } from 'vitest'
import { compiledSerializer } from './compiled-serializer.ts'

const authorization = {
  ...{ openid: 'alice', kind: 'device', model_id: 'm_door', sn: 'door-1', group_id: null, status: 1 },
  ...{ display_name: '"Front" \u2028 门铃\n', created_at: 1_799_999_999_999, updated_at: 0 },
}
const decided = {
  decided_by: 'device',
  decided_at: 1_799_999_999_999,
  reason: 'a "reason"',
  explanation: '说明',
}
const allowed = { allowed: true, ...decided, group_id: 'g_1', authorization }
const undecided = { decided_by: 'none', decided_at: null, group_id: null, authorization: null }
const none = { ...allowed, allowed: false, ...undecided }
const route = { schema: Checks, method: 'POST', url: '/' } as never

it('writes the same as everywhere, and nothing that the schema does not have', () => {
  const compiled = compiledSerializer({ ...(route as object), httpStatus: '200' } as never)
  const plain = serializerCompiler(route)
  for (const answers of [[], [allowed], [none, allowed]]) {
    expect(JSON.parse(compiled({ answers }))).toEqual({ answers })
    expect(compiled({ answers })).toBe(plain({ answers }))
  }
  const more = { answers: [{ ...allowed, secret: 'x', authorization: { ...authorization, secret: 'x' } }] }
  expect(JSON.parse(compiled(more))).toEqual({ answers: [allowed] })
})

it('leaves refusals to the other one', () => {
  const refusal = compiledSerializer({ ...(route as object), httpStatus: '404' } as never)
  expect(() => refusal({ error: 'no answers' })).toThrow()
})
