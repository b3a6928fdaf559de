/** Your back end, against a Callgrant server in this process: `npm test`. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createEmulator, type Emulator } from '@callgrant/emulator'
import type { FastifyInstance } from 'fastify'
import { Webhook } from 'standardwebhooks'
import { buildApp } from '../backend/app.ts'
import { MODEL } from '../shared.ts'
import { cookiesOf, settingsFor, WEBHOOK_SECRET } from './back-end.ts'

let emulator: Emulator
let app: FastifyInstance
before(async () => {
  emulator = await createEmulator({ modelId: MODEL.model_id })
  app = await buildApp(settingsFor(emulator))
})
after(async () => {
  await app.close()
  await emulator.close()
})

test('nobody who is not signed in gets a session or a ticket', async () => {
  for (const url of ['/api/session', '/api/doors/door-1/ticket', '/api/doors/door-1/test-ring']) {
    assert.equal((await app.inject({ method: 'POST', url })).statusCode, 401)
  }
  const forged = { user: 'alice' }
  assert.equal((await app.inject({ method: 'POST', url: '/api/session', cookies: forged })).statusCode, 401)
})

test('in production nobody signs in by saying a name', async () => {
  const production = await buildApp({ ...settingsFor(emulator), devSignIn: false })
  const answer = await production.inject({ method: 'POST', url: '/api/sign-in', payload: { user: 'alice' } })
  assert.equal(answer.statusCode, 501)
  await production.close()
})

test('a person gets a session of their own', async () => {
  const cookies = await cookiesOf(app, 'alice')
  const { session } = (await app.inject({ method: 'POST', url: '/api/session', cookies })).json()
  const answer = await fetch(`${emulator.url}/v1/me/authorizations`, {
    headers: { authorization: `Bearer ${session}` },
  })
  assert.equal(answer.status, 200)
})

test('only who lives there gets a ticket of a door', async () => {
  const ticketOf = async (user: string) => {
    const cookies = await cookiesOf(app, user)
    return app.inject({ method: 'POST', url: '/api/doors/door-1/ticket', cookies })
  }
  assert.match((await ticketOf('alice')).json().snTicket, /^\w{32}$/)
  assert.equal((await ticketOf('mallory')).statusCode, 404)
})

test('a door is installed with its code alone', async () => {
  const installed = (code: string) =>
    app.inject({ method: 'POST', url: '/api/install/door-1', headers: { authorization: `Bearer ${code}` } })
  assert.equal((await installed('guessed')).statusCode, 401)
  const { residents } = (await installed('the-code-of-a-door')).json()
  assert.deepEqual(residents[0], { id: 'alice', name: 'Alice' })
})

test('an event that the server did not sign is refused', async () => {
  const answer = await app.inject({
    method: 'POST',
    url: '/api/callgrant-events',
    payload: { type: 'call.changed' },
  })
  assert.equal(answer.statusCode, 401)
})

test('an event that it signed is among the last calls, once', async () => {
  const call = {
    room_id: 'r_1',
    version: 4,
    openid: 'alice',
    sn: 'door-1',
    state: 'ended',
    created_at: Date.now(),
  }
  const data = { call: { ...call, accepted_at: null, end: { reason: 'timeout' } } }
  const body = JSON.stringify({ id: 'evt_1', type: 'call.changed', data })
  const headers = {
    'content-type': 'application/json',
    'webhook-id': 'evt_1',
    'webhook-timestamp': `${Math.floor(Date.now() / 1000)}`,
    'webhook-signature': new Webhook(WEBHOOK_SECRET).sign('evt_1', new Date(), body),
  }
  const post = () => app.inject({ method: 'POST', url: '/api/callgrant-events', body, headers })
  assert.equal((await post()).statusCode, 204)
  // It may be posted again.
  assert.equal((await post()).statusCode, 204)

  const homeOf = async (user: string) =>
    (await app.inject({ url: '/api/home', cookies: await cookiesOf(app, user) })).json()
  assert.deepEqual(
    (await homeOf('alice')).calls.map(({ roomId, answered }: { roomId: string; answered: boolean }) => [
      roomId,
      answered,
    ]),
    [['r_1', false]],
  )
  assert.deepEqual((await homeOf('bob')).calls, [])
})
