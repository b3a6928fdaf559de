/** A device and a person on a real server, from registration to the refused ring, with real media between them. */

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
import type { InitByCallerRequest, Person } from '../src/person/index.ts'

const LONG = 10_000
let testbed: Testbed
let door: DeviceClient
let phone: PersonClient
let openid: string
let count = 0

beforeAll(async () => {
  testbed = await createTestbed()
})
afterAll(() => testbed.close())
beforeEach(async () => {
  count++
  openid = `alice-${count}`
  door = await testbed.device(`door-${count}`)
  phone = await testbed.person(openid)
})

async function consent(person: Person = phone.person): Promise<void> {
  const { sn } = door
  await person.requestDeviceVoIP({
    sn,
    snTicket: await testbed.ticket(sn),
    modelId: MODEL,
    deviceName: 'Front',
  })
}
const ring = (changes: Partial<InitByCallerRequest> = {}) =>
  door.device.initByCaller({
    roomType: 'voice',
    businessType: 1,
    caller: { id: door.sn },
    listener: { id: openid },
    ...changes,
  })
/** The next call that rings at this phone. */
async function rung(at: PersonClient = phone): Promise<Call> {
  await vi.waitFor(() => expect(at.person.currentCall?.state).toBe('incoming'), LONG)
  return at.person.currentCall as Call
}
async function talk(changes: Partial<InitByCallerRequest> = {}): Promise<Call> {
  await consent()
  await phone.person.connect()
  expect(await ring(changes)).toMatchObject({ isSuccess: true })
  const call = await rung()
  await call.accept()
  await vi.waitFor(() => expect(call.state).toBe('talking'), LONG)
  await vi.waitFor(() => expect(door.device.currentCall?.state).toBe('talking'), LONG)
  return call
}
const ENDS = ['endVoip', 'finishVoip']

test('rings, talks with sound and picture both ways, hangs up; the same on both sides', async () => {
  await consent()
  await phone.person.connect()
  const result = await ring({ roomType: 'video', customQuery: 'from=gate', timeLimit: 60 })
  expect(result).toEqual({
    isSuccess: true,
    roomId: expect.stringMatching(/^r_/),
    groupId: result.isSuccess && result.roomId,
    chargeType: 'duration',
  })
  const call = await rung()
  expect(call).toMatchObject({ peerName: 'Front door phone', roomType: 'video', customQuery: 'from=gate' })
  await call.accept()
  await vi.waitFor(
    () => expect([call.state, door.device.currentCall?.state]).toEqual(['talking', 'talking']),
    LONG,
  )
  for (const side of [call, door.device.currentCall as Call]) {
    await vi.waitFor(async () => {
      const { audio, video } = (await side.received()) ?? {}
      expect(Math.min(audio?.packets ?? 0, audio?.bytes ?? 0)).toBeGreaterThan(0)
      expect(Math.min(video?.packets ?? 0, video?.bytes ?? 0)).toBeGreaterThan(0)
    }, LONG)
  }
  await call.hangUp()
  await vi.waitFor(() => expect(door.device.currentCall).toBeNull(), LONG)
  expect(door.names).toEqual(['joinedRoomByCaller', 'startVoip', 'hangUpVoip', ...ENDS])
  expect(phone.names).toEqual(['hangOnVoip', 'startVoip', 'hangUpVoip', ...ENDS])
  expect(phone.person.currentCall).toBeNull()
  const ends = [door, phone].map(({ voip }) => voip.find(({ eventName }) => eventName === 'endVoip')?.data)
  expect(ends[0]?.keepTime).toBe(ends[1]?.keepTime)
})

test('tells the device whom it may ring, and answers 9 for whom it may not (A15, C2)', async () => {
  const contacts = async () => {
    const request = { sn: door.sn, model_id: MODEL, openid_list: [openid, 'nobody'] }
    const { errcode, errmsg, contact_list } = await door.device.getIotBindContactList(request)
    expect({ errcode, errmsg }).toEqual({ errcode: 0, errmsg: 'ok' })
    return contact_list.map(({ openid, status }) => [openid, status])
  }
  expect(await contacts()).toEqual([
    [openid, 0],
    ['nobody', 0],
  ])
  expect(await ring()).toMatchObject({ isSuccess: false, errCode: 9, error: { err_code: 9 } })
  await consent()
  expect(await contacts()).toEqual([
    [openid, 1],
    ['nobody', 0],
  ])
  await phone.person.switchAuthorization({ sn: door.sn, model_id: MODEL }, false)
  const refused = await ring()
  expect(refused).toMatchObject({
    isSuccess: false,
    errCode: 9,
    errObj: { name: 'VoipCgiError', errCode: 9 },
  })
  expect(!refused.isSuccess && refused.errMsg).toContain(`has refused device ${door.sn}`)
})

