/** An app that is rung through the hooks: a device, a real server, real media. */

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import {
  createTestbed,
  type DeviceClient,
  MODEL,
  type PersonClient,
  type Testbed,
} from '../../../../e2e/lib/testbed.ts'
import { registry } from '../shared/registry.ts'
import { showCallPages } from './call-pages.ts'
import { type DeviceCalls, type DeviceCallsState, deviceCalls } from './device-calls.ts'
import { type UseDeviceCalls, useDeviceCalls } from './vue.ts'

const LONG = { timeout: 15_000 }
let testbed: Testbed
let door: DeviceClient
let phone: PersonClient
let count = 0

beforeAll(async () => {
  testbed = await createTestbed()
})
afterAll(() => testbed.close())
beforeEach(async () => {
  count++
  door = await testbed.device(`door-${count}`)
  phone = await testbed.person(`alice-${count}`)
  registry().person = () => phone.person
})
afterEach(() => {
  delete registry().person
})

async function consent(): Promise<void> {
  const { sn } = door
  const snTicket = await testbed.ticket(sn)
  await phone.person.requestDeviceVoIP({ sn, snTicket, modelId: MODEL, deviceName: 'Front' })
}
const ring = () =>
  door.device.initByCaller({
    roomType: 'video',
    businessType: 1,
    caller: { id: door.sn },
    listener: { id: `alice-${count}` },
  })
const reaches = (state: () => DeviceCallsState, want: Partial<DeviceCallsState>) =>
  vi.waitFor(() => expect(state()).toMatchObject(want), LONG)

test('tells of a ring, an answer, the talk and its end', async () => {
  const calls: DeviceCalls = deviceCalls(phone.person)
  expect(calls.state).toMatchObject({ connection: 'idle', stage: 'idle', call: null, end: null })
  const seen: DeviceCallsState[] = []
  const stop = calls.subscribe(() => seen.push(calls.state))
  await reaches(() => calls.state, { connection: 'online', problem: null })
  await consent()
  expect(await ring()).toMatchObject({ isSuccess: true })
  await reaches(() => calls.state, { stage: 'incoming', peerName: 'Front door phone', seconds: 0 })
  await calls.acts.answer()
  await reaches(() => calls.state, { stage: 'talking', camera: true, microphone: true })
  await calls.acts.setMicrophone(false)
  await calls.acts.setCamera(false)
  await reaches(() => calls.state, { camera: false, microphone: false })
  await calls.acts.hangUp()
  await reaches(() => calls.state, { stage: 'idle', call: null, peerName: '' })
  expect(calls.state.end).toMatchObject({ reason: 'hung_up', by: 'listener', origin: 'manual' })
  expect(new Set(seen).size).toBe(seen.length)
  stop()
  const told = seen.length
  await ring()
  await vi.waitFor(() => expect(phone.person.currentCall?.state).toBe('incoming'), LONG)
  expect(seen).toHaveLength(told)
})

test('declines what rings, and finds a call that rang before anybody listened', async () => {
  await consent()
  await phone.person.connect()
  await ring()
  await vi.waitFor(() => expect(phone.person.currentCall).not.toBeNull(), LONG)
  const calls = deviceCalls(phone.person)
  calls.subscribe(() => {})
  expect(calls.state).toMatchObject({ stage: 'incoming' })
  await calls.acts.hangUp()
  await vi.waitFor(() => expect(door.device.currentCall).toBeNull(), LONG)
  expect(calls.state.end).toMatchObject({ reason: 'rejected', by: 'listener' })
})

test('keeps a list of the calls that were missed, until it is cleared', async () => {
  const calls = deviceCalls(phone.person)
  const stop = calls.subscribe(() => {})
  await consent()
  await reaches(() => calls.state, { connection: 'online', missed: [] })
  const before = Date.now()
  for (const count of [1, 2]) {
    await ring()
    await reaches(() => calls.state, { stage: 'incoming' })
    await door.device.forceHangUpVoip()
    await vi.waitFor(() => expect(calls.state.missed).toHaveLength(count), LONG)
  }
  const [first] = calls.state.missed
  expect(first).toMatchObject({ peerName: 'Front door phone', roomType: 'video', roomId: expect.any(String) })
  expect(first?.at).toBeGreaterThan(before - 60_000)
  // One that was declined was not missed, nor one that was answered.
  await ring()
  await reaches(() => calls.state, { stage: 'incoming' })
  await calls.acts.hangUp()
  await reaches(() => calls.state, { stage: 'idle' })
  expect(calls.state.missed).toHaveLength(2)
  calls.acts.clearMissed()
  expect(calls.state.missed).toEqual([])
  stop()
})

test('without a call its acts do nothing, and a device that nobody knows is refused', async () => {
  const { acts } = deviceCalls(phone.person)
  await acts.answer()
  await acts.hangUp()
  await acts.setCamera(true)
  await acts.flipCamera()
  const wrong = acts.callDevice({ roomType: 'voice', sn: 'nobody', modelId: MODEL })
  await expect(wrong).rejects.toMatchObject({ errCode: 2 })
})

test('says why signing in failed', async () => {
  const stranger = await testbed.person('mallory', { session: 'not a session' })
  const calls = deviceCalls(stranger.person)
  calls.subscribe(() => {})
  await reaches(() => calls.state, { connection: 'refused' })
  await vi.waitFor(() => expect(calls.state.problem).toMatchObject({ code: 'unauthenticated' }), LONG)
})

test('in Vue, is there as long as its scope', async () => {
  const scope = effectScope()
  const { state, hangUp } = scope.run(() => useDeviceCalls()) as UseDeviceCalls
  await vi.waitFor(() => expect(state.value.connection).toBe('online'), LONG)
  await consent()
  await ring()
  await reaches(() => state.value, { stage: 'incoming', peerName: 'Front door phone' })
  await hangUp()
  await reaches(() => state.value, { stage: 'idle' })
  scope.stop()
  await ring()
  await vi.waitFor(() => expect(phone.person.currentCall?.state).toBe('incoming'), LONG)
  expect(state.value.stage).toBe('idle')
})

test('a call page needs a document', () => {
  expect(() => showCallPages(phone.person)).toThrow(/draw the call yourself/)
})
