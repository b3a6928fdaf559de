/** Both sides of a call through the plugin, on a real server with real media: who hears what, in which order (2.6). */

import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import {
  CALL_PAGE,
  createPluginTestbed,
  LONG,
  MODEL,
  type PluginTestbed,
  type TestDevice,
  type TestPhone,
} from './plugin-fixture.ts'
import type { InitByCallerOption } from './types.ts'

let plugins: PluginTestbed
let door: TestDevice
let phone: TestPhone
beforeAll(async () => {
  plugins = await createPluginTestbed()
})
afterAll(() => plugins.close())
beforeEach(async () => {
  door = await plugins.device()
  phone = await plugins.phone()
})

const ring = (more: Partial<InitByCallerOption> = {}) =>
  door.voip.initByCaller({
    roomType: 'voice',
    businessType: 1,
    caller: { id: door.sn },
    listener: { id: phone.openid },
    ...more,
  })
const rings = () => vi.waitFor(() => expect(phone.page.view?.stage).toBe('incoming'), LONG)
const talks = (side: TestPhone | TestDevice) =>
  vi.waitFor(() => expect(side.page.view?.stage).toBe('talking'), LONG)
async function talk(more: Partial<InitByCallerOption> = {}): Promise<string> {
  await plugins.consent(phone, door)
  const answer = await ring(more)
  if (!answer.isSuccess) throw new Error(answer.errMsg)
  await door.toCallPage()
  await rings()
  await phone.page.answer()
  await Promise.all([talks(phone), talks(door)])
  return answer.roomId
}
const ENDS = ['endVoip', 'finishVoip']

test('rings a phone, talks, is hung up by the hand: every event, payload and order on both sides', async () => {
  await plugins.consent(phone, door)
  const answer = await ring({ roomType: 'video', customQuery: 'from=gate&roomType=voice' })
  expect(answer).toEqual({
    isSuccess: true,
    roomId: expect.stringMatching(/^r_/),
    groupId: answer.isSuccess && answer.roomId,
    chargeType: 'duration',
  })
  const { roomId } = answer as { roomId: string }
  await door.toCallPage()
  await rings()
  // The phone's page opened by itself, over the app, as WeChat relaunches it.
  expect(phone.stack.pages.map(({ route }) => route)).toEqual([CALL_PAGE])
  expect(phone.voip.getPluginOnloadOptions()).toEqual({
    roomType: 'video',
    groupId: roomId,
    roomId,
    callerId: door.sn,
    listenerId: phone.openid,
    // Values as WeChat hands them over: pages decode them.
    callerName: 'Front%20door%20phone',
    from: 'gate',
  })
  expect(phone.page.view).toMatchObject({ name: 'Front door phone', buttons: ['decline', 'answer'] })
  await phone.page.answer()
  await Promise.all([talks(phone), talks(door)])
  await Promise.all([door.waitForEvent('calling'), phone.waitForEvent('calling')])
  await phone.page.hangUp()
  await Promise.all([door.waitForEvent('finishVoip'), phone.waitForEvent('finishVoip')])
  expect(door.names).toEqual(['joinedRoomByCaller', 'startVoip', 'hangUpVoip', ...ENDS])
  expect(phone.names).toEqual(['hangOnVoip', 'startVoip', 'hangUpVoip', ...ENDS])
  for (const { events } of [door, phone]) {
    for (const event of events) {
      const rooms = event.eventName === 'callPageOnShow' ? {} : { roomId, groupId: roomId }
      expect(event).toEqual({ eventName: event.eventName, ...rooms, data: event.data })
    }
  }
  const dataOf = (side: TestPhone | TestDevice, name: string) =>
    side.events.find(({ eventName }) => eventName === name)?.data
  expect(dataOf(door, 'calling')).toEqual({ keepTime: expect.any(Number) })
  const keepTime = expect.any(Number)
  expect(dataOf(door, 'hangUpVoip')).toEqual({ keepTime, status: 'endByListener', origin: 'other' })
  expect(dataOf(phone, 'hangUpVoip')).toEqual({ keepTime, status: 'endByListener', origin: 'manual' })
  const end = {
    keepTime,
    callerName: 'Front door phone',
    listenerName: phone.openid,
    roomType: 'video',
    businessType: 1,
  }
  expect(dataOf(door, 'endVoip')).toEqual({ ...end, isCaller: true })
  expect(dataOf(phone, 'endVoip')).toEqual({ ...end, isCaller: false })
  expect(dataOf(phone, 'finishVoip')).toEqual(dataOf(door, 'finishVoip'))
})