test('ends the ringing when the person withdraws while it rings (A7)', async () => {
  await consent()
  await phone.person.connect()
  await ring()
  const call = await rung()
  await phone.person.switchAuthorization({ sn: door.sn, model_id: MODEL }, false)
  await vi.waitFor(() => expect(call.state).toBe('ended'), LONG)
  await vi.waitFor(() => expect(door.names).toEqual(['joinedRoomByCaller', 'abortVoip', ...ENDS]), LONG)
  expect(phone.names).toEqual(['abortVoip', ...ENDS])
})

test('rings a person on all clients; the first to accept has the call (C7)', async () => {
  const tablet = await testbed.person(openid)
  await consent()
  await phone.person.connect()
  await tablet.person.connect()
  await ring()
  const [here, there] = await Promise.all([rung(), rung(tablet)])
  await there.accept()
  await vi.waitFor(() => expect(here.state).toBe('ended'), LONG)
  expect(here.answeredElsewhere).toBe(true)
  expect(phone.names).toEqual(ENDS)
  await vi.waitFor(() => expect(there.state).toBe('talking'), LONG)
  await expect(here.accept()).rejects.toMatchObject({ code: 'call_over' })
  await there.hangUp()
})

test('rejects on all clients at once (C7), and cancels before the answer', async () => {
  await consent()
  await phone.person.connect()
  await ring()
  await (await rung()).reject()
  await vi.waitFor(() => expect(door.names).toEqual(['joinedRoomByCaller', 'rejectVoip', ...ENDS]), LONG)
  await ring()
  const second = await rung()
  await door.device.forceHangUpVoip()
  await vi.waitFor(() => expect(second.state).toBe('ended'), LONG)
  expect(phone.voip.find(({ eventName }) => eventName === 'cancelVoip')?.data).toEqual({ status: 'other' })
  expect(door.voip.find(({ eventName }) => eventName === 'cancelVoip')?.data).toEqual({
    status: 'forceFromApp',
  })
})

test('tells a second caller `busy`, after its call was placed (C8)', async () => {
  const call = await talk()
  const other = await testbed.device(`${door.sn}-b`)
  const first = door
  door = other
  await consent()
  expect(await ring()).toMatchObject({ isSuccess: true })
  await vi.waitFor(() => expect(other.names).toEqual(['busy', ...ENDS]), LONG)
  expect(other.device.currentCall).toBeNull()
  door = first
  expect(await ring()).toMatchObject({ isSuccess: false, errCode: 1005 })
  await call.hangUp()
})

test('ends the current call by force, with a room only if it is that one (C12)', async () => {
  const call = await talk()
  await phone.person.forceHangUpVoip('r_another')
  expect(call.state).toBe('talking')
  await phone.person.forceHangUpVoip(call.roomId)
  expect(call.end).toMatchObject({ reason: 'hung_up', by: 'listener', origin: 'forceFromApp' })
})

test('calls a device with no authorization; initByCaller the same way needs one (C3)', async () => {
  const call = { roomType: 'voice', sn: door.sn, modelId: MODEL } as const
  const { roomId } = await phone.person.callDevice({ ...call, nickName: 'Grandma' })
  await vi.waitFor(() => expect(door.device.currentCall?.state).toBe('incoming'), LONG)
  expect(door.device.currentCall).toMatchObject({ roomId, peerName: 'Grandma', side: 'listener' })
  await door.device.currentCall?.accept()
  await vi.waitFor(() => expect(phone.names).toEqual(['joinedRoomByCaller', 'startVoip']), LONG)
  await phone.person.forceHangUpVoip()
  await vi.waitFor(() => expect(door.device.currentCall).toBeNull(), LONG)

  const request = {
    roomType: 'voice',
    businessType: 2,
    caller: { id: openid },
    listener: { id: door.sn },
    modelId: MODEL,
  } as const
  expect(await phone.person.initByCaller(request)).toMatchObject({ isSuccess: false, errCode: 9 })
  await consent()
  expect(await phone.person.initByCaller(request)).toMatchObject({ isSuccess: true })
  await phone.person.forceHangUpVoip()
})

test('refuses another device’s serial (C4) and unknown people, with WeChat’s numbers', async () => {
  await consent()
  expect(await ring({ caller: { id: 'door-other' } })).toMatchObject({ isSuccess: false, errCode: 2 })
  expect(await ring({ listener: { id: 'nobody' } })).toMatchObject({ isSuccess: false, errCode: 20 })
  expect(await ring({ listener: { id: 'not an openid' } })).toMatchObject({ isSuccess: false, errCode: 7 })
  const gone = { roomType: 'voice', sn: 'nothing', modelId: MODEL } as const
  await expect(phone.person.callDevice(gone)).rejects.toMatchObject({ name: 'VoipCgiError', errCode: 2 })
})

test.each([
  [{ roomType: 'film' }, 'parameter.roomType should be voice or video, got film;'],
  [{ caller: undefined }, 'parameter.caller should be Object instead of Undefined;'],
  [{ listener: { id: '' } }, 'parameter.listener.id should be a String that is not empty;'],
  [{ caller: { id: 'd', cameraStatus: 2 } }, 'parameter.caller.cameraStatus should be 0 or 1;'],
  [{ timeLimit: 0 }, 'parameter.timeLimit should be 1 to 86400 seconds, got 0;'],
  [{ customQuery: {} }, 'parameter.customQuery should be String instead of Object;'],
  [{ businessType: 0 }, 'parameter.businessType should be 1 or 2, got 0;'],
])('throws a VoipPluginError 1004 for %j', async (faulty, clause) => {
  await expect(ring(faulty as never)).rejects.toMatchObject({
    name: 'VoipPluginError',
    errCode: 1004,
    errMsg: `initByCaller:fail parameter error: ${clause}`,
  })
})

