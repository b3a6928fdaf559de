/** Every route of the API against every kind of wrong request: its own code, and nothing changed. */

import { ErrorAnswer } from '@callgrant/protocol'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import {
  MODEL,
  type Send,
  type TestDevice,
  type TestPerson,
  type TestServer,
  testServer,
} from '../../test/test-server.ts'
import { type CallerKind, codesOf, type Route } from './route.ts'

let server: TestServer
let senders: Record<CallerKind, Send>
let alice: TestPerson
let door: TestDevice
let otherBackend: Send
let groupId: string
let before: string

beforeAll(async () => {
  // Hundreds of wrong credentials are sent; limits have a test of their own.
  server = await testServer({ settings: { rateLimit: 0, credentialRateLimit: 0, wrongCredentialLimit: 0 } })
  alice = await server.person('alice')
  door = await server.device('door-1')
  groupId = (await server.backend('POST', '/v1/groups', { body: { model_id: MODEL, group_name: 'Gate' } }))
    .body.group_id
  await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
  otherBackend = server.backendOf(await server.newApp())
  const { anyone, operator, backend } = server
  senders = { anyone, operator, backend, person: alice.send, device: door.send }
  before = await server.dump()
})
afterAll(() => server.stop())

/** A path that fits the route's own rules, with ids that exist. */
function pathOf(route: Route): string {
  return route.url
    .replace(':appid', server.appid)
    .replace(':model_id', MODEL)
    .replace(':sn', 'door-1')
    .replace(':group_id', groupId)
    .replace(':room_id', 'room_1')
}

async function expectRefusal(answer: { status: number; body: unknown }, status: number, code: string) {
  expect(answer.body).toMatchObject({ error: { code } })
  expect(answer.status).toBe(status)
  expect(() => ErrorAnswer.parse(answer.body)).not.toThrow()
  expect(await server.dump()).toBe(before)
}

const routes = await (async () => {
  const probe = await testServer()
  const list = [...probe.app.apiRoutes]
  await probe.stop()
  return list
})()
const withBody = routes.filter((route) => route.body)
const guarded = routes.filter((route) => route.caller !== 'anyone')
const name = (route: Route) => `${route.method} ${route.url}`

it('has the routes of the contract', () => {
  expect(routes.map(name).sort()).toMatchInlineSnapshot(`
    [
      "DELETE /v1/me/authorizations",
      "GET /healthz",
      "GET /readyz",
      "GET /v1/app",
      "GET /v1/apps",
      "GET /v1/apps/:appid",
      "GET /v1/authorizations",
      "GET /v1/authorizations/check",
      "GET /v1/authorizations/records",
      "GET /v1/calls",
      "GET /v1/calls/:room_id",
      "GET /v1/devices",
      "GET /v1/devices/:model_id/:sn",
      "GET /v1/groups",
      "GET /v1/groups/:group_id",
      "GET /v1/me/authorizations",
      "GET /v1/models",
      "GET /v1/models/:model_id",
      "GET /v1/time",
      "PATCH /v1/app",
      "PATCH /v1/apps/:appid",
      "POST /v1/app/secret",
      "POST /v1/apps",
      "POST /v1/apps/:appid/secret",
      "POST /v1/device/challenge",
      "POST /v1/device/contacts",
      "POST /v1/device/register",
      "POST /v1/device/token",
      "POST /v1/devices/:model_id/:sn/reset",
      "POST /v1/groups",
      "POST /v1/groups/:group_id/devices/add",
      "POST /v1/groups/:group_id/devices/remove",
      "POST /v1/me/ask",
      "POST /v1/me/decide",
      "POST /v1/me/switch",
      "POST /v1/models",
      "POST /v1/sessions",
      "POST /v1/sessions/oidc",
      "POST /v1/tickets",
    ]
  `)
})

describe.each(guarded.map((route) => [name(route), route] as const))('%s', (_, route) => {
  it('asks for a credential', async () => {
    await expectRefusal(await server.anyone(route.method, pathOf(route)), 401, 'unauthenticated')
  })

  it('refuses a wrong credential', async () => {
    for (const authorization of [
      'Bearer x',
      'Bearer ',
      'Basic !!!',
      `Basic ${btoa(`${server.appid}:wrong`)}`,
      `Basic ${btoa('nobody:wrong')}`,
      `Basic ${btoa('\0:\0')}`,
      'Digest x',
    ]) {
      const answer = await server.anyone(route.method, pathOf(route), { headers: { authorization } })
      await expectRefusal(answer, 401, 'unauthenticated')
    }
  })

  it('refuses every other kind of caller', async () => {
    for (const kind of ['operator', 'backend', 'person', 'device'] as const) {
      if (kind === route.caller) continue
      await expectRefusal(await senders[kind](route.method, pathOf(route)), 403, 'forbidden')
    }
  })
})

