/**
 * The story that the examples of /openapi.json are recorded from: a school with two doors, Alice who says yes and Bob who says
 * no. Each step is one request to a real server, and is the example of its route.
 */

import { generateKeyPairSync, sign } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { registrationText, signInText } from '@callgrant/protocol'
import { backgroundDone } from '../../packages/server/src/acts/background.ts'
import type { ApiExamples } from '../../packages/server/src/http/docs/api-examples.ts'
import { type PushService, pushService } from '../../packages/server/test/push-service.ts'
import { type Send, type TestServer, testServer } from '../../packages/server/test/test-server.ts'
import { startTokenIssuer, type TokenIssuer } from '../../packages/server/test/token-issuer.ts'

// biome-ignore lint/suspicious/noExplicitAny: each step knows what its answer holds
type Body = any

/** @param server with nothing in it but its own app */
async function recordExamples(
  server: TestServer,
  hook: string,
  push: PushService,
  issuer: TokenIssuer,
): Promise<ApiExamples> {
  const examples: ApiExamples = {}
  /** Sends one request, and keeps the first of each route. @param route as it was written down: `GET /v1/apps/:appid` */
  async function step(
    send: Send,
    route: string,
    params: Record<string, string> = {},
    body?: unknown,
    query = '',
  ) {
    const [method = '', template = ''] = route.split(' ')
    const path = template.replace(/:(\w+)/g, (_, name: string) => params[name] ?? '') + query
    const { status, body: answer } = await send(method, path, body === undefined ? {} : { body })
    if (status >= 300) throw new Error(`${route} was refused: ${JSON.stringify(answer)}`)
    examples[route] ??= { path, ...(body !== undefined && { body }), status, answer }
    return answer as Body
  }
  const { operator, anyone } = server
  for (const url of ['/healthz', '/readyz', '/v1/time', '/.well-known/jwks.json'])
    await step(anyone, `GET ${url}`)
  const created = await step(
    operator,
    'POST /v1/apps',
    {},
    { name: 'Greenfield School', appid: 'greenfield' },
  )
  const { appid } = created
  await step(operator, 'GET /v1/apps')
  await step(operator, 'GET /v1/apps/:appid', { appid })
  await step(operator, 'PATCH /v1/apps/:appid', { appid }, { calling: true })
  const renewed = await step(operator, 'POST /v1/apps/:appid/secret', { appid })
  let backend = server.backendOf({ appid, secret: renewed.secret })
  const { secret } = await step(backend, 'POST /v1/app/secret')
  backend = server.backendOf({ appid, secret })
  await step(backend, 'GET /v1/app')
  await step(backend, 'PATCH /v1/app', {}, { ring_timeout_seconds: 45 })
  const model_id = 'm_door'
  await step(backend, 'POST /v1/models', {}, { model_id, model_type: 'door phone', model_type_zh: '门铃' })
  await step(backend, 'GET /v1/models')
  await step(backend, 'GET /v1/models/:model_id', { model_id })

  const door = { model_id, sn: 'door-1' }
  const ticket = async (sn: string) =>
    (await step(backend, 'POST /v1/tickets', {}, { model_id, sn })).sn_ticket
  const { publicKey, privateKey } = generateKeyPairSync('ed25519')
  const signed = (text: string) => sign(null, Buffer.from(text), privateKey).toString('base64url')
  const registration = {
    appid,
    ...door,
    sn_ticket: await ticket('door-1'),
    public_key: publicKey.export({ format: 'jwk' }).x as string,
  }
  await step(
    anyone,
    'POST /v1/device/register',
    {},
    { ...registration, signature: signed(registrationText(registration)) },
  )
  const { challenge } = await step(anyone, 'POST /v1/device/challenge', {}, { appid, ...door })
  const { token } = await step(
    anyone,
    'POST /v1/device/token',
    {},
    { challenge, signature: signed(signInText(challenge)) },
  )
  const bearer =
    (credential: string): Send =>
    (method, path, options = {}) =>
      anyone(method, path, { ...options, headers: { authorization: `Bearer ${credential}` } })
  const device = bearer(token)

  const group = await step(
    backend,
    'POST /v1/groups',
    {},
    { group_id: 'g_gate', group_name: 'Main gate', model_id },
  )
  const { group_id } = group
  await step(
    backend,
    'POST /v1/groups/:group_id/devices/add',
    { group_id },
    { device_list: [door, { model_id, sn: 'door-2' }] },
  )
  await step(
    backend,
    'POST /v1/groups/:group_id/devices/remove',
    { group_id },
    { device_list: [{ model_id, sn: 'door-2' }] },
  )
  await step(backend, 'GET /v1/groups')
  await step(backend, 'GET /v1/groups/:group_id', { group_id })

  const person = async (openid: string) =>
    bearer((await step(backend, 'POST /v1/sessions', {}, { openid })).session)
  const [alice, bob] = [await person('alice'), await person('bob')]
  await step(backend, 'PATCH /v1/app', {}, { oidc_issuers: [{ issuer: issuer.url, audience: 'web' }] })
  await step(anyone, 'POST /v1/sessions/oidc', {}, { appid, id_token: await issuer.token() })
  const answer = async (who: Send, decision: 'allow' | 'reject') => {
    const { ask, display_name } = await step(
      who,
      'POST /v1/me/ask',
      {},
      { ...door, sn_ticket: await ticket('door-1'), device_name: 'Front' },
    )
    const words = `Allow “${display_name}” to call you?`
    return step(who, 'POST /v1/me/decide', {}, { ask, decision, words, sdk: 'web/0.1.0', language: 'en' })
  }
  await answer(alice, 'allow')
  await answer(bob, 'reject')
  await step(alice, 'GET /v1/me/authorizations')
  await step(alice, 'POST /v1/me/switch', {}, { ...door, status: 0 })
  await step(alice, 'POST /v1/me/switch', {}, { ...door, status: 1 })
  await step(alice, 'GET /v1/me/settings')
  await step(alice, 'PATCH /v1/me/settings', {}, { preview: true })
  await step(alice, 'PATCH /v1/me/authorizations', {}, { ...door, urgent: true })
  await step(alice, 'GET /v1/me/push')
  for (const [who, side] of [
    [alice, 'me'],
    [device, 'device'],
  ] as const) {
    await step(who, `GET /v1/${side}/missed-calls`)
    await step(who, `POST /v1/${side}/missed-calls/read`, {}, { until: 0 })
  }
  await step(alice, 'POST /v1/me/code')
  await step(alice, 'POST /v1/me/wechat/outcome', {}, { ...door, err_code: 0 })
  await step(alice, 'POST /v1/me/wechat/list', {}, { list: [{ ...door, status: 1 }] })
  await step(device, 'POST /v1/device/contacts', {}, { ...door, openid_list: ['alice', 'bob'] })
  const { token: push_token } = await step(device, 'POST /v1/device/push_token')

  await step(backend, 'GET /v1/devices')
  await step(backend, 'GET /v1/devices/:model_id/:sn', door)
  // Both are rung: Alice declines on the notification of her browser, whose page is closed.
  const { subscription_id } = await step(alice, 'POST /v1/me/push', {}, push.browser())
  const client = await connectDevice(server.address, token)
  await step(backend, 'POST /v1/messages', {}, { push_token, msg: '{"volume":3}' })
  const people = [
    { openid: 'alice', name: 'Alice' },
    { openid: 'bob', name: 'Bob' },
  ]
  const { ring } = await client.ask({ type: 'ring.start', people, plan: 'together', room_type: 'video' })
  await backgroundDone(server.ctx)
  const pushed = push.pushed[0]?.message as Body
  await step(anyone, 'POST /v1/ring/decline', {}, { token: pushed.decline.token })
  await backgroundDone(server.ctx)
  await step(backend, 'GET /v1/rings/:ring_id', { ring_id: ring.ring_id })
  await client.close()
  await step(alice, 'DELETE /v1/me/push/:subscription_id', { subscription_id })
  // Calls are listed by their times.
  server.clock.now += 1_000

  const question = { openid: 'alice', ...door }
  await step(backend, 'GET /v1/authorizations', {}, undefined, '?openid=alice')
  await step(
    backend,
    'GET /v1/authorizations/check',
    {},
    undefined,
    '?openid=alice&model_id=m_door&sn=door-1',
  )
  await step(
    backend,
    'POST /v1/authorizations/check',
    {},
    { questions: [question, { ...question, openid: 'bob' }] },
  )
  const { items } = await step(backend, 'GET /v1/authorizations/records', {}, undefined, '?openid=alice')
  const record_id = (items as Body[]).find(({ act }) => act !== 'asked')?.id
  await step(backend, 'GET /v1/authorizations/records/:record_id/receipt', { record_id })
  await step(backend, 'GET /v1/authorizations/records/head')
  await step(backend, 'GET /v1/authorizations/records/verify')
  await step(backend, 'POST /v1/wechat/call_outcome', {}, { ...door, openid: 'bob', err_code: 9 })
  await step(backend, 'GET /v1/wechat/authorizations')
  await step(backend, 'GET /v1/people')
  await step(backend, 'GET /v1/people/:openid/settings', { openid: 'alice' })
  await step(backend, 'GET /v1/stats', {}, undefined, '?by=day')

  const { room_id } = await step(
    backend,
    'POST /v1/calls',
    {},
    { ...door, openid: 'alice', room_type: 'video' },
  )
  await step(backend, 'GET /v1/calls')
  await step(backend, 'GET /v1/calls/:room_id', { room_id })
  await step(backend, 'GET /v1/calls/:room_id/events', { room_id })
  const webhook = await step(backend, 'POST /v1/webhooks', {}, { url: hook, types: ['call.changed'] })
  const { webhook_id } = webhook
  await step(backend, 'GET /v1/webhooks')
  await step(backend, 'GET /v1/webhooks/:webhook_id', { webhook_id })
  await step(backend, 'PATCH /v1/webhooks/:webhook_id', { webhook_id }, { enabled: true })
  await step(backend, 'POST /v1/webhooks/:webhook_id/secret', { webhook_id }, { overlap_seconds: 3600 })
  const tested = await step(backend, 'POST /v1/webhooks/:webhook_id/test', { webhook_id })
  await step(backend, 'GET /v1/webhooks/:webhook_id/deliveries', { webhook_id })
  await step(backend, 'GET /v1/webhooks/:webhook_id/deliveries/:delivery_id', {
    webhook_id,
    delivery_id: tested.delivery_id,
  })
  await step(backend, 'POST /v1/webhooks/:webhook_id/replay', { webhook_id }, { failed: true })
  await step(operator, 'POST /v1/console/links', {}, { role: 'viewer', who: 'Night shift' })
  await step(backend, 'POST /v1/devices/:model_id/:sn/reset', door)
  await step(bob, 'DELETE /v1/me/authorizations')
  await step(backend, 'DELETE /v1/webhooks/:webhook_id', { webhook_id })
  await step(backend, 'DELETE /v1/people/:openid', { openid: 'bob' })
  return examples
}

