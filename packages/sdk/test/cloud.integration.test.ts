/** Cloud mode, calls that a back end starts, push tokens and messages: a real back end, real clients, real media. */

import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import * as werift from 'werift'
import {
  createTestbed,
  type DeviceClient,
  MODEL,
  type PersonClient,
  type Testbed,
} from '../../../e2e/lib/testbed.ts'
import { OK, type PushBackend, pushBackend } from '../../server/test/push-backend.ts'
import { weriftMedia } from '../src/calling/index.ts'
import { type Call, createDevice, memoryKeyStore, type PushMessage } from '../src/device/index.ts'

let testbed: Testbed
let door: DeviceClient
let phone: PersonClient
const wait = { timeout: 15_000, interval: 20 }

beforeEach(async () => {
  testbed = await createTestbed()
  door = await testbed.device()
  phone = await testbed.person()
  await phone.person.connect()
})
afterEach(() => testbed.close())

const wechat = async (path: string, body: object) => {
  const { address, appid, secret } = testbed.server
  const ask = async (url: string, body: object) =>
    (await fetch(address + url, { method: 'POST', body: JSON.stringify(body) })).json() as Promise<
      Record<string, unknown>
    >
  const credential = { grant_type: 'client_credential', appid, secret }
  const { access_token } = await ask('/cgi-bin/stable_token', credential)
  return ask(`${path}?access_token=${access_token}`, body)
}
const authorize = async (deviceName = 'Front') => {
  const option = { sn: 'door-1', snTicket: await testbed.ticket(), modelId: MODEL, deviceName }
  await phone.person.requestDeviceVoIP(option)
}
/** Sound and picture arrive, and go on arriving. */
const flows = (call: Call | null) =>
  vi.waitFor(async () => {
    expect(call?.state).toBe('talking')
    const received = await call?.received()
    expect(received?.audio.packets).toBeGreaterThan(0)
    expect(received?.video.packets).toBeGreaterThan(0)
  }, wait)

describe('callDevice with isCloud (C16)', () => {
  let backend: PushBackend
  const rung: Call[] = []
  const configure = async (format: 'json' | 'xml' = 'json') => {
    backend = await pushBackend(testbed.server.appid, format)
    const body = { message_push: backend.settings }
    expect((await testbed.server.backend('PATCH', '/v1/app', { body })).status).toBe(200)
    rung.length = 0
    door.device.onIncomingCall((call) => rung.push(call))
  }
  const call = () =>
    phone.person.callDevice({
      roomType: 'video',
      sn: 'door-1',
      modelId: MODEL,
      isCloud: true,
      payload: '{"floor":3}',
    })

  test.each(['json', 'xml'] as const)('rings only after errcode 0, then they talk, in %s', async (format) => {
    await configure(format)
    const { promise, resolve } = Promise.withResolvers<string>()
    backend.replies = [() => promise]
    const { roomId } = await call()
    await vi.waitFor(() => expect(phone.names).toEqual(['joinedRoomByCaller']), wait)
    await vi.waitFor(() => expect(backend.pushed).toHaveLength(1), wait)
    expect(backend.pushed[0]?.fields).toMatchObject({
      RoomId: roomId,
      Sn: 'door-1',
      ModelId: MODEL,
      Payload: '{"floor":3}',
      FromUserName: 'alice',
    })
    expect(rung).toEqual([])
    resolve(format === 'xml' ? '<xml><errcode>0</errcode></xml>' : backend.encrypted(OK))
    await vi.waitFor(() => expect(rung).toHaveLength(1), wait)
    expect(rung[0]?.snapshot.payload).toBe('{"floor":3}')
    await rung[0]?.accept()
    await flows(rung[0] ?? null)
    await flows(phone.person.currentCall)
    await phone.person.forceHangUpVoip()
    await vi.waitFor(() => expect(door.names).toContain('finishVoip'), wait)
  })

  test('is cancelled by errcode 1: the caller hears it, the device never', async () => {
    await configure()
    backend.replies = ['{"errcode":1,"errmsg":"the door is closed at night"}']
    let ended: Call | null = null
    phone.person.on('currentCall', (current) => {
      ended = current ?? ended
    })
    await call()
    await vi.waitFor(() => expect(phone.names).toContain('finishVoip'), wait)
    expect(phone.names.filter((name) => name !== 'joinedRoomByCaller')).toEqual([
      'cancelVoip',
      'endVoip',
      'finishVoip',
    ])
    expect(phone.voip.find(({ eventName }) => eventName === 'cancelVoip')?.data.status).toBe('other')
    expect((ended as Call | null)?.end).toMatchObject({
      reason: 'cancelled',
      message: "the app's back end refused the call (errcode 1): the door is closed at night",
    })
    expect(door.voip).toEqual([])
    expect(rung).toEqual([])
    // Nobody stays busy: the next one rings.
    backend.replies = [OK]
    await call()
    await vi.waitFor(() => expect(rung).toHaveLength(1), wait)
  })

  test('is asked again when nothing answered within 3 s', async () => {
    await configure()
    backend.replies = ['hang', { status: 500 }, OK]
    const { roomId } = await call()
    await vi.waitFor(() => expect(rung).toHaveLength(1), wait)
    expect(backend.pushed.map(({ fields }) => fields.RoomId)).toEqual([roomId, roomId, roomId])
    expect(new Set(backend.pushed.map(({ fields }) => fields.CreateTime)).size).toBe(1)
  })
})