test('throws 1006 and 1007 for the wrong side, 22 for a charge type that is none', async () => {
  await expect(ring({ businessType: 2, modelId: MODEL })).rejects.toMatchObject({ errCode: 1007 })
  const request = {
    roomType: 'voice',
    businessType: 1,
    caller: { id: openid },
    listener: { id: 'd' },
  } as const
  await expect(phone.person.initByCaller(request)).rejects.toMatchObject({ errCode: 1006 })
  await expect(ring({ chargeType: 'free' as never })).rejects.toMatchObject({ errCode: 22 })
  const list = { sn: door.sn, model_id: MODEL, openid_list: [1] } as never
  await expect(door.device.getIotBindContactList(list)).rejects.toMatchObject({ errCode: 1004 })
  const other = { sn: 'door-other', model_id: MODEL, openid_list: [openid] }
  await expect(door.device.getIotBindContactList(other)).rejects.toMatchObject({ name: 'VoipCgiError' })
})

test('hears that authorizations were changed, on every client of the person', async () => {
  await phone.person.connect()
  const changed = vi.fn()
  phone.person.on('authorizationsChanged', changed)
  await consent()
  await vi.waitFor(() => expect(changed).toHaveBeenCalled(), LONG)
})

test('comes back into the same call after a lost connection: media goes on, nothing is told twice (C15)', async () => {
  const sockets = droppableSockets()
  phone = await testbed.person(openid, { WebSocket: sockets.WebSocket })
  const call = await talk()
  sockets.drop()
  await vi.waitFor(() => expect(call.online).toBe(false), LONG)
  await vi.waitFor(() => expect(call.online).toBe(true), LONG)
  const before = (await call.received())?.audio.packets ?? 0
  await vi.waitFor(
    async () => expect((await call.received())?.audio.packets).toBeGreaterThan(before + 20),
    LONG,
  )
  await door.device.forceHangUpVoip()
  await vi.waitFor(
    () => expect(phone.names).toEqual(['hangOnVoip', 'startVoip', 'hangUpVoip', ...ENDS]),
    LONG,
  )
  expect(door.names).toEqual(['joinedRoomByCaller', 'startVoip', 'hangUpVoip', ...ENDS])
})

test('learns how a call ended while it was away (C15)', async () => {
  const sockets = droppableSockets()
  phone = await testbed.person(openid, { WebSocket: sockets.WebSocket })
  const call = await talk()
  sockets.offline = true
  sockets.drop()
  await vi.waitFor(() => expect(call.online).toBe(false), LONG)
  await door.device.forceHangUpVoip()
  sockets.offline = false
  await vi.waitFor(() => expect(call.state).toBe('ended'), LONG)
  expect(phone.names).toEqual(['hangOnVoip', 'startVoip', 'hangUpVoip', ...ENDS])
  expect(call.end).toEqual({ reason: 'hung_up', by: 'caller', origin: 'forceFromApp', message: null })
  const kept = door.voip.find(({ eventName }) => eventName === 'finishVoip')?.data.keepTime
  expect(phone.voip.find(({ eventName }) => eventName === 'finishVoip')?.data.keepTime).toBe(kept)
})

test('hangs up, when it is back, what was hung up while it was away (C6)', async () => {
  const sockets = droppableSockets()
  phone = await testbed.person(openid, { WebSocket: sockets.WebSocket })
  const call = await talk()
  sockets.offline = true
  sockets.drop()
  await vi.waitFor(() => expect(call.online).toBe(false), LONG)
  await call.hangUp()
  expect(phone.person.currentCall).toBeNull()
  sockets.offline = false
  await vi.waitFor(() => expect(door.device.currentCall).toBeNull(), LONG)
  expect(door.voip.find(({ eventName }) => eventName === 'hangUpVoip')?.data).toMatchObject({
    status: 'endByListener',
    origin: 'other',
  })
})

test('declines, when it is back, what was declined while it was away, and does not ring again', async () => {
  const sockets = droppableSockets()
  phone = await testbed.person(openid, { WebSocket: sockets.WebSocket })
  await consent()
  await phone.person.connect()
  await ring()
  const call = await rung()
  sockets.offline = true
  sockets.drop()
  await vi.waitFor(() => expect(call.online).toBe(false), LONG)
  await call.reject()
  const rings = vi.fn()
  phone.person.onIncomingCall(rings)
  sockets.offline = false
  await vi.waitFor(() => expect(door.names).toEqual(['joinedRoomByCaller', 'rejectVoip', ...ENDS]), LONG)
  expect(rings).not.toHaveBeenCalled()
})
