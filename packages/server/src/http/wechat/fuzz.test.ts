/** Random requests at every call of WeChat's host: the server stays up, and each answer is HTTP 200 with an errcode. */

import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { randomBytes, randomJson } from '../../../test/random-json.ts'
import { MODEL, type TestServer, testServer } from '../../../test/test-server.ts'
import { errcodesOf, type WechatRoute } from './route.ts'

let server: TestServer
let tokens: string[]
let routes: WechatRoute[]
beforeAll(async () => {
  server = await testServer({ settings: { rateLimit: 0, credentialRateLimit: 0, wrongCredentialLimit: 0 } })
  const body = { grant_type: 'client_credential', appid: server.appid, secret: server.secret }
  const { access_token } = (await server.anyone('POST', '/cgi-bin/stable_token', { body })).body
  const alice = await server.person()
  tokens = [access_token, access_token, access_token, alice.session, 'x', '']
  routes = server.app.wechatRoutes
})
afterAll(() => server.stop())

const NAMES = [
  'sn',
  'model_id',
  'group_id',
  'group_name',
  'device_list',
  'force_add',
  'grant_type',
  'appid',
  'secret',
  'force_refresh',
  'js_code',
  'pkg_type',
  'active_number',
  'openid',
  'room_type',
  'msg',
  'push_token',
  'payload',
  '__proto__',
  'constructor',
  'toString',
]
const VALUES = [
  'door-1',
  MODEL,
  'client_credential',
  'authorization_code',
  0,
  1,
  -1,
  1e308,
  '',
  true,
  null,
  [],
  {},
  [{ sn: 'door-1', model_id: MODEL }],
  [{ sn: 'x'.repeat(129) }, null, 7],
  Array(60).fill({ sn: 'a', model_id: MODEL }),
  '\u0000',
  '😀'.repeat(13),
  "'; drop table access_token; --",
]
const json = randomJson(NAMES, VALUES)
const body = fc.oneof(
  { weight: 8, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: randomBytes },
  { weight: 1, arbitrary: fc.webQueryParameters() },
  { weight: 1, arbitrary: fc.constantFrom('['.repeat(30_000), `${'['.repeat(9000)}${']'.repeat(9000)}`, '') },
  { weight: 1, arbitrary: fc.constant(undefined) },
)
const query = fc.oneof(
  fc.constant(''),
  fc.webQueryParameters(),
  fc
    .array(
      fc.tuple(fc.constantFrom(...NAMES), fc.oneof(fc.constantFrom('1', 'a%20b', '%00'), fc.webSegment())),
    )
    .map((pairs) => pairs.map(([name, value]) => `${name}=${value}`).join('&')),
)
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'text/plain',
      'application/',
      ';;',
      'multipart/form-data',
    ),
    authorization: fc.constantFrom('Bearer a.b.c', 'Basic Og=='),
    'accept-language': fc.constantFrom('zh-CN', '*'),
  },
  { requiredKeys: [] },
)

it('answers every request with HTTP 200 and a number that the call is known to answer', async () => {
  const counts = new Map<number, number>()
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.nat(),
      fc.constantFrom('right', 'right', 'right', 'GET', 'POST', 'PUT', 'DELETE'),
      query,
      body,
      headers,
      async (pick, pickToken, method, more, sent, head) => {
        const route = routes[pick % routes.length] as WechatRoute
        const token = tokens[pickToken % tokens.length]
        const { status, body: answer } = await server.anyone(
          method === 'right' ? route.method : method,
          `${route.url}?access_token=${token}&${more}`,
          { ...(method !== 'GET' && sent !== undefined && { body: sent }), headers: head },
        )
        expect(status, JSON.stringify(answer)).toBe(200)
        // What hands out tokens has no errcode when it is good, and nothing random gets there.
        expect(answer).toEqual(
          expect.objectContaining({ errcode: expect.any(Number), errmsg: expect.any(String) }),
        )
        expect([0, ...errcodesOf(route)], `${route.url} ${JSON.stringify(answer)}`).toContain(answer.errcode)
        expect(answer.errcode, JSON.stringify(answer)).not.toBe(-1)
        counts.set(answer.errcode, (counts.get(answer.errcode) ?? 0) + 1)
      },
    ),
    { numRuns: Number(process.env.CALLGRANT_FUZZ_RUNS ?? 2500), endOnFailure: true },
  )
  // It got past the first check, often.
  for (const code of [0, 40001, 40014, 41001, 43002, 47001])
    expect(counts.get(code), `${code}`).toBeGreaterThan(3)
  expect((await server.anyone('GET', '/readyz')).status).toBe(200)
}, 120_000)
