/** Every end of a call (calls.md) brought about on purpose, with what each side hears; no time passes but on the clock. */

import { afterEach, beforeEach, expect, test } from 'vitest'
import {
  createEmulator,
  type EmulatedDevice,
  type EmulatedPerson,
  type Emulator,
  minutes,
  seconds,
} from './index.ts'

let emulator: Emulator
let parent: EmulatedPerson
let door: EmulatedDevice
beforeEach(async () => {
  emulator = await createEmulator({ time: 'stands' })
  parent = await emulator.person('parent')
  door = await emulator.device('door-1')
  const { sn_ticket: snTicket } = await emulator.ticket('door-1')
  const option = { sn: 'door-1', snTicket, modelId: emulator.modelId, deviceName: 'Front' }
  parent.wx.requestDeviceVoIP(option as never)
  await parent.user.allow()
})
afterEach(() => emulator.close())

const END = ['endVoip', 'finishVoip']
const dataOf = (side: EmulatedDevice | EmulatedPerson, name: string) =>
  side.heard.findLast(({ eventName }) => eventName === name)?.data
async function ring(option: Parameters<EmulatedDevice['call']>[1] = {}) {
  expect(await door.call('parent', option)).toMatchObject({ isSuccess: true })
}
async function talk(option: Parameters<EmulatedDevice['call']>[1] = {}) {
  await ring(option)
  await parent.user.answer()
  expect(parent.screen.call?.stage).toBe('talking')
}

test('cancelled: the caller gives up before the answer', async () => {
  await ring()
  await door.user.hangUp()
  expect(door.events).toEqual(['joinedRoomByCaller', 'cancelVoip', ...END])
  expect(dataOf(door, 'cancelVoip')).toEqual({ status: 'manual' })
  expect(parent.events).toEqual(['cancelVoip', ...END])
  expect(dataOf(parent, 'cancelVoip')).toEqual({ status: 'other' })
})

test('rejected: the listener declines', async () => {
  await ring()
  await parent.user.decline()
  expect(parent.events).toEqual(['rejectVoip', ...END])
  expect(dataOf(door, 'rejectVoip')).toEqual({ status: 'other' })
})

test('timeout: nobody answers for exactly 60 s', async () => {
  await ring()
  await parent.user.ignore()
  await emulator.advance(seconds(60) - 1)
  expect(door.screen.call?.stage).toBe('calling')
  await emulator.advance(1)
  expect(door.events).toEqual(['joinedRoomByCaller', 'timeout', ...END])
  expect(parent.events).toEqual(['timeout', ...END])
})

test('timeout: as the app sets it', async () => {
  await emulator.ringTimeout(5)
  await ring()
  await emulator.advance(seconds(5))
  expect(door.events).toContain('timeout')
})

test('busy: the listener is in another call (C8)', async () => {
  const gate = await emulator.device('gate-1')
  await talk()
  const { sn_ticket: snTicket } = await emulator.ticket('gate-1')
  const option = { sn: 'gate-1', snTicket, modelId: emulator.modelId, deviceName: 'Gate' }
  parent.wx.requestDeviceVoIP(option as never)
  await parent.user.allow()
  await gate.call('parent')
  expect(gate.events).toEqual(['busy', ...END])
  expect(parent.screen.call?.stage).toBe('talking')
})

test.each([
  ['the caller', 'endByCaller'],
  ['the listener', 'endByListener'],
] as const)('hung up by %s, after 90 s of talking time (C11)', async (who, status) => {
  await talk()
  await emulator.advance(seconds(90))
  await (who === 'the caller' ? door : parent).user.hangUp()
  for (const side of [door, parent]) {
    expect(dataOf(side, 'hangUpVoip')).toMatchObject({ status, keepTime: 90 })
    expect(dataOf(side, 'finishVoip')).toEqual({ keepTime: 90 })
    expect(side.heard.filter(({ eventName }) => eventName === 'calling')).toHaveLength(90)
  }
})

