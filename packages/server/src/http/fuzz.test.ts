/** Random requests at every route, as every kind of caller: the server stays up, and its memory bounded. */

import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { randomBytes, randomJson } from '../../test/random-json.ts'
import { MODEL, type Send, type TestServer, testServer } from '../../test/test-server.ts'
import type { Route } from './v1/route.ts'

let server: TestServer
let senders: Record<string, Send>
let routes: Route[]
beforeAll(async () => {
  // With --dev, so that the try routes are among them.
  server = await testServer({
    settings: { dev: true, rateLimit: 0, credentialRateLimit: 0, wrongCredentialLimit: 0 },
  })
  const person = await server.person()
  const device = await server.device()
  const { operator, backend, anyone } = server
  senders = { operator, backend, person: person.send, device: device.send, anyone }
  routes = server.app.apiRoutes
})
afterAll(() => server.stop())

/** Names and values that get a random body deeper than the first check. */
const NAMES = [
  'sn',
  'model_id',
  'openid',
  'sn_ticket',
  'device_name',
  'group_id',
  'status',
  'ask',
  'device_list',
  'openid_list',
  'challenge',
  'signature',
  'public_key',
  'name',
  'appid',
  'ring_timeout_seconds',
  'oidc_issuers',
  'message_push',
  'push_token',
  'msg',
  'room_type',
  'err_code',
  'observed_at',
  'list',
  '__proto__',
  'constructor',
  'toString',
]
const VALUES = [
  'door-1',
  MODEL,
  'alice',
  0,
  1,
  -1,
  1e308,
  '',
  null,
  [],
  {},
  'x'.repeat(86),
  'x'.repeat(43),
  '\u0000',
  '😀'.repeat(13),
  '../../etc/passwd',
  "'; drop table app; --",
]

const json = randomJson(NAMES, VALUES)
const body = fc.oneof(
  { weight: 6, arbitrary: json.map((value) => JSON.stringify(value)) },
  { weight: 1, arbitrary: randomBytes },
  { weight: 1, arbitrary: fc.string({ maxLength: 200 }) },
  { weight: 1, arbitrary: fc.constant(`${'['.repeat(30_000)}`) },
  { weight: 1, arbitrary: fc.constant(undefined) },
)
const word = fc.oneof(fc.constantFrom('door-1', MODEL, 'cg_try', '%00', '..', '%2e%2e%2f'), fc.webSegment())
const query = fc.oneof(
  fc.constant(''),
  fc.webQueryParameters().map((text) => `?${text}`),
  fc
    .tuple(fc.constantFrom('limit', 'cursor', 'status', 'openid', 'sn', 'model_id'), word)
    .map(([k, v]) => `?${k}=${v}`),
)
const headers = fc.record(
  {
    'content-type': fc.constantFrom(
      'application/json',
      'application/json; charset=utf-8',
      'text/plain',
      'application/',
      ';;',
      'multipart/form-data',
    ),
    'accept-language': fc.string({ maxLength: 50, unit: 'grapheme-ascii' }),
    authorization: fc.oneof(
      fc.constantFrom('Basic', 'Bearer', 'Basic Og==', 'Bearer a.b.c'),
      fc.base64String().map((text) => `Basic ${text}`),
    ),
    origin: fc.constantFrom('null', 'https://evil.example', 'http://localhost'),
    host: fc.constantFrom('localhost', 'evil.example', '', '[::1]:80', 'a b'),
  },
  { requiredKeys: [] },
)

it('answers every request with a declared code, and none with 5xx', async () => {
  const fill = (url: string, parts: string[]) => {
    let i = 0
    return url.replace(/:\w+/g, () => parts[i++] ?? 'x')
  }
  const calm = () => {
    globalThis.gc?.()
    return process.memoryUsage().heapUsed
  }
  const before = calm()
  await fc.assert(
    fc.asyncProperty(
      fc.nat(),
      fc.constantFrom('operator', 'backend', 'person', 'device', 'anyone', 'right'),
      fc.tuple(word, word),
      query,
      body,
      headers,
      async (pick, as, parts, search, sent, more) => {
        const route = routes[pick % routes.length] as Route
        const send = senders[as === 'right' ? route.caller : as] as Send
        const { status, body: answer } = await send(route.method, fill(route.url, parts) + search, {
          // A route without a body takes none from `inject` with GET.
          ...(route.method !== 'GET' && sent !== undefined && { body: sent }),
          headers: as === 'right' ? {} : more,
        })
        expect(status, JSON.stringify(answer)).toBeLessThan(500)
        if (status >= 400) expect(answer.error.code).toEqual(expect.any(String))
      },
    ),
    { numRuns: Number(process.env.CALLGRANT_FUZZ_RUNS ?? 3000), endOnFailure: true },
  )
  expect((await server.anyone('GET', '/readyz')).status).toBe(200)
  expect(calm() - before).toBeLessThan(150 * 2 ** 20)
}, 120_000)
