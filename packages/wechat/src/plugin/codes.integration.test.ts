/** Every number of WeChat's table that can occur here, brought about on the side where it occurs (2.7). */

import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { userMedia, VoipError } from '@callgrant/sdk/calling'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { VOIP_CODES, type VoipCode } from './index.ts'
import {
  createPluginTestbed,
  LONG,
  MODEL,
  noMedia,
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

/** The codes that a test below brought about. */
const produced = new Set<number>()
function sees(code: VoipCode) {
  produced.add(code)
  return expect.objectContaining({ errCode: code })
}

const ring = (more: Partial<InitByCallerOption> = {}, from = door) =>
  from.voip.initByCaller({
    roomType: 'voice',
    businessType: 1,
    caller: { id: from.sn },
    listener: { id: phone.openid },
    ...more,
  })
const call = (more: object = {}) =>
  phone.voip.callDevice({ roomType: 'voice', sn: door.sn, modelId: MODEL, ...more })
const refused = (code: VoipCode) =>
  expect.objectContaining({ isSuccess: false, errCode: produced.add(code) && code })

test('2: a device that says it is another (C4), and one that nobody registered', async () => {
  await plugins.consent(phone, door)
  expect(await ring({ caller: { id: 'another' } })).toEqual(refused(2))
  await expect(call({ sn: 'nobody' })).rejects.toEqual(sees(2))
})

test('7, 19, 20: an openid that is none, of another app, of nobody', async () => {
  const { server } = plugins.testbed
  const other = await server.newApp()
  await server.backendOf(other)('POST', '/v1/sessions', { body: { openid: 'elsewhere' } })
  expect(await ring({ listener: { id: 'not an openid' } })).toEqual(refused(7))
  expect(await ring({ listener: { id: 'elsewhere' } })).toEqual(refused(19))
  expect(await ring({ listener: { id: 'nobody' } })).toEqual(refused(20))
})

test('9: not authorized, with the row that decided in words, in the older form too', async () => {
  const answer = await ring()
  expect(answer).toEqual(refused(9))
  if (answer.isSuccess) throw new Error('it rang')
  expect(answer.errMsg).toContain(door.sn)
  expect(answer.error).toEqual({ err_code: 9, errMsg: answer.errMsg })
  expect(answer.errObj).toBeInstanceOf(door.voip.VoipCgiError)
  expect(answer.errObj).toBeInstanceOf(door.voip.VoipError)
  expect(answer.errObj).not.toBeInstanceOf(door.voip.VoipPluginError)
  expect(answer.errObj).toMatchObject({ errCode: 9, errMsg: answer.errMsg, cause: expect.any(Error) })
})

test.each(['release', 'trial', 'develop'] as const)(
  '12: no calling capability, in %s versions too',
  async (envVersion) => {
    const { server } = plugins.testbed
    const path = `/v1/apps/${server.appid}`
    const dev = await plugins.phone({ envVersion })
    await server.operator('PATCH', path, { body: { calling: false } })
    try {
      expect(await ring()).toEqual(refused(12))
      const option = { roomType: 'voice', sn: door.sn, modelId: MODEL } as const
      await expect(dev.voip.callDevice(option)).rejects.toEqual(sees(12))
    } finally {
      await server.operator('PATCH', path, { body: { calling: true } })
    }
  },
)

test('13: a voipToken on a device that is known by its sign-in, such as a ticket; an empty one is none', async () => {
  await plugins.consent(phone, door)
  const ticket = await plugins.testbed.ticket(door.sn)
  const answer = await ring({ voipToken: ticket })
  expect(answer).toEqual(refused(13))
  expect(!answer.isSuccess && answer.errMsg).toContain('voipToken')
  expect(await ring({ voipToken: '' })).toMatchObject({ isSuccess: true })
  door.voip.forceHangUpVoip()
})

test('22: a chargeType that there is not', async () => {
  await expect(call({ chargeType: 'free' })).rejects.toEqual(sees(22))
})

test('1000: a device that is not registered', async () => {
  const stray = await plugins.device({ registered: false })
  expect(await ring({}, stray)).toEqual(refused(1000))
})

test('14, 17: a push token of nobody, of another device, of another model', async () => {
  const { server } = plugins.testbed
  await server.backend('POST', '/v1/models', { body: { model_id: 'm_other', model_type: 'bell' } })
  const token = await new Promise<string>((resolve, reject) =>
    door.instance.wmpf?.getWmpfPushToken({ success: ({ token }) => resolve(token), fail: reject }),
  )
  const second = await plugins.device()
  await plugins.consent(phone, door)
  const wmpf = { roomType: 'voice', sn: door.sn, modelId: MODEL, nickName: 'Ann', pushToken: token } as const
  await expect(phone.voip.callWMPF({ ...wmpf, pushToken: 'x' })).rejects.toEqual(sees(14))
  await expect(phone.voip.callWMPF({ ...wmpf, sn: second.sn })).rejects.toEqual(sees(14))
  await expect(phone.voip.callWMPF({ ...wmpf, modelId: 'm_other' })).rejects.toEqual(sees(17))
  const init = {
    roomType: 'voice',
    businessType: 2,
    caller: { id: phone.openid },
    listener: { id: door.sn },
  } as const
  expect(await phone.voip.initByCaller({ ...init, voipToken: 'x' })).toEqual(refused(14))
  expect(await phone.voip.initByCaller({ ...init, voipToken: token })).toMatchObject({ isSuccess: true })
  phone.voip.forceHangUpVoip()
  await phone.waitForEvent('finishVoip').catch(() => {})
})

test('1001: no token where one is needed, or one that is no string', async () => {
  const init = {
    roomType: 'voice',
    businessType: 2,
    caller: { id: phone.openid },
    listener: { id: door.sn },
  } as const
  await expect(phone.voip.initByCaller(init)).rejects.toEqual(sees(1001))
  await expect(phone.voip.initByCaller({ ...init, voipToken: 7 as never })).rejects.toEqual(sees(1001))
  await expect(ring({ voipToken: {} as never })).rejects.toEqual(sees(1001))
  const wmpf = { roomType: 'voice', sn: door.sn, modelId: MODEL, nickName: 'Ann' } as never
  await expect(phone.voip.callWMPF(wmpf)).rejects.toEqual(sees(1001))
})

test('1002, 1003: a server that is not there, and something that is not the server', async () => {
  const list = (from: TestDevice) =>
    from.voip.getIotBindContactList({ sn: from.sn, model_id: MODEL, openid_list: [phone.openid] })
  const lost = await plugins.device({ registered: false, server: 'http://127.0.0.1:9' })
  await expect(list(lost)).rejects.toEqual(sees(1002))
  const portal = createServer((_request, answer) => answer.end('<h1>Welcome to the hotel</h1>'))
  await new Promise<void>((listening) => portal.listen(0, '127.0.0.1', listening))
  try {
    const server = `http://127.0.0.1:${(portal.address() as AddressInfo).port}`
    await expect(list(await plugins.device({ registered: false, server }))).rejects.toEqual(sees(1003))
  } finally {
    portal.close()
  }
})

test('5: the server cannot make the room', async () => {
  const broken = await createPluginTestbed()
  const away = await broken.phone()
  const device = await broken.device()
  await broken.testbed.server.ctx.store.close()
  const option = { roomType: 'voice', sn: device.sn, modelId: MODEL } as const
  await expect(away.voip.callDevice(option)).rejects.toEqual(sees(5))
})

test('1004 of the server has the faults that it speaks of, by the names of the request', async () => {
  await plugins.consent(phone, door)
  const faults = (...parameters: string[]) =>
    parameters.map((parameter) => ({ parameter, message: expect.any(String) }))
  const long = 'a'.repeat(5000)
  const answer = await ring({ customQuery: long, listener: { id: phone.openid } })
  expect(answer).toEqual(refused(1004))
  if (answer.isSuccess) throw new Error('it rang')
  expect(answer.errObj.faults).toEqual(faults('customQuery'))
  expect(answer.errMsg).toMatch(/^parameter error: parameter\.customQuery should be at most \d+ characters;$/)
  const error = await call({ nickName: 'a\nb', deviceName: 'a\nb', payload: long }).catch((error) => error)
  expect(error).toEqual(sees(1004))
  expect(error.faults.map(({ parameter }: { parameter: string }) => parameter).sort()).toEqual([
    'deviceName',
    'nickName',
    'payload',
  ])
})

test('1004: every parameter that is missing, of a wrong type or out of range', async () => {
  const wrong = async (work: Promise<unknown>, words: string) => {
    const error = await work.catch((error: unknown) => error)
    if (!(error instanceof VoipError)) throw new Error('no VoipError was thrown')
    expect(error).toEqual(sees(1004))
    expect(error).toBeInstanceOf(door.voip.VoipPluginError)
    expect(error.errMsg).toContain(words)
    // The words are made of these, one clause for each.
    expect(error.faults?.map(({ parameter, message }) => `${parameter} ${message}`.trim()).join()).toContain(
      words.replace(/^parameter /, ''),
    )
  }
  await wrong(door.voip.initByCaller(undefined as never), 'parameter should be Object instead of Undefined')
  await wrong(ring({ roomType: 'photo' as never }), 'roomType should be voice or video')
  await wrong(ring({ caller: undefined as never }), 'caller should be Object instead of Undefined')
  await wrong(ring({ listener: { id: '' } }), 'listener.id should be')
  await wrong(
    ring({ caller: { id: door.sn, cameraStatus: 2 as never } }),
    'caller.cameraStatus should be 0 or 1',
  )
  await wrong(
    ring({ miniprogramState: 'beta' as never }),
    'miniprogramState should be formal or trial or developer',
  )
  await wrong(ring({ businessType: '1' as never }), 'businessType should be Number instead of String')
  await wrong(ring({ timeLimit: 0 }), 'timeLimit should be')
  await wrong(ring({ customQuery: {} as never }), 'customQuery should be String')
  await wrong(call({ roomType: undefined }), 'roomType should be String instead of Undefined')
  await wrong(call({ sn: 'a b' }), 'sn should be')
  await wrong(call({ modelId: undefined }), 'modelId should be String')
  await wrong(call({ isCloud: 1 }), 'isCloud should be Boolean')
  await wrong(call({ enableCallerCamera: 0 }), 'enableCallerCamera should be Boolean')
  await wrong(
    call({ encodeVideoFixedLength: 720 }),
    'encodeVideoFixedLength should be 0 or 320 or 480 or 640',
  )
  await wrong(call({ encodeVideoRotation: 3 }), 'encodeVideoRotation')
  await wrong(call({ encodeVideoRatio: -1 }), 'encodeVideoRatio')
  await wrong(call({ encodeVideoMaxFPS: 30 }), 'encodeVideoMaxFPS should be 0, or 8 to 15, got 30')
  const wmpf = { roomType: 'voice', sn: door.sn, modelId: MODEL, pushToken: 'x' } as never
  await wrong(phone.voip.callWMPF(wmpf), 'nickName should be String instead of Undefined')
  const list = { sn: door.sn, model_id: MODEL, openid_list: 'alice' } as never
  await wrong(door.voip.getIotBindContactList(list), 'openid_list should be Array instead of String')
})

test('1005: a side that is in a call already', async () => {
  await plugins.consent(phone, door)
  expect(await ring()).toMatchObject({ isSuccess: true })
  expect(await ring()).toEqual(refused(1005))
  await vi.waitFor(() => expect(phone.page.view?.stage).toBe('incoming'), LONG)
  await expect(call()).rejects.toEqual(sees(1005))
  door.voip.forceHangUpVoip()
  await phone.waitForEvent('finishVoip')
})

test('1006, 1007, 1011: the wrong side, and face-pay', async () => {
  const person = { roomType: 'voice', caller: { id: 'a' }, listener: { id: 'b' } } as const
  await expect(phone.voip.initByCaller({ ...person, businessType: 1 })).rejects.toEqual(sees(1006))
  const list = { sn: door.sn, model_id: MODEL, openid_list: [] }
  await expect(phone.voip.getIotBindContactList(list)).rejects.toEqual(sees(1006))
  await expect(ring({ businessType: 2 })).rejects.toEqual(sees(1007))
  const option = { roomType: 'voice', sn: door.sn, modelId: MODEL } as const
  await expect(door.voip.callDevice(option)).rejects.toEqual(sees(1007))
  const wmpf = { ...option, nickName: 'Ann', pushToken: 'x' }
  await expect(door.voip.callWMPF(wmpf)).rejects.toEqual(sees(1007))
  for (const businessType of [undefined, 0, 3] as const) {
    await expect(ring({ businessType: businessType as never })).rejects.toEqual(sees(1011))
  }
  const { voip } = phone
  for (const facePay of [
    voip.bindVoipAdminContact({ userId: 'u' }),
    voip.getBindContactPath({ userId: 'u' }),
    voip.getVoipBindContactList({ userId: 'u' }),
    voip.deleteVoipBindContact({ userId: 'u', openidList: [] }),
    voip.transerAdmin({ userId: 'u', newAdminOpenid: 'o' }),
  ]) {
    await expect(facePay).rejects.toEqual(sees(1011))
  }
})

test('1008: an answer that comes too late', async () => {
  await plugins.consent(phone, door)
  await ring()
  await vi.waitFor(() => expect(phone.page.view?.stage).toBe('incoming'), LONG)
  door.voip.forceHangUpVoip()
  await phone.waitForEvent('cancelVoip')
  await expect(phone.page.answer()).rejects.toEqual(sees(1008))
  await expect(phone.page.decline()).rejects.toEqual(sees(1008))
})

describe('joining fails', () => {
  /** A browser whose microphone answers so. */
  const refusing = (name: string) => {
    const devices = { getUserMedia: () => Promise.reject(new DOMException('no', name)) }
    Object.defineProperty(navigator, 'mediaDevices', { value: devices, configurable: true })
    return { media: userMedia(null) }
  }
  afterAll(() => Reflect.deleteProperty(navigator, 'mediaDevices'))

  test.each([
    [2000, 'the provider fails', () => noMedia(new Error('the wires are cut')), 'the wires are cut'],
    [2007, 'there is no microphone', () => refusing('NotFoundError'), 'NotFoundError'],
    [
      2102,
      'the person did not allow it',
      () => refusing('NotAllowedError'),
      'No permission for the microphone',
    ],
  ] as const)('%i: %s, told to the side where it is so', async (code, _why, media, words) => {
    door = await plugins.device(media())
    await plugins.consent(phone, door)
    await ring()
    await door.toCallPage()
    const { data } = await door.waitForEvent('joinFailCaller')
    expect(data).toEqual(sees(code))
    expect(data).toMatchObject({
      errMsg: expect.stringContaining(`joinFailCaller:fail`),
      message: expect.stringContaining(words),
    })
    await door.waitForEvent('finishVoip')
    expect(door.names).toEqual(
      expect.arrayContaining(['joinFailCaller', 'abortVoip', 'endVoip', 'finishVoip']),
    )
    expect((await phone.waitForEvent('abortVoip')).data).toMatchObject({ status: 'unknown' })

    phone = await plugins.phone(media())
    door = await plugins.device()
    await plugins.consent(phone, door)
    await ring()
    await door.toCallPage()
    await vi.waitFor(() => expect(phone.page.view?.stage).toBe('incoming'), LONG)
    await phone.page.answer()
    expect((await phone.waitForEvent('joinFailListener')).data).toEqual(sees(code))
    expect((await door.waitForEvent('abortVoip')).data).toMatchObject({ status: 'unknown' })
  })

  test.each(['page', 'app'])('2009: the %s is left before the room is joined', async (what) => {
    await plugins.consent(phone, door)
    expect(await ring()).toMatchObject({ isSuccess: true })
    await vi.waitFor(() => expect(door.page.call).not.toBeNull(), LONG)
    // No reply can come in between: nothing is waited for that takes a turn.
    await door.toCallPage()
    if (what === 'page') await door.stack.open('navigateTo', '/pages/contacts/contacts')
    else door.instance.host.app.hide()
    expect((await door.waitForEvent('joinFailCaller')).data).toEqual(sees(2009))
    await door.waitForEvent('finishVoip')
    expect(door.names.filter((name) => name === 'joinFailCaller')).toHaveLength(1)
    expect((await door.waitForEvent('cancelVoip')).data).toEqual({ status: 'unloadCallPage' })
  })
})

test('2009: the listener leaves after the answer, before the two are joined', async () => {
  await plugins.consent(phone, door)
  await ring()
  await vi.waitFor(() => expect(phone.page.view?.stage).toBe('incoming'), LONG)
  await phone.page.answer()
  expect(phone.page.view?.stage).toBe('connecting')
  await phone.stack.open('reLaunch', '/pages/index/index')
  expect((await phone.waitForEvent('joinFailListener')).data).toEqual(sees(2009))
  await phone.waitForEvent('finishVoip')
  expect(phone.names).toEqual(['hangOnVoip', 'joinFailListener', 'hangUpVoip', 'endVoip', 'finishVoip'])
  expect((await door.waitForEvent('hangUpVoip')).data).toMatchObject({
    status: 'endByListener',
    origin: 'other',
  })
})

test('says every sentence in both languages, and says of each code that cannot occur why', () => {
  for (const row of Object.values(VOIP_CODES)) {
    expect(row.zh).toMatch(/\p{Script=Han}/u)
    expect(row.en).toMatch(/^[^\p{Script=Han}]+\.$/u)
    expect(row.how.length).toBeGreaterThan(20)
  }
})

test('speaks Chinese to a Chinese phone', async () => {
  const chinese = await plugins.phone({ language: 'zh' })
  const option = { roomType: 'voice', caller: { id: 'a' }, listener: { id: 'b' }, businessType: 1 } as const
  await expect(chinese.voip.initByCaller(option)).rejects.toMatchObject({ errMsg: VOIP_CODES[1006].zh })
})

test('every code that can occur was brought about above', () => {
  const possible = Object.entries(VOIP_CODES).filter(([, { side }]) => side !== null)
  expect([...produced].sort()).toEqual(possible.map(([code]) => Number(code)).sort())
})
