/** A connection to the server that died, and that nobody closed: through a real TCP proxy that falls silent (C6, C15). */

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { type SilentProxy, silentProxy } from '../../../e2e/lib/silent-proxy.ts'
import {
  createTestbed,
  type DeviceClient,
  MODEL,
  type PersonClient,
  type Testbed,
} from '../../../e2e/lib/testbed.ts'
import type { Call } from '../src/calling/index.ts'

const LONG = 20_000
const ENDS = ['hangUpVoip', 'endVoip', 'finishVoip']
let testbed: Testbed
let proxy: SilentProxy
let door: DeviceClient
let phone: PersonClient
let call: Call
let count = 0

beforeAll(async () => {
  testbed = await createTestbed()
})
afterAll(() => testbed.close())
afterEach(() => proxy.close())

/** A call in which one side reaches the server through the proxy. */
beforeEach(async () => {
  const openid = `half-open-${++count}`
  const sn = `half-open-door-${count}`
  proxy = await silentProxy(new URL(testbed.server.address))
  door = await testbed.device(sn)
  const alice = await testbed.server.person(openid)
  await alice.decide({ model_id: MODEL, sn }, 'allow')
  phone = await testbed.person(openid, { server: proxy.url })
  await phone.person.connect()
  const sides = { caller: { id: sn }, listener: { id: openid } }
  const placed = await door.device.initByCaller({ roomType: 'voice', businessType: 1, ...sides })
  expect(placed).toMatchObject({ isSuccess: true })
  await vi.waitFor(() => expect(phone.person.currentCall?.state).toBe('incoming'), LONG)
  call = phone.person.currentCall as Call
  await call.accept()
  for (const client of [phone.person, door.device]) {
    await vi.waitFor(() => expect(client.currentCall?.state).toBe('talking'), LONG)
  }
})

test('is noticed although both its ends are open, and the same call goes on through another one (C15)', async () => {
  const seen: boolean[] = []
  call.on('change', ({ online }) => seen.push(online))
  proxy.silence()
  expect(proxy.halfOpen).toBeGreaterThan(0)
  // On this machine it takes some milliseconds to be online again.
  await vi.waitFor(() => expect(seen).toContain(false), LONG)
  await vi.waitFor(() => expect(call.online).toBe(true), LONG)
  expect(phone.person.currentCall).toBe(call)
  const before = (await call.received())?.audio.packets ?? 0
  await vi.waitFor(
    async () => expect((await call.received())?.audio.packets).toBeGreaterThan(before + 20),
    LONG,
  )
  await call.hangUp()
  await vi.waitFor(() => expect(door.names).toEqual(['joinedRoomByCaller', 'startVoip', ...ENDS]), LONG)
  expect(phone.names).toEqual(['hangOnVoip', 'startVoip', ...ENDS])
})

test('hides no hang-up of the other side: it is heard once, with the same reason (C6)', async () => {
  proxy.silence()
  await door.device.forceHangUpVoip()
  // It is told into the dead connection, and again through the new one.
  await vi.waitFor(() => expect(call.state).toBe('ended'), LONG)
  const end = { reason: 'hung_up', by: 'caller', origin: 'forceFromApp', message: null }
  expect(call.end).toEqual(end)
  expect(phone.names).toEqual(['hangOnVoip', 'startVoip', ...ENDS])
  const { body } = await testbed.server.backend('GET', `/v1/calls/${call.roomId}`)
  expect(body.end).toMatchObject({ reason: 'hung_up', by: 'caller' })
})