test('joins the room only on the call page, and goes on when the app jumps there again', async () => {
  await plugins.consent(phone, door)
  expect(await ring()).toMatchObject({ isSuccess: true })
  await rings()
  expect(door.names).toEqual([])
  expect(door.page.view).toBeNull()
  await door.toCallPage()
  await door.waitForEvent('joinedRoomByCaller')
  // Jumped again while there, it only draws anew: the call goes on.
  await door.toCallPage()
  await phone.page.answer()
  await Promise.all([talks(phone), talks(door)])
  await door.toCallPage()
  door.voip.forceHangUpVoip('r_another')
  door.voip.forceHangUpVoip()
  expect((await phone.waitForEvent('hangUpVoip')).data).toMatchObject({
    status: 'endByCaller',
    origin: 'other',
  })
  expect((await door.waitForEvent('hangUpVoip')).data).toMatchObject({ origin: 'forceFromApp' })
  expect(door.events.filter(({ eventName }) => eventName === 'callPageOnShow')).toHaveLength(3)
})

test('a call placed on the call page itself begins at once', async () => {
  await plugins.consent(phone, door)
  await door.toCallPage()
  expect(await ring()).toMatchObject({ isSuccess: true })
  await door.waitForEvent('joinedRoomByCaller')
  await rings()
  await phone.page.decline()
  expect((await door.waitForEvent('rejectVoip')).data).toEqual({ status: 'other' })
  expect((await phone.waitForEvent('rejectVoip')).data).toEqual({ status: 'manual' })
  expect(door.names).toEqual(['joinedRoomByCaller', 'rejectVoip', ...ENDS])
  expect(phone.names).toEqual(['rejectVoip', ...ENDS])
})

test.each([
  ['the caller', 'cancelVoip'],
  ['the listener', 'rejectVoip'],
])('leaving the page ends the call with unloadCallPage: %s', async (who, eventName) => {
  await plugins.consent(phone, door)
  await ring()
  await door.toCallPage()
  await door.waitForEvent('joinedRoomByCaller')
  await rings()
  const [leaves, stays] = who === 'the caller' ? [door, phone] : [phone, door]
  await leaves.stack.open('reLaunch', '/pages/index/index')
  expect((await leaves.waitForEvent(eventName)).data).toEqual({ status: 'unloadCallPage' })
  expect((await stays.waitForEvent(eventName)).data).toEqual({ status: 'other' })
  await leaves.waitForEvent('finishVoip')
  expect([leaves.page.isOpen, leaves.page.call, leaves.page.view]).toEqual([false, null, null])
})

test('leaving the page while both talk hangs up with unloadCallPage; hiding it does not', async () => {
  await talk()
  await phone.stack.open('navigateTo', '/pages/contacts/contacts')
  expect(phone.page.call?.state).toBe('talking')
  await phone.stack.back(1)
  await door.stack.open('redirectTo', '/pages/contacts/contacts')
  expect((await door.waitForEvent('hangUpVoip')).data).toMatchObject({
    status: 'endByCaller',
    origin: 'unloadCallPage',
  })
  expect((await phone.waitForEvent('hangUpVoip')).data).toMatchObject({ origin: 'other' })
})

test('calls a device with no authorization (A4), from the phone’s page, with names as they were given (C5)', async () => {
  const { roomId } = await phone.voip.callDevice({
    roomType: 'voice',
    sn: door.sn,
    modelId: MODEL,
    nickName: 'Grandma',
    deviceName: 'Gate',
    isCloud: false,
    payload: '{"a":1}',
    encodeVideoMaxFPS: 15,
  })
  await phone.toCallPage()
  await vi.waitFor(() => expect(door.page.view).toMatchObject({ stage: 'incoming', name: 'Grandma' }), LONG)
  expect(phone.page.view?.name).toBe('Gate')
  expect(door.page.call?.snapshot).toMatchObject({
    room_id: roomId,
    charge_type: 'license',
    payload: '{"a":1}',
  })
  await door.page.answer()
  await Promise.all([talks(phone), talks(door)])
  expect(door.page.view?.customButton).toBeNull()
  await door.page.hangUp()
  expect((await phone.waitForEvent('hangUpVoip')).data).toMatchObject({
    status: 'endByListener',
    origin: 'other',
  })
  expect(phone.names).toEqual(['joinedRoomByCaller', 'startVoip', 'hangUpVoip', ...ENDS])
})