describe.each(withBody.map((route) => [name(route), route] as const))('%s', (_, route) => {
  it('refuses a body of another type, with faults', async () => {
    const send = senders[route.caller]
    for (const body of ['null', '[]', '"text"', '7', 'true']) {
      const answer = await send(route.method, pathOf(route), { body })
      await expectRefusal(answer, 400, 'bad_request')
      expect(answer.body.error.faults.length).toBeGreaterThan(0)
    }
  })

  it('refuses a field that it does not know', async () => {
    const answer = await senders[route.caller](route.method, pathOf(route), { body: { surprise: 1 } })
    await expectRefusal(answer, 400, 'bad_request')
    expect(answer.body.error.faults).toContainEqual({
      parameter: 'surprise',
      message: 'is not a field of this request',
    })
  })

  it('refuses JSON that does not parse, another content type, and too much', async () => {
    const send = senders[route.caller]
    await expectRefusal(await send(route.method, pathOf(route), { body: '{"a":' }), 400, 'bad_request')
    await expectRefusal(
      await send(route.method, pathOf(route), { body: '{"__proto__":{"a":1}}' }),
      400,
      'bad_request',
    )
    const text = { body: 'a=1', headers: { 'content-type': 'application/x-www-form-urlencoded' } }
    await expectRefusal(await send(route.method, pathOf(route), text), 415, 'unsupported_media_type')
    const large = { body: JSON.stringify({ a: 'x'.repeat(70_000) }) }
    await expectRefusal(await send(route.method, pathOf(route), large), 413, 'payload_too_large')
  })
})

