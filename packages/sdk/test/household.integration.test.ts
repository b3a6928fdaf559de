/** A device of the SDK rings several people on a real server, with real media to whoever answers (docs/households.md). */

import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  createTestbed,
  type DeviceClient,
  droppableSockets,
  MODEL,
  type PersonClient,
  type Testbed,
} from '../../../e2e/lib/testbed.ts'
import type { Call } from '../src/calling/index.ts'
import type { Ring, RingRequest } from '../src/device/index.ts'

const LONG = 20_000
let testbed: Testbed
let door: DeviceClient
let home: PersonClient[]
let openids: string[]
let count = 0

beforeAll(async () => {
  testbed = await createTestbed()
})
afterAll(() => testbed.close())
beforeEach(async () => {
  count++
  openids = ['alice', 'bob', 'carol'].map((name) => `${name}-${count}`)
  door = await testbed.device(`house-${count}`)
  home = await Promise.all(openids.map((openid) => testbed.person(openid)))
  const { sn } = door
  for (const { person } of home) {
    await person.requestDeviceVoIP({
      sn,
      snTicket: await testbed.ticket(sn),
      modelId: MODEL,
      deviceName: 'Front',
    })
    await person.connect()
  }
})

const ring = (changes: Partial<RingRequest> = {}) =>
  door.device.ring({
    people: openids.map((openid) => ({ openid, name: openid.toUpperCase() })),
    plan: 'together',
    roomType: 'voice',
    ...changes,
  })
const outcomes = ({ people }: Ring) => people.map(({ outcome }) => outcome)
async function rung(n: number): Promise<Call> {
  const { person } = home[n] as PersonClient
  await vi.waitFor(() => expect(person.currentCall?.state).toBe('incoming'), LONG)
  return person.currentCall as Call
}

test('together: one declines, one answers and talks, one stops and sees who has it (H2, H3)', async () => {
  const begun = await ring()
  const calls = await Promise.all([rung(0), rung(1), rung(2)])
  expect(door.device.currentCall).toBeNull()
  await calls[0]?.reject()
  await vi.waitFor(() => expect(outcomes(begun)).toEqual(['rejected', 'ringing', 'ringing']), LONG)
  await calls[1]?.accept()
  const call = await begun.answered
  expect(call?.roomId).toBe(calls[1]?.roomId)
  expect(door.device.currentCall).toBe(call)
  await vi.waitFor(() => expect([call?.state, calls[1]?.state]).toEqual(['talking', 'talking']), LONG)
  await vi.waitFor(async () => expect((await call?.received())?.audio.packets).toBeGreaterThan(0), LONG)
  await vi.waitFor(
    () => expect(calls[2]?.end).toMatchObject({ answered_by: { name: openids[1]?.toUpperCase() } }),
    LONG,
  )
  // What WeChat's names tell of it is one call that was cancelled, and one call on the device.
  expect(home[2]?.names).toEqual(['cancelVoip', 'endVoip', 'finishVoip'])
  expect(door.names).toEqual(['startVoip'])
  expect(outcomes(begun)).toEqual(['rejected', 'answered', 'another_answered'])
  await call?.hangUp()
  await vi.waitFor(() => expect(calls[1]?.state).toBe('ended'), LONG)
  expect(door.device.currentCall).toBeNull()
})

test('in turn: the next is rung when the one before declined, and the door gives up (H5, H6)', async () => {
  const begun = await ring({ plan: 'in_turn' })
  await (await rung(0)).reject()
  const second = await rung(1)
  await vi.waitFor(() => expect(outcomes(begun)).toEqual(['rejected', 'ringing', 'waiting']), LONG)
  await door.device.forceHangUpVoip()
  expect(await begun.answered).toBeNull()
  expect(begun.end).toBe('cancelled')
  await vi.waitFor(() => expect(second.state).toBe('ended'), LONG)
  expect(second.end).toMatchObject({ reason: 'cancelled', by: 'caller' })
  expect(outcomes(begun)).toEqual(['rejected', 'cancelled', 'not_rung'])
  expect(home[2]?.person.currentCall).toBeNull()
  // It is free for the next.
  const next = await ring()
  await next.cancel()
  expect(next.end).toBe('cancelled')
})

test('nobody is left, a list that cannot be, and a second ring at once', async () => {
  const begun = await ring({ people: [{ openid: openids[0] ?? '' }, { openid: 'nobody' }] })
  await expect(ring()).rejects.toMatchObject({ code: 'call_in_progress' })
  await expect(ring({ people: [] })).rejects.toMatchObject({ code: 'bad_request' })
  await (await rung(0)).reject()
  expect(await begun.answered).toBeNull()
  expect(begun.end).toBe('no_answer')
  expect(begun.people.map(({ outcome, refusal }) => refusal?.code ?? outcome)).toEqual([
    'rejected',
    'openid_unknown',
  ])
})

test('the door loses its connection while it rings, and comes back to what happened (C15)', async () => {
  const sockets = droppableSockets()
  const sn = `house-dropped-${count}`
  const lost = await testbed.device(sn, { WebSocket: sockets.WebSocket })
  const { person } = home[0] as PersonClient
  await person.requestDeviceVoIP({
    sn,
    snTicket: await testbed.ticket(sn),
    modelId: MODEL,
    deviceName: 'Back',
  })
  const begun = await lost.device.ring({
    people: [{ openid: openids[0] ?? '' }],
    plan: 'together',
    roomType: 'voice',
  })
  const call = await rung(0)
  sockets.offline = true
  sockets.drop()
  await vi.waitFor(() => expect(lost.device.connection).not.toBe('online'), LONG)
  await call.reject()
  sockets.offline = false
  expect(await begun.answered).toBeNull()
  await vi.waitFor(() => expect(begun.end).toBe('no_answer'), LONG)
  expect(outcomes(begun)).toEqual(['rejected'])
})
