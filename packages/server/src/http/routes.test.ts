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
import { WRONG } from '../../test/wrong-requests.ts'
import type { CallerKind } from './route.ts'
import { codesOf, type Route } from './v1/route.ts'

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
  const reported = { model_id: MODEL, sn: 'door-1', err_code: 0 }
  expect((await alice.send('POST', '/v1/me/wechat/outcome', { body: reported })).status).toBe(200)
  before = await server.dump()
})
afterAll(() => server.stop())

const testbed = () => ({ appid: server.appid, groupId })

/** A path that fits the route's own rules, with ids that exist. */
function pathOf(route: Route): string {
  return route.url
    .replace(':appid', server.appid)
    .replace(':model_id', MODEL)
    .replace(':sn', 'door-1')
    .replace(':group_id', groupId)
    .replace(':room_id', 'room_1')
    .replace(':webhook_id', 'wh_1')
    .replace(':delivery_id', 'dlv_1')
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
      "DELETE /v1/me/push/:subscription_id",
      "DELETE /v1/people/:openid",
      "DELETE /v1/webhooks/:webhook_id",
      "GET /.well-known/jwks.json",
      "GET /healthz",
      "GET /readyz",
      "GET /v1/app",
      "GET /v1/apps",
      "GET /v1/apps/:appid",
      "GET /v1/authorizations",
      "GET /v1/authorizations/check",
      "GET /v1/authorizations/records",
      "GET /v1/authorizations/records/:record_id/receipt",
      "GET /v1/authorizations/records/:record_id/receipt.html",
      "GET /v1/authorizations/records/head",
      "GET /v1/authorizations/records/verify",
      "GET /v1/calls",
      "GET /v1/calls/:room_id",
      "GET /v1/calls/:room_id/events",
      "GET /v1/device/missed-calls",
      "GET /v1/devices",
      "GET /v1/devices/:model_id/:sn",
      "GET /v1/groups",
      "GET /v1/groups/:group_id",
      "GET /v1/me/authorizations",
      "GET /v1/me/missed-calls",
      "GET /v1/me/push",
      "GET /v1/me/settings",
      "GET /v1/models",
      "GET /v1/models/:model_id",
      "GET /v1/people",
      "GET /v1/people/:openid/export",
      "GET /v1/people/:openid/settings",
      "GET /v1/rings/:ring_id",
      "GET /v1/stats",
      "GET /v1/time",
      "GET /v1/webhooks",
      "GET /v1/webhooks/:webhook_id",
      "GET /v1/webhooks/:webhook_id/deliveries",
      "GET /v1/webhooks/:webhook_id/deliveries/:delivery_id",
      "GET /v1/wechat/authorizations",
      "PATCH /v1/app",
      "PATCH /v1/apps/:appid",
      "PATCH /v1/me/authorizations",
      "PATCH /v1/me/settings",
      "PATCH /v1/webhooks/:webhook_id",
      "POST /v1/app/message_push/test",
      "POST /v1/app/secret",
      "POST /v1/apps",
      "POST /v1/apps/:appid/secret",
      "POST /v1/authorizations/check",
      "POST /v1/calls",
      "POST /v1/console/links",
      "POST /v1/device/challenge",
      "POST /v1/device/contacts",
      "POST /v1/device/missed-calls/read",
      "POST /v1/device/push_token",
      "POST /v1/device/register",
      "POST /v1/device/token",
      "POST /v1/devices/:model_id/:sn/reset",
      "POST /v1/groups",
      "POST /v1/groups/:group_id/devices/add",
      "POST /v1/groups/:group_id/devices/remove",
      "POST /v1/me/ask",
      "POST /v1/me/code",
      "POST /v1/me/decide",
      "POST /v1/me/missed-calls/read",
      "POST /v1/me/push",
      "POST /v1/me/switch",
      "POST /v1/me/wechat/list",
      "POST /v1/me/wechat/outcome",
      "POST /v1/messages",
      "POST /v1/models",
      "POST /v1/ring/decline",
      "POST /v1/sessions",
      "POST /v1/sessions/oidc",
      "POST /v1/tickets",
      "POST /v1/webhooks",
      "POST /v1/webhooks/:webhook_id/replay",
      "POST /v1/webhooks/:webhook_id/secret",
      "POST /v1/webhooks/:webhook_id/test",
      "POST /v1/wechat/call_outcome",
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

it.each(WRONG.map((wrong) => [wrong.what, wrong] as const))('refuses %s', async (_, wrong) => {
  const send = wrong.as === 'other' ? otherBackend : senders[wrong.as]
  const path = typeof wrong.path === 'function' ? wrong.path(testbed()) : wrong.path
  const body = typeof wrong.body === 'function' ? wrong.body(testbed()) : wrong.body
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
    const path = (typeof wrong.path === 'function' ? wrong.path(testbed()) : wrong.path).split('?')[0] ?? ''
    const route = routes.find(
      ({ method, url }) =>
        method === (wrong.method ?? 'POST') && new RegExp(`^${url.replace(/:\w+/g, '[^/]+')}$`).test(path),
    )
    expect(route && codesOf(route), `${wrong.method ?? 'POST'} ${path}`).toContain(wrong.code)
  }
})

it('hides everything of an app from another', async () => {
  const own = ['models', 'devices', 'groups', 'authorizations', 'authorizations/records']
  for (const list of [...own, 'wechat/authorizations', 'calls']) {
    const mine = await server.backend('GET', `/v1/${list}`)
    const theirs = await otherBackend('GET', `/v1/${list}`)
    expect(theirs.body).toEqual({ items: [], next_cursor: null })
    if (list !== 'calls') expect(mine.body.items.length, list).toBeGreaterThan(0)
  }
})