/** The device at the WebSocket. */
async function connectDevice(address: string, token: string) {
  const socket = new WebSocket(new URL('/v1/socket', address.replace('http', 'ws')))
  const waiting = new Map<number, (reply: Body) => void>()
  socket.addEventListener('message', ({ data }) => {
    const message = JSON.parse(data) as Body
    waiting.get(message.reply_to)?.(message)
  })
  await once(socket, 'open')
  let id = 0
  const ask = (request: object): Promise<Body> => {
    id += 1
    socket.send(JSON.stringify({ id, ...request }))
    return new Promise((resolve) => waiting.set(id, resolve))
  }
  await ask({ type: 'sign_in', token, client_id: 'door-1-main' })
  return {
    ask,
    async close() {
      socket.close()
      await once(socket, 'close')
    },
  }
}

/** The same with a server of its own, a receiver of its webhooks, a push service and an issuer of ID tokens. */
export async function recordAll(): Promise<ApiExamples> {
  const receiver = createServer((request, response) => {
    request.resume()
    response.writeHead(204).end()
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const push = await pushService()
  const server = await testServer({
    listen: true,
    settings: { webhooksPrivate: true, pushPrivate: true, console: true },
  })
  const issuer = await startTokenIssuer(server.clock.now)
  try {
    const { port } = receiver.address() as AddressInfo
    const examples = await recordExamples(server, `http://127.0.0.1:${port}/callgrant`, push, issuer)
    const text = JSON.stringify(examples)
      .replaceAll(`http://127.0.0.1:${port}`, 'https://backend.example.com')
      .replaceAll(push.origin, 'https://push.example.com')
    return JSON.parse(text) as ApiExamples
  } finally {
    await server.stop()
    await push.close()
    await issuer.stop()
    receiver.close()
  }
}
