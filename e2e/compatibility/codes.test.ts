/** Every number of the plugin: produced, or shown not to occur. */

import { seconds } from '@callgrant/emulator'
import { callPageOf, VOIP_CODES } from '@callgrant/wechat'
import { describe, expect } from 'vitest'
import { pair, type Told, thrown } from './lib/acts.ts'
import { test } from './lib/test.ts'

const CALL = { roomType: 'voice', sn: 'door-1', modelId: 'm_door' } as const

/** Why a number cannot occur: what the plugin's own table says. */
function whyNot(code: keyof typeof VOIP_CODES): string {
  const { side, how } = VOIP_CODES[code]
  expect(side).toBeNull()
  return how
}

describe('numbers of the back end', () => {
  test('2: a device that is not its own, or not registered', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    expect(await door.call('parent', { caller: { id: 'door-2' } })).toMatchObject({ errCode: 2 })
    expect(await thrown(() => parent.call('door-9'))).toMatchObject({ errCode: 2 })
    covers.same('code.2')
  })

  test('7, 19 and 20: an openid that is malformed, of another app, or of nobody', async ({
    covers,
    emulator,
  }) => {
    const { door } = await pair(emulator)
    const other = await emulator.otherApp()
    await other.person('stranger')
    expect(await door.call('no spaces!')).toMatchObject({ isSuccess: false, errCode: 7 })
    expect(await door.call('stranger')).toMatchObject({ isSuccess: false, errCode: 19 })
    expect(await door.call('nobody')).toMatchObject({ isSuccess: false, errCode: 20 })
    covers.same('code.7', 'code.19', 'code.20')
  })

  test('9: not authorized', async ({ covers, emulator }) => {
    const door = await emulator.device('door-1')
    await emulator.person('parent')
    expect(await door.call('parent')).toMatchObject({ isSuccess: false, errCode: 9 })
    covers.same('code.9')
  })

  test('12: no capability', async ({ covers, emulator }) => {
    const { door } = await pair(emulator)
    await emulator.capability(false)
    expect(await door.call('parent')).toMatchObject({ isSuccess: false, errCode: 12 })
    covers.different('code.12', 'in develop and trial versions too')
  })

  test('13: credential of the calling device', async ({ covers, emulator }) => {
    const { door } = await pair(emulator)
    const { sn_ticket } = await emulator.ticket('door-1')
    expect(await door.call('parent', { voipToken: sn_ticket })).toMatchObject({
      isSuccess: false,
      errCode: 13,
    })
    await door.replace()
    expect(await door.call('parent')).toMatchObject({ isSuccess: false, errCode: 13 })
    covers.same('code.13', 'life.start.13')
  })

  test('14 and 17: token of the called device', async ({ covers, emulator }) => {
    const { parent } = await pair(emulator)
    const other = await emulator.device('door-2')
    const camera = await emulator.device('door-1', { modelId: 'm_camera', modelType: 'camera' })
    const nickName = 'Mother'
    const call = (pushToken: string) => thrown(() => parent.plugin.callWMPF({ ...CALL, nickName, pushToken }))
    expect(await call('nonsense')).toMatchObject({ errCode: 14 })
    expect(await call(await other.pushToken())).toMatchObject({ errCode: 14 })
    expect(await call(await camera.pushToken())).toMatchObject({ errCode: 17 })
    covers.same('code.14', 'code.17')
  })

  test('5: the server’s own fault', async ({ covers, emulator }) => {
    const { parent } = await pair(emulator)
    parent.network.fail('call.start', { code: 'internal' })
    const error: Told = await thrown(() => parent.call('door-1'))
    expect(error).toMatchObject({ errCode: 5, errMsg: expect.any(String) })
    covers.same('code.5')
  })

  test('3, 15, 23 and 24 cannot occur', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    expect(await door.call('parent')).toMatchObject({ isSuccess: true, chargeType: 'duration' })
    await door.user.hangUp()
    expect(await parent.call('door-1', { chargeType: 'license' })).toMatchObject({
      roomId: expect.any(String),
    })
    for (const code of [3, 15, 23, 24] as const) covers.absent(`code.${code}`, whyNot(code))
  })
})