interface Wrong {
  what: string
  as: CallerKind | 'other'
  method?: string
  path: string | (() => string)
  body?: unknown
  status: number
  code: string
  faults?: string[]
}
const x = (n: number) => 'x'.repeat(n)
const WRONG: Wrong[] = [
  // Missing, wrong type, too long.
  {
    what: 'an app with no name',
    as: 'operator',
    path: '/v1/apps',
    body: {},
    status: 400,
    code: 'bad_request',
    faults: ['name should be String instead of Undefined'],
  },
  {
    what: 'an app whose name is too long',
    as: 'operator',
    path: '/v1/apps',
    body: { name: x(65) },
    status: 400,
    code: 'bad_request',
    faults: ['name should be at most 64 characters'],
  },
  {
    what: 'an appid that is taken',
    as: 'operator',
    path: '/v1/apps',
    body: () => ({ name: 'A', appid: server.appid }),
    status: 409,
    code: 'app_exists',
  },
  {
    what: 'an unknown app',
    as: 'operator',
    method: 'GET',
    path: '/v1/apps/nobody',
    status: 404,
    code: 'app_unknown',
  },
  {
    what: 'a change of an unknown app',
    as: 'operator',
    method: 'PATCH',
    path: '/v1/apps/nobody',
    body: { name: 'A' },
    status: 404,
    code: 'app_unknown',
  },
  {
    what: 'a secret of an unknown app',
    as: 'operator',
    path: '/v1/apps/nobody/secret',
    status: 404,
    code: 'app_unknown',
  },
  {
    what: 'an appid with wrong characters',
    as: 'operator',
    method: 'GET',
    path: '/v1/apps/a%20b',
    status: 400,
    code: 'bad_request',
    faults: ['appid should be 1 to 64 of 0-9 A-Z a-z _ -'],
  },
  {
    what: 'the calling capability, which its back end may not change',
    as: 'backend',
    method: 'PATCH',
    path: '/v1/app',
    body: { calling: true },
    status: 400,
    code: 'bad_request',
    faults: ['calling is not a field of this request'],
  },
  {
    what: 'a ring time-out of 4 s',
    as: 'backend',
    method: 'PATCH',
    path: '/v1/app',
    body: { ring_timeout_seconds: 4 },
    status: 400,
    code: 'bad_request',
    faults: ['ring_timeout_seconds should be at least 5'],
  },
  {
    what: 'a session with no openid',
    as: 'backend',
    path: '/v1/sessions',
    body: {},
    status: 400,
    code: 'bad_request',
    faults: ['openid should be String instead of Undefined'],
  },
  {
    what: 'a session for an openid that is too long',
    as: 'backend',
    path: '/v1/sessions',
    body: { openid: x(129) },
    status: 400,
    code: 'bad_request',
    faults: ['openid should be 1 to 128 of 0-9 A-Z a-z _ -'],
  },
  {
    what: 'an ID token of an app that trusts no issuer',
    as: 'anyone',
    path: '/v1/sessions/oidc',
    body: () => ({ appid: server.appid, id_token: 'a.b.c' }),
    status: 401,
    code: 'oidc_token_wrong',
  },
  {
    what: 'a model that there is',
    as: 'backend',
    path: '/v1/models',
    body: { model_type: 'door', model_id: MODEL },
    status: 409,
    code: 'model_exists',
  },
  {
    what: 'a model type of the wrong type',
    as: 'backend',
    path: '/v1/models',
    body: { model_type: 5 },
    status: 400,
    code: 'bad_request',
    faults: ['model_type should be String instead of Number'],
  },
  {
    what: 'an unknown model',
    as: 'backend',
    method: 'GET',
    path: '/v1/models/m_none',
    status: 404,
    code: 'model_unknown',
  },
  {
    what: "another app's model",
    as: 'other',
    method: 'GET',
    path: `/v1/models/${MODEL}`,
    status: 404,
    code: 'model_unknown',
  },
  {
    what: 'a ticket for an unknown model',
    as: 'backend',
    path: '/v1/tickets',
    body: { model_id: 'm_none', sn: 'a' },
    status: 404,
    code: 'model_unknown',
  },
  {
    what: "a ticket for another app's model",
    as: 'other',
    path: '/v1/tickets',
    body: { model_id: MODEL, sn: 'a' },
    status: 404,
    code: 'model_unknown',
  },
  {
    what: 'a ticket for an sn with wrong characters',
    as: 'backend',
    path: '/v1/tickets',
    body: { model_id: MODEL, sn: 'ä' },
    status: 400,
    code: 'bad_request',
    faults: ['sn should be 1 to 128 bytes of 0-9 A-Z a-z _ -'],
  },
  {
    what: 'a ticket for an sn that is too long',
    as: 'backend',
    path: '/v1/tickets',
    body: { model_id: MODEL, sn: x(129) },
    status: 400,
    code: 'bad_request',
    faults: ['sn should be 1 to 128 bytes of 0-9 A-Z a-z _ -'],
  },
  {
    what: 'an unknown device',
    as: 'backend',
    method: 'GET',
    path: `/v1/devices/${MODEL}/nobody`,
    status: 404,
    code: 'device_unknown',
  },
  {
    what: "another app's device",
    as: 'other',
    method: 'GET',
    path: `/v1/devices/${MODEL}/door-1`,
    status: 404,
    code: 'device_unknown',
  },
  {
    what: "a reset of another app's device",
    as: 'other',
    path: `/v1/devices/${MODEL}/door-1/reset`,
    status: 404,
    code: 'device_unknown',
  },
  {
    what: 'a group of an unknown model',
    as: 'backend',
    path: '/v1/groups',
    body: { model_id: 'm_none', group_name: 'G' },
    status: 404,
    code: 'model_unknown',
  },
  {
    what: 'a group name of 33 bytes',
    as: 'backend',
    path: '/v1/groups',
    body: { model_id: MODEL, group_name: x(33) },
    status: 400,
    code: 'bad_request',
    faults: ['group_name should be 1 to 32 bytes'],
  },
  {
    what: 'an unknown group',
    as: 'backend',
    method: 'GET',
    path: '/v1/groups/g_none',
    status: 404,
    code: 'group_unknown',
  },
  {
    what: "another app's group",
    as: 'other',
    method: 'GET',
    path: () => `/v1/groups/${groupId}`,
    status: 404,
    code: 'group_unknown',
  },
  {
    what: "a device put into another app's group",
    as: 'other',
    path: () => `/v1/groups/${groupId}/devices/add`,
    body: { device_list: [{ model_id: MODEL, sn: 'a' }] },
    status: 404,
    code: 'group_unknown',
  },
  {
    what: "a device taken out of another app's group",
    as: 'other',
    path: () => `/v1/groups/${groupId}/devices/remove`,
    body: { device_list: [{ model_id: MODEL, sn: 'a' }] },
    status: 404,
    code: 'group_unknown',
  },
  {
    what: 'no device to put into a group',
    as: 'backend',
    path: () => `/v1/groups/${groupId}/devices/add`,
    body: { device_list: [] },
    status: 400,
    code: 'bad_request',
    faults: ['device_list should be at least 1 items'],
  },
  {
    what: '51 devices at once',
    as: 'backend',
    path: () => `/v1/groups/${groupId}/devices/add`,
    body: { device_list: Array.from({ length: 51 }, (_, i) => ({ model_id: MODEL, sn: `s${i}` })) },
    status: 400,
    code: 'bad_request',
    faults: ['device_list should be at most 50 items'],
  },
  {
    what: 'a page of 201 rows',
    as: 'backend',
    method: 'GET',
    path: '/v1/devices?limit=201',
    status: 400,
    code: 'bad_request',
    faults: ['limit should be at most 200'],
  },
  {
    what: 'a limit given twice',
    as: 'backend',
    method: 'GET',
    path: '/v1/devices?limit=1&limit=2',
    status: 400,
    code: 'bad_request',
    faults: ['limit should be a number'],
  },
  ...['apps', 'models', 'devices', 'groups', 'authorizations', 'authorizations/records', 'calls'].map(
    (list): Wrong => ({
      what: `a cursor of ${list} that is none of ours`,
      as: list === 'apps' ? 'operator' : 'backend',
      method: 'GET',
      path: `/v1/${list}?cursor=%00`,
      status: 400,
      code: 'bad_request',
    }),
  ),
  {
    what: 'a status that is neither 0 nor 1',
    as: 'backend',
    method: 'GET',
    path: '/v1/authorizations?status=2',
    status: 400,
    code: 'bad_request',
    faults: ['status should be one of 0, 1'],
  },
  {
    what: 'a check with no openid',
    as: 'backend',
    method: 'GET',
    path: `/v1/authorizations/check?model_id=${MODEL}&sn=a`,
    status: 400,
    code: 'bad_request',
    faults: ['openid should be String instead of Undefined'],
  },
  {
    what: "a check of another app's model",
    as: 'other',
    method: 'GET',
    path: `/v1/authorizations/check?openid=alice&model_id=${MODEL}&sn=a`,
    status: 404,
    code: 'model_unknown',
  },
  {
    what: 'an unknown call',
    as: 'backend',
    method: 'GET',
    path: '/v1/calls/room_none',
    status: 404,
    code: 'room_unknown',
  },
  {
    what: 'an ask whose sn is a number (A11)',
    as: 'person',
    path: '/v1/me/ask',
    body: { sn: 1 },
    status: 400,
    code: 'bad_request',
    faults: [
      'sn should be String instead of Number',
      'sn_ticket should be String instead of Undefined',
      'model_id should be String instead of Undefined',
      'device_name should be String instead of Undefined',
    ],
  },
  {
    what: 'an ask with a name of 14 characters (A10)',
    as: 'person',
    path: '/v1/me/ask',
    body: { sn: 'a', sn_ticket: 't', model_id: MODEL, device_name: x(14) },
    status: 400,
    code: 'bad_request',
    faults: ['device_name should be 1 to 13 characters'],
  },
  {
    what: 'an ask with a wrong ticket (A12)',
    as: 'person',
    path: '/v1/me/ask',
    body: { sn: 'a', sn_ticket: 't', model_id: MODEL, device_name: 'Front' },
    status: 403,
    code: 'ticket_invalid',
  },
  {
    what: 'an ask for an unknown group',
    as: 'person',
    path: '/v1/me/ask',
    body: { group_id: 'g_none' },
    status: 404,
    code: 'group_unknown',
  },
  {
    what: 'an answer to no question',
    as: 'person',
    path: '/v1/me/decide',
    body: { ask: 'x', decision: 'allow', words: 'w', sdk: 's' },
    status: 409,
    code: 'ask_invalid',
  },
  {
    what: 'an answer that is neither yes nor no',
    as: 'person',
    path: '/v1/me/decide',
    body: { ask: 'x', decision: 'maybe', words: 'w', sdk: 's' },
    status: 400,
    code: 'bad_request',
    faults: ['decision should be one of allow, reject'],
  },
  {
    what: 'a switch of what was never asked',
    as: 'person',
    path: '/v1/me/switch',
    body: { sn: 'none', model_id: MODEL, status: 1 },
    status: 404,
    code: 'authorization_unknown',
  },
  {
    what: 'a switch to 2',
    as: 'person',
    path: '/v1/me/switch',
    body: { sn: 'door-1', model_id: MODEL, status: 2 },
    status: 400,
    code: 'bad_request',
    faults: ['status should be one of 0, 1'],
  },
  {
    what: 'contacts of another device (A16)',
    as: 'device',
    path: '/v1/device/contacts',
    body: { sn: 'door-2', model_id: MODEL, openid_list: ['alice'] },
    status: 403,
    code: 'not_this_device',
  },
  {
    what: 'contacts of 201 people',
    as: 'device',
    path: '/v1/device/contacts',
    body: { sn: 'door-1', model_id: MODEL, openid_list: Array(201).fill('a') },
    status: 400,
    code: 'bad_request',
    faults: ['openid_list should be at most 200 items'],
  },
  {
    what: 'a sign-in with no challenge of ours',
    as: 'anyone',
    path: '/v1/device/token',
    body: { challenge: 'x', signature: x(86) },
    status: 401,
    code: 'challenge_invalid',
  },
  {
    what: 'a registration with a wrong ticket',
    as: 'anyone',
    path: '/v1/device/register',
    body: () => ({
      appid: server.appid,
      model_id: MODEL,
      sn: 'a',
      sn_ticket: x(32),
      public_key: x(43),
      signature: x(86),
    }),
    status: 403,
    code: 'ticket_invalid',
  },
  {
    what: 'a registration with a key of the wrong length',
    as: 'anyone',
    path: '/v1/device/register',
    body: () => ({
      appid: server.appid,
      model_id: MODEL,
      sn: 'a',
      sn_ticket: x(32),
      public_key: x(42),
      signature: x(86),
    }),
    status: 400,
    code: 'bad_request',
    faults: ['public_key should be 32 bytes in base64url (the `x` of an Ed25519 JWK)'],
  },
]