describe('a call that the back end starts from a device', () => {
  const start = () =>
    wechat('/wxa/business/iot/voip/call', {
      model_id: MODEL,
      sn: 'door-1',
      openid: 'alice',
      room_type: 'video',
      listener_name: 'Alice',
      query: 'a=1',
    })

  test('is joined by the device by itself, and reaches talking with media both ways', async () => {
    await authorize()
    const current: (Call | null)[] = []
    door.device.on('currentCall', (call) => current.push(call))
    const incoming = new Promise<Call>((resolve) => phone.person.onIncomingCall(resolve))
    const { errcode, room_id } = await start()
    expect(errcode).toBe(0)
    const ringing = await incoming
    expect(ringing.peerName).toBe('Front door phone')
    await vi.waitFor(() => expect(door.names).toEqual(['joinedRoomByCaller']), wait)
    expect(current.map((call) => call?.roomId)).toEqual([room_id])
    expect(current[0]).toMatchObject({
      side: 'caller',
      state: 'calling',
      peerName: 'Alice',
      customQuery: 'a=1',
    })
    await ringing.accept()
    await flows(ringing)
    await flows(door.device.currentCall)
    await phone.person.forceHangUpVoip()
    await vi.waitFor(() => expect(door.names).toContain('finishVoip'), wait)
    expect(door.voip.find(({ eventName }) => eventName === 'endVoip')?.data).toMatchObject({ isCaller: true })
    expect(door.names).not.toContain('hangOnVoip')
  })

  test('is errcode 9 without the person’s authorization, and rings nobody', async () => {
    expect(await start()).toMatchObject({ errcode: 9 })
    expect([door.names, phone.names]).toEqual([[], []])
  })

  test('is had by one client of the device; the other opens nothing that stays, and has no call', async () => {
    await authorize()
    const key = memoryKeyStore()
    const two = await testbed.device('door-1b', { key })
    const option = {
      sn: 'door-1b',
      snTicket: await testbed.ticket('door-1b'),
      modelId: MODEL,
      deviceName: 'Twin',
    }
    await phone.person.requestDeviceVoIP(option)
    const { address, appid } = testbed.server
    const identity = { server: address, appid, modelId: MODEL, sn: 'door-1b', key }
    const second = createDevice({ ...identity, ...weriftMedia(werift) })
    await second.connect()
    const answer = await testbed.server.backend('POST', '/v1/calls', {
      body: { model_id: MODEL, sn: 'door-1b', openid: 'alice', room_type: 'video' },
    })
    expect(answer.status).toBe(201)
    const clients = [two.device, second]
    await vi.waitFor(() => {
      const having = clients.filter((client) => client.currentCall !== null)
      expect(having).toHaveLength(1)
      expect(having[0]?.currentCall?.snapshot.caller_joined).toBe(true)
    }, wait)
    await phone.person.currentCall?.accept()
    const holder = clients.find((client) => client.currentCall !== null)
    await flows(holder?.currentCall ?? null)
    await phone.person.forceHangUpVoip()
    await second.close()
  })

  test('is taken up by a device that signs in while it rings', async () => {
    await authorize()
    await door.device.close()
    await start()
    await door.device.connect()
    await vi.waitFor(() => expect(door.device.currentCall?.side).toBe('caller'), wait)
    await door.device.forceHangUpVoip()
    await vi.waitFor(() => expect(phone.names).toContain('cancelVoip'), wait)
  })
})

describe('push tokens and messages', () => {
  test('a device’s token says which device is meant, with no modelId', async () => {
    await authorize()
    const { token } = await door.device.getPushToken()
    const rung = new Promise<Call>((resolve) => door.device.onIncomingCall(resolve))
    const ends = { caller: { id: 'alice' }, listener: { id: 'door-1' } }
    const request = { roomType: 'voice', businessType: 2, ...ends } as const
    const wrong = await phone.person.initByCaller({ ...request, voipToken: `${token}x` })
    expect(wrong).toMatchObject({ isSuccess: false, errCode: 14 })
    const other = await phone.person.initByCaller({ ...request, voipToken: token, modelId: 'm_other' })
    expect(other).toMatchObject({ isSuccess: false, errCode: 17 })
    const elsewhere = await phone.person.initByCaller({
      ...request,
      listener: { id: 'door-2' },
      voipToken: token,
    })
    expect(elsewhere).toMatchObject({ isSuccess: false, errCode: 14 })
    await expect(phone.person.initByCaller(request)).rejects.toMatchObject({ errCode: 1004 })
    expect(await phone.person.initByCaller({ ...request, voipToken: token })).toMatchObject({
      isSuccess: true,
    })
    expect((await rung).snapshot.model_id).toBe(MODEL)
  })

  test('callWMPF checks the token it is given', async () => {
    const request = { roomType: 'voice', sn: 'door-1', modelId: MODEL, nickName: 'Alice' } as const
    await expect(phone.person.callWMPF({ ...request, pushToken: 'x' })).rejects.toMatchObject({ errCode: 14 })
    const { token } = await door.device.getPushToken()
    await expect(
      phone.person.callWMPF({ ...request, modelId: 'm_other', pushToken: token }),
    ).rejects.toMatchObject({ errCode: 17 })
    expect((await phone.person.callWMPF({ ...request, pushToken: token })).roomId).toMatch(/^r_/)
  })

  test('a message of the back end reaches the device, or says that it did not', async () => {
    const messages: PushMessage[] = []
    const off = door.device.onPushMessage((message) => messages.push(message))
    const { token: push_token } = await door.device.getPushToken()
    const push = (msg: string) => wechat('/wxa/business/runtime/pushappmsg', { msg, push_token })
    expect(await push('{"volume":3}')).toMatchObject({ errcode: 0 })
    await vi.waitFor(
      () => expect(messages).toEqual([{ msg: '{"volume":3}', appid: testbed.server.appid }]),
      wait,
    )
    off()
    await door.device.close()
    await vi.waitFor(async () => expect(await push('again')).toMatchObject({ errcode: -1 }), wait)
    expect(messages).toHaveLength(1)
  })
})