describe('numbers of the plugin itself', () => {
  test('1000: a device that was never registered', async ({ covers, emulator }) => {
    await emulator.person('parent')
    const door = await emulator.device('door-1', { registered: false })
    expect(await door.call('parent')).toMatchObject({ isSuccess: false, errCode: 1000 })
    covers.same('code.1000')
  })

  test('1001 and 1004: a token, a parameter', async ({ covers, emulator }) => {
    const { parent } = await pair(emulator)
    const option = {
      roomType: 'voice',
      businessType: 2,
      caller: { id: 'parent' },
      listener: { id: 'door-1' },
    }
    const call = (change: object) =>
      thrown(() => (parent.plugin.initByCaller as (o: object) => unknown)({ ...option, ...change }))
    expect(await call({})).toMatchObject({ errCode: 1001 })
    expect(await call({ voipToken: 7 })).toMatchObject({ errCode: 1001 })
    expect(await call({ voipToken: 'x', roomType: 'film' })).toMatchObject({ errCode: 1004 })
    covers.same('code.1001', 'code.1004')
  })

  test('1002 and 1003: no network, and an answer of somebody else', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    parent.network.cut()
    const cut = thrown(() => parent.plugin.callDevice(CALL))
    await emulator.advance(seconds(30))
    expect(await cut).toMatchObject({ errCode: 1002 })
    door.network.fail('/v1/device/contacts', 'garbage')
    const asks = { sn: 'door-1', model_id: emulator.modelId, openid_list: ['parent'] }
    expect(await thrown(() => door.plugin.getIotBindContactList(asks))).toMatchObject({ errCode: 1003 })
    covers.same('code.1002', 'code.1003')
  })

  test('1005: another call, and 1007: a device that uses a phone’s function', async ({
    covers,
    emulator,
  }) => {
    const { parent, door } = await pair(emulator)
    await door.call('parent')
    expect(await door.call('parent')).toMatchObject({ isSuccess: false, errCode: 1005 })
    expect(await thrown(() => parent.call('door-1'))).toMatchObject({ errCode: 1005 })
    expect(await thrown(() => door.plugin.callDevice(CALL))).toMatchObject({ errCode: 1007 })
    covers.same('code.1005')
    covers.different('code.1007', 'a browser or any other person’s client counts as WeChat')
  })

  test('1008: an answer that comes too late', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    const second = await emulator.person('parent')
    await door.call('parent')
    await second.user.ignore()
    await parent.user.answer()
    const late = await thrown(() => callPageOf(second.plugin).answer())
    expect(late).toBeInstanceOf(second.plugin.VoipError)
    expect(late).toMatchObject({ errCode: 1008, errMsg: expect.any(String) })
    covers.different('code.1008', 'also for a call that another phone of the person answered')
  })
})

describe('numbers of joining', () => {
  test('2102: microphone or camera not allowed', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    parent.media.microphone = 'denied'
    await door.call('parent')
    await parent.user.answer()
    expect(await parent.hears('joinFailListener')).toMatchObject({ data: { errCode: 2102 } })
    covers.same('code.2102')
  })

  test('2009: the page is left before the room is joined', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    const heard: Told[] = []
    parent.plugin.onVoipEvent((event) => heard.push(event))
    door.media.passes = false
    await door.call('parent')
    await parent.user.answer()
    await parent.user.closeCallPage()
    await expect
      .poll(() => heard.find(({ eventName }) => eventName === 'joinFailListener')?.data)
      .toMatchObject({ errCode: 2009 })
    covers.same('code.2009')
  })

  test('2000: media cannot be set up', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    parent.media.passes = false
    await door.call('parent')
    await parent.user.answer()
    await emulator.advance(35_000)
    expect(parent.events.slice(-3)).toEqual(['abortVoip', 'endVoip', 'finishVoip'])
    covers.different(
      'code.2000',
      'only where media fails for no known reason; media that never comes ends by `abortVoip`',
    )
  })

  test('numbers of WeChat’s own steps cannot occur', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    await door.call('parent')
    await parent.user.answer()
    expect([...door.events, ...parent.events]).not.toContain('joinFailCaller')
    for (const code of [2001, 2002, 2003, 2004, 2005, 2006, 2008, 2010, 2100, 2103, 2104] as const) {
      covers.absent(`code.${code}`, whyNot(code))
    }
  })
})
