/**
 * A server that is killed (`kill -9`) while it rings and while it connects, and started again on the same port and data: one
 * reason, the same at both sides and in the store (C6). The server is a process of its own.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import { freePort } from '../../../scripts/lib/machine.ts'
import { startNode } from '../../../scripts/lib/node-process.ts'
import { createBackend, createOperator } from '../src/backend/index.ts'
import type { Call } from '../src/calling/index.ts'
import { weriftMedia } from '../src/calling/werift.ts'
import { createDevice, memoryKeyStore } from '../src/device/index.ts'
import { createPerson } from '../src/person/index.ts'

/** A server ends a call whose media is not set up after 30 s, and a side gives up as late when nobody tells it. */
const LONG = { timeout: 90_000 }
const REF = { model_id: 'm_door', sn: 'door-1' }

/** The door answers no ICE check, so that a call that is answered stays at `connecting`. */
class Deaf extends werift.RTCPeerConnection {
  constructor(config: ConstructorParameters<typeof werift.RTCPeerConnection>[0]) {
    super({ ...config, iceFilterStunResponse: () => false })
  }
}

/** A server, a door that rings Alice, and what the two heard of the end. */
async function ringing() {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-killed-'))
  const token = `operator-${'0123456789abcdef'.repeat(3)}`
  const node = await startNode({
    port: await freePort(),
    env: { CALLGRANT_ADMIN_TOKEN: token, LOG_LEVEL: 'silent' },
    args: ['--data-dir', folder],
  })
  const server = node.address
  const { appid, secret } = await createOperator({ server, token }).apps.create({ name: 'Greenfield School' })
  const backend = createBackend({ server, appid, secret })
  await backend.models.create({ model_id: REF.model_id, model_type: 'door phone' })
  const deaf = { ...werift, RTCPeerConnection: Deaf as typeof werift.RTCPeerConnection }
  const identity = { server, appid, modelId: REF.model_id, sn: REF.sn, key: memoryKeyStore() }
  const door = createDevice({ ...identity, ...weriftMedia(deaf) })
  const { session } = await backend.sessions.create({ openid: 'alice' })
  const phone = createPerson({
    server,
    session,
    ...weriftMedia(werift),
    ui: { askAuthorization: async () => 'allow' as const },
  })
  const { sn_ticket: snTicket } = await backend.tickets.create(REF)
  await phone.requestDeviceVoIP({ sn: REF.sn, modelId: REF.model_id, snTicket, deviceName: 'Front' })
  await door.register(snTicket)
  await Promise.all([door.connect(), phone.connect()])
  const sides = { caller: { id: REF.sn }, listener: { id: 'alice' } }
  expect(await door.initByCaller({ roomType: 'voice', businessType: 1, ...sides })).toMatchObject({
    isSuccess: true,
  })
  await vi.waitFor(() => expect(phone.currentCall?.snapshot.state).toBe('ringing'), LONG)
  const calls = [door.currentCall, phone.currentCall] as [Call, Call]
  const ends = calls.map((call) => {
    const heard: string[] = []
    call.on('voip', ({ eventName }) => {
      if (/^(?:endVoip|finishVoip|(?:abort|cancel|reject|hangUp)Voip|timeout)$/.test(eventName))
        heard.push(eventName)
    })
    return heard
  })
  return {
    node,
    door,
    calls,
    async killed() {
      await node.kill()
      for (const call of calls) await vi.waitFor(() => expect(call.online).toBe(false), LONG)
    },
    /** Each side tells one end, once, and the store has the same. */
    async endsAlike(): Promise<string> {
      for (const call of calls) await vi.waitFor(() => expect(call.state).toBe('ended'), LONG)
      const roomId = calls[0].roomId
      const stored = await vi.waitFor(async () => {
        const { state, end } = await backend.calls.get(roomId)
        expect(state).toBe('ended')
        return end
      }, LONG)
      expect(calls.map(({ end }) => end?.reason)).toEqual([stored?.reason, stored?.reason])
      for (const heard of ends) {
        const [reason, ...rest] = heard
        expect(rest).toEqual(['endVoip', 'finishVoip'])
        expect(reason).toMatch(/Voip$/)
      }
      // Nobody is left busy: the next ring is not refused.
      const next = await door.initByCaller({ roomType: 'voice', businessType: 1, ...sides })
      expect(next).toMatchObject({ isSuccess: true })
      await vi.waitFor(() => expect(phone.currentCall?.state).toBe('incoming'), LONG)
      expect(phone.currentCall?.roomId).not.toBe(roomId)
      return stored?.reason ?? ''
    },
    async [Symbol.asyncDispose]() {
      await Promise.all([door.close(), phone.close()])
      await node.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

describe.concurrent('a server that is killed', { timeout: 240_000 }, () => {
  test('while it rings: it rings on when the server is back, and one reason ends it', async () => {
    await using world = await ringing()
    await world.killed()
    await world.node.start()
    await vi.waitFor(() => {
      for (const call of world.calls) expect(call.online || call.state === 'ended').toBe(true)
    }, LONG)
    await world.door.forceHangUpVoip()
    expect(['cancelled', 'aborted']).toContain(await world.endsAlike())
  })

  test('while it rings, and is back only when both sides have given up', async () => {
    await using world = await ringing()
    await world.killed()
    for (const call of world.calls) await vi.waitFor(() => expect(call.state).toBe('ended'), LONG)
    await world.node.start()
    expect(await world.endsAlike()).toBe('aborted')
  })

  test('while it connects: it is aborted once its media was not set up in time', async () => {
    await using world = await ringing()
    await world.calls[1].accept()
    for (const call of world.calls) await vi.waitFor(() => expect(call.state).toBe('connecting'), LONG)
    await world.killed()
    await world.node.start()
    expect(await world.endsAlike()).toBe('aborted')
  })

  test('at the instant of the answer: whichever of the two was first, both sides tell the same', async () => {
    await using world = await ringing()
    const answer = world.calls[1].accept().catch((error: unknown) => error)
    await world.killed()
    await world.node.start()
    await answer
    await vi.waitFor(() => {
      for (const call of world.calls) expect(call.online || call.state === 'ended').toBe(true)
    }, LONG)
    await world.door.forceHangUpVoip()
    expect(['cancelled', 'hung_up', 'aborted']).toContain(await world.endsAlike())
  })
})
