/** An app that is rung through the hooks: a device, a real server, real media. */

import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { effectScope } from 'vue'
import { type House, house, MODEL, type TestDoor, type TestPhone } from '../../../sdk/test/house.ts'
import { registry } from '../shared/registry.ts'
import { showCallPages } from './call-pages.ts'
import { type DeviceCalls, type DeviceCallsState, deviceCalls } from './device-calls.ts'
import { type UseDeviceCalls, useDeviceCalls } from './vue.ts'

const LONG = { timeout: 15_000 }
let home: House
let door: TestDoor
let phone: TestPhone
let count = 0

beforeAll(async () => {
  home = await house()
})
afterAll(() => home.close())
beforeEach(async () => {
  count++
  door = await home.door(`door-${count}`)
  phone = await home.phone(`alice-${count}`)
  registry().person = () => phone.person
})
afterEach(() => {
  delete registry().person
})

async function consent(): Promise<void> {
  const { sn } = door
  const snTicket = await home.ticket(sn)
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
  const stranger = await home.phone('mallory', { session: 'not a session' })
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
