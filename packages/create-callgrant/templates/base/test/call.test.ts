/** A call from beginning to end, with phones and devices of the emulator. More: docs/testing.md of Callgrant. */

import assert from 'node:assert/strict'
import { after, before, test } from 'node:test'
import { createEmulator, type Emulator } from '@callgrant/emulator'
import type { FastifyInstance } from 'fastify'
import { buildApp } from '../backend/app.ts'
import { CALL_KIND, MODEL } from '../shared.ts'
import { cookiesOf, settingsFor } from './back-end.ts'

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

test('a door rings Alice after she allowed it, and not before', async () => {
  const alice = await emulator.person('alice')
  const door = await emulator.device('door-1')
  assert.equal((await door.call('alice', { roomType: CALL_KIND })).errCode, 9)

  // The page asks with a ticket that your back end gave to whoever lives there.
  const cookies = await cookiesOf(app, 'alice')
  const { snTicket } = (await app.inject({ method: 'POST', url: '/api/doors/door-1/ticket', cookies })).json()
  alice.wx.requestDeviceVoIP({ sn: 'door-1', snTicket, modelId: MODEL.model_id, deviceName: 'Front' })
  await alice.user.allow()

  assert.equal((await door.call('alice', { roomType: CALL_KIND })).isSuccess, true)
  await alice.user.answer()
  await alice.user.hangUp()
  assert.equal((await door.hears('hangUpVoip')).data.status, 'endByListener')
})

test('what she takes back is in force at once, also for the test ring of your back end', async () => {
  const alice = await emulator.person('alice')
  await emulator.device('door-2')
  await alice.allows('door-2')
  await alice.user.switchOff('door-2')
  const cookies = await cookiesOf(app, 'alice')
  const answer = await app.inject({ method: 'POST', url: '/api/doors/door-2/test-ring', cookies })
  assert.equal(answer.json().code, 'not_authorized')
})