test('calls a device by initByCaller with its authorization only (C3)', async () => {
  const request = {
    roomType: 'voice',
    businessType: 2,
    caller: { id: phone.openid, name: 'Alice' },
    listener: { id: door.sn },
    modelId: MODEL,
  } as const
  expect(await phone.voip.initByCaller(request)).toMatchObject({ isSuccess: false, errCode: 9 })
  await plugins.consent(phone, door)
  expect(await phone.voip.initByCaller(request)).toMatchObject({ isSuccess: true })
  await phone.toCallPage()
  await vi.waitFor(() => expect(door.page.view).toMatchObject({ name: 'Alice' }), LONG)
  await phone.page.hangUp()
  expect((await door.waitForEvent('cancelVoip')).data).toEqual({ status: 'other' })
  expect((await phone.waitForEvent('cancelVoip')).data).toEqual({ status: 'manual' })
})

test('ends at the time limit, and tells both sides so (C10)', async () => {
  await talk({ timeLimit: 1 })
  for (const side of [door, phone]) {
    expect((await side.waitForEvent('hangUpVoip')).data).toMatchObject({ origin: 'timeLimit' })
  }
})

test('tells `busy` to the second caller alone (C8), and that the first has a call in progress: 1005', async () => {
  await talk()
  expect(await ring()).toMatchObject({ isSuccess: false, errCode: 1005, errObj: { name: 'VoipPluginError' } })
  await expect(
    phone.voip.callDevice({ roomType: 'voice', sn: door.sn, modelId: MODEL }),
  ).rejects.toMatchObject({ errCode: 1005, name: 'VoipPluginError' })
  const first = door
  door = await plugins.device()
  await plugins.consent(phone, door)
  expect(await ring()).toMatchObject({ isSuccess: true })
  await door.toCallPage()
  await door.waitForEvent('finishVoip')
  expect(door.names).toEqual(['busy', ...ENDS])
  expect(door.page.view).toMatchObject({ stage: 'ended', buttons: ['close'] })
  first.voip.forceHangUpVoip()
  await phone.waitForEvent('finishVoip')
})

test('stops ringing on the person’s other phone when one answers (C7), and says so there', async () => {
  const other = await plugins.phone({ openid: phone.openid })
  await plugins.consent(phone, door)
  await ring()
  await door.toCallPage()
  await rings()
  await vi.waitFor(() => expect(other.page.view?.stage).toBe('incoming'), LONG)
  await phone.page.answer()
  await other.waitForEvent('finishVoip')
  expect(other.names).toEqual(ENDS)
  expect(other.page.view).toMatchObject({
    stage: 'ended',
    words: 'Answered on another of your devices',
    buttons: ['close'],
  })
  await Promise.all([talks(phone), talks(door)])
  await other.page.close()
  expect(phone.page.view?.stage).toBe('talking')
  await phone.page.hangUp()
  await door.waitForEvent('finishVoip')
})

test('shows the app’s own button to the one who answered on a phone, while both talk', async () => {
  phone.voip.setCustomBtnText('Open the door')
  await talk()
  expect(phone.page.view).toMatchObject({ customButton: 'Open the door', customBox: false })
  expect(phone.page.view?.buttons).toEqual(['microphone', 'custom', 'hangUp'])
  phone.page.pressCustomButton()
  expect(phone.page.view?.customBox).toBe(true)
  phone.page.pressCustomButton()
  phone.page.pressCustomButton()
  await phone.page.hangUp()
  await phone.waitForEvent('finishVoip')
  const data = { callerId: door.sn, listenerId: phone.openid }
  expect(phone.events.filter(({ eventName }) => /CustomBox$/.test(eventName))).toMatchObject([
    { eventName: 'showCustomBox', data },
    { eventName: 'hideCustomBox', data },
    { eventName: 'showCustomBox', data },
    { eventName: 'hideCustomBox', data },
  ])
  expect(phone.names.slice(-4)).toEqual(['hideCustomBox', 'hangUpVoip', ...ENDS])
  expect(() => phone.page.pressCustomButton()).toThrow(expect.objectContaining({ errCode: 1008 }))
})