it.each(WRONG.map((wrong) => [wrong.what, wrong] as const))('refuses %s', async (_, wrong) => {
  const send = wrong.as === 'other' ? otherBackend : senders[wrong.as]
  const path = typeof wrong.path === 'function' ? wrong.path() : wrong.path
  const body = typeof wrong.body === 'function' ? wrong.body() : wrong.body
  const answer = await send(wrong.method ?? 'POST', path, { body })
  await expectRefusal(answer, wrong.status, wrong.code)
  if (wrong.faults) {
    const faults = answer.body.error.faults.map(
      (fault: Record<string, string>) => `${fault.parameter} ${fault.message}`,
    )
    expect(faults).toEqual(wrong.faults)
  }
})

it('declares every code that it answered', () => {
  for (const wrong of WRONG) {
    const path = (typeof wrong.path === 'function' ? wrong.path() : wrong.path).split('?')[0] ?? ''
    const route = routes.find(
      ({ method, url }) =>
        method === (wrong.method ?? 'POST') && new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`).test(path),
    )
    expect(route && codesOf(route), `${wrong.method ?? 'POST'} ${path}`).toContain(wrong.code)
  }
})

it('hides everything of an app from another', async () => {
  for (const list of ['models', 'devices', 'groups', 'authorizations', 'authorizations/records', 'calls']) {
    const mine = await server.backend('GET', `/v1/${list}`)
    const theirs = await otherBackend('GET', `/v1/${list}`)
    expect(theirs.body).toEqual({ items: [], next_cursor: null })
    if (list !== 'calls') expect(mine.body.items.length, list).toBeGreaterThan(0)
  }
})

it('refuses a token that has expired, and says so', async () => {
  const late = await testServer()
  const person = await late.person()
  const device = await late.device()
  late.clock.now += 3_601_000
  for (const [send, method, path] of [
    [person.send, 'GET', '/v1/me/authorizations'],
    [device.send, 'POST', '/v1/device/contacts'],
  ] as const) {
    expect(await send(method, path)).toMatchObject({
      status: 401,
      body: { error: { code: 'token_expired' } },
    })
  }
  await late.stop()
})

it("refuses a device's token after its reset", async () => {
  const fresh = await testServer()
  const device = await fresh.device()
  const ask = { body: { sn: device.sn, model_id: device.model_id, openid_list: [] } }
  expect((await device.send('POST', '/v1/device/contacts', ask)).status).toBe(200)
  await fresh.backend('POST', `/v1/devices/${device.model_id}/${device.sn}/reset`)
  expect(await device.send('POST', '/v1/device/contacts', ask)).toMatchObject({
    status: 401,
    body: { error: { code: 'unauthenticated' } },
  })
  await fresh.stop()
})

it('refuses the old secret once it was replaced', async () => {
  const fresh = await testServer()
  const { body } = await fresh.backend('POST', '/v1/app/secret')
  expect((await fresh.backend('GET', '/v1/app')).status).toBe(401)
  expect((await fresh.backendOf(body)('GET', '/v1/app')).status).toBe(200)
  await fresh.stop()
})
