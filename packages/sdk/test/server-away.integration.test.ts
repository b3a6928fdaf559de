/** A server that is gone for 20 s in the middle of a call: one reason, at both sides and in the store (C6). */

import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { createMemoryService, type MemoryService } from '../../server/src/memory-service.ts'
import type { Call } from '../src/calling/index.ts'
import { weriftMedia } from '../src/calling/werift.ts'
import { createDevice, type Device, memoryKeyStore } from '../src/device/index.ts'
import { createPerson, type Person } from '../src/person/index.ts'

const AWAY_MS = 20_000
const LONG = 45_000
const REF = { model_id: 'm_door', sn: 'door-1' }
let service: MemoryService
let late = 0
let appid: string
let secret: string
let door: Device
let phone: Person

beforeEach(async () => {
  late = 0
  service = await createMemoryService(
    { logLevel: 'silent' },
    { now: () => Date.now() + late, documents: false },
  )
  await service.start()
  ;({ appid, secret } = await service.createApp({ name: 'Greenfield School' }))
  const basic = `Basic ${btoa(`${appid}:${secret}`)}`
  await send('/v1/models', basic, { model_id: REF.model_id, model_type: 'door phone' })
  const { sn_ticket: ticket = '' } = await send('/v1/tickets', basic, REF)
  const { session = '' } = await send('/v1/sessions', basic, { openid: 'alice' })
  const asked = { ...REF, sn_ticket: ticket, device_name: 'Front' }
  const { ask } = await send('/v1/me/ask', `Bearer ${session}`, asked)
  const decision = { ask, decision: 'allow', words: 'Allow it to call you?', sdk: 'test/1' }
  await send('/v1/me/decide', `Bearer ${session}`, decision)
  const server = service.address
  const media = weriftMedia(werift)
  const identity = { server, appid, modelId: REF.model_id, sn: REF.sn, key: memoryKeyStore() }
  // The door answers no ICE check, so that a call that is answered stays at `connecting`.
  class Deaf extends werift.RTCPeerConnection {
    constructor(config: ConstructorParameters<typeof werift.RTCPeerConnection>[0]) {
      super({ ...config, iceFilterStunResponse: () => false })
    }
  }
  const deaf = { ...werift, RTCPeerConnection: Deaf as typeof werift.RTCPeerConnection }
  door = createDevice({ ...identity, ...weriftMedia(deaf) })
  phone = createPerson({ server, session, ...media })
  await door.register(ticket)
  await Promise.all([door.connect(), phone.connect()])
  const sides = { caller: { id: REF.sn }, listener: { id: 'alice' } }
  expect(await door.initByCaller({ roomType: 'voice', businessType: 1, ...sides })).toMatchObject({
    isSuccess: true,
  })
  await vi.waitFor(() => expect(phone.currentCall?.snapshot.state).toBe('ringing'), LONG)
})
afterEach(async () => {
  await Promise.all([door.close(), phone.close()])
  await service.close()
})

async function send(path: string, authorization: string, body?: object) {
  const response = await fetch(service.address + path, {
    method: body ? 'POST' : 'GET',
    headers: { authorization, 'content-type': 'application/json' },
    ...(body && { body: JSON.stringify(body) }),
  })
  expect(response.ok).toBe(true)
  return (await response.json()) as Record<string, string> & { end: { reason: string } }
}

/** Stops the server, and starts it 20 s later by its clock, which is the one that counts. */
async function away(calls: Call[]): Promise<void> {
  await service.stop()
  for (const call of calls) await vi.waitFor(() => expect(call.online).toBe(false), LONG)
  late += AWAY_MS
  await service.start()
}

/** Each side tells one end, once, and the store has the same. */
async function endsAlike(calls: Call[], ends: Map<Call, number>): Promise<string> {
  for (const call of calls) await vi.waitFor(() => expect(call.state).toBe('ended'), LONG)
  const basic = `Basic ${btoa(`${appid}:${secret}`)}`
  const stored = (await send(`/v1/calls/${calls[0]?.roomId}`, basic)).end.reason
  expect(calls.map(({ end }) => end?.reason)).toEqual([stored, stored])
  expect(calls.map((call) => ends.get(call))).toEqual([1, 1])
  expect(await service.openCalls()).toEqual([])
  return stored
}

/** How often each call told that it is over. */
function countEnds(calls: Call[]): Map<Call, number> {
  const ends = new Map<Call, number>()
  for (const call of calls) {
    call.on('voip', ({ eventName }) => {
      if (eventName === 'finishVoip') ends.set(call, (ends.get(call) ?? 0) + 1)
    })
  }
  return ends
}

test('while it rings: whether it rings on or was ended meanwhile, both sides hear the same', async () => {
  const calls = [door.currentCall, phone.currentCall] as Call[]
  const ends = countEnds(calls)
  await away(calls)
  await vi.waitFor(() => {
    for (const call of calls) expect(call.online || call.state === 'ended').toBe(true)
  }, LONG)
  await door.forceHangUpVoip()
  expect(['cancelled', 'aborted']).toContain(await endsAlike(calls, ends))
})

test('while it connects: it is aborted once its media was not set up in time', async () => {
  const calls = [door.currentCall, phone.currentCall] as Call[]
  const ends = countEnds(calls)
  await phone.currentCall?.accept()
  for (const call of calls) await vi.waitFor(() => expect(call.state).toBe('connecting'), LONG)
  await away(calls)
  expect(await endsAlike(calls, ends)).toBe('aborted')
})