test('hung up by the page that is closed (unloadCallPage)', async () => {
  await talk()
  await parent.user.closeCallPage()
  expect(dataOf(parent, 'hangUpVoip')).toMatchObject({ origin: 'unloadCallPage' })
  expect(dataOf(door, 'hangUpVoip')).toMatchObject({ origin: 'other' })
})

test('hung up by the app (forceFromApp, C12)', async () => {
  await talk()
  door.plugin.forceHangUpVoip()
  await door.hears('endVoip')
  expect(dataOf(door, 'hangUpVoip')).toMatchObject({ origin: 'forceFromApp' })
})

test('hung up by the time limit (C10)', async () => {
  await talk({ timeLimit: 30 })
  await emulator.advance(seconds(29))
  expect(door.events).not.toContain('hangUpVoip')
  await emulator.advance(seconds(1))
  for (const side of [door, parent]) {
    expect(dataOf(side, 'hangUpVoip')).toMatchObject({ origin: 'timeLimit', keepTime: 30 })
  }
})

test('aborted: the caller does not come within 20 s of the answer', async () => {
  door.network.fail('call.join', 'lost')
  await ring()
  await parent.user.answer()
  await emulator.advance(seconds(20))
  expect(dataOf(parent, 'abortVoip')).toMatchObject({
    error: { errMsg: expect.stringContaining('waitOtherToJoin timeout') },
  })
})

test('aborted: one side has lost its network for 15 s (C15)', async () => {
  await talk()
  door.network.cut()
  await emulator.advance(seconds(14))
  expect(parent.screen.call?.stage).toBe('talking')
  await emulator.advance(seconds(2))
  expect(parent.events.slice(2)).toEqual(['abortVoip', ...END])
  await door.network.restore()
  expect(door.events.slice(2)).toEqual(['abortVoip', ...END])
})

test('goes on: a network that is back within 15 s loses nothing (C15)', async () => {
  await talk()
  door.network.cut()
  await emulator.advance(seconds(10))
  await door.network.restore()
  await emulator.advance(minutes(1))
  expect(door.screen.call?.stage).toBe('talking')
  await parent.user.hangUp()
  expect(door.events).toEqual(['joinedRoomByCaller', 'startVoip', 'hangUpVoip', ...END])
})

test('aborted: no media comes through', async () => {
  parent.media.passes = false
  await ring()
  await parent.user.answer()
  expect(parent.screen.call?.stage).toBe('connecting')
  await emulator.advance(seconds(30))
  expect(parent.events).toEqual(['hangOnVoip', 'abortVoip', ...END])
  expect(door.events).toEqual(['joinedRoomByCaller', 'abortVoip', ...END])
})

test('aborted: the authorization is withdrawn while it rings (A7)', async () => {
  await ring()
  await parent.user.switchOff('door-1')
  expect(door.events).toEqual(['joinedRoomByCaller', 'abortVoip', ...END])
  expect(await door.call('parent')).toMatchObject({ isSuccess: false, errCode: 9 })
})

test('goes on: a switch-off while both talk ends nothing (A7)', async () => {
  await talk()
  await parent.user.switchOff('door-1')
  expect(door.screen.call?.stage).toBe('talking')
})

test('goes on: the server stops and comes back (C6)', async () => {
  await talk()
  await emulator.server.stop()
  await emulator.server.start()
  await emulator.settle()
  await parent.user.hangUp()
  await door.hears('endVoip')
  expect(dataOf(door, 'hangUpVoip')).toMatchObject({ status: 'endByListener' })
})

test('two phones of one person ring, and the second stops when the first answers (C7)', async () => {
  const tablet = await emulator.person('parent')
  await ring()
  expect(tablet.screen.call?.stage).toBe('incoming')
  await parent.user.answer()
  expect(tablet.events).toEqual(END)
})
