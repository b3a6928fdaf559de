/** `initByCaller`, `callWMPF` and `callDevice`: what each takes, and what it answers. */

import { seconds } from '@callgrant/emulator'
import { callPageOf } from '@callgrant/wechat'
import { describe, expect } from 'vitest'
import { pair, type Told, thrown } from './lib/acts.ts'
import { test } from './lib/test.ts'

const CALL_PAGE = 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin'
/** A function of the plugin with whatever a page may pass. */
const loose = (call: unknown) => call as (option: unknown) => Promise<Told>

describe('initByCaller', () => {
  test('rings a phone from a device, by the device’s registered serial number', async ({
    covers,
    emulator,
  }) => {
    const { parent, door } = await pair(emulator)
    const answer: Told = await door.call('parent', {
      roomType: 'video',
      caller: { id: 'door-1', name: 'Not this', cameraStatus: 1 },
      listener: { id: 'parent', name: 'Mother', cameraStatus: 1 },
      customQuery: 'from=porch&n=1',
      miniprogramState: 'formal',
      timeLimit: 90,
    })
    expect(answer).toEqual({
      isSuccess: true,
      roomId: expect.any(String),
      groupId: answer.roomId,
      chargeType: 'duration',
    })
    await parent.user.ignore()
    expect(parent.screen.call).toMatchObject({ name: 'iot campus phone', roomType: 'video' })
    const query = parent.plugin.getPluginOnloadOptions()
    expect(query).toMatchObject({ from: 'porch', n: '1', roomId: answer.roomId, groupId: answer.roomId })
    await parent.user.answer()
    expect(callPageOf(parent.plugin).call?.local.camera).toBe(false)
    expect(callPageOf(door.plugin).call?.local.camera).toBe(false)
    await emulator.advance(seconds(91))
    const { data } = await door.hears('endVoip')
    expect(data).toMatchObject({ callerName: 'iot campus phone', listenerName: 'Mother', businessType: 1 })
    expect(await door.hears('hangUpVoip')).toMatchObject({ data: { origin: 'timeLimit' } })
    covers.same(
      'plugin.initByCaller',
      'plugin.direction.deviceToPhone',
      'plugin.groupId',
      'plugin.initByCaller.roomType',
      'plugin.initByCaller.caller.id',
      'plugin.initByCaller.caller.name',
      'plugin.initByCaller.caller.cameraStatus',
      'plugin.initByCaller.listener.id',
      'plugin.initByCaller.listener.name',
      'plugin.initByCaller.listener.cameraStatus',
      'plugin.initByCaller.customQuery',
      'plugin.initByCaller.timeLimit',
      'plugin.initByCaller.isSuccess',
      'plugin.initByCaller.roomId',
      'plugin.getPluginOnloadOptions',
      'life.timeLimit',
    )
    covers.different(
      'plugin.initByCaller.chargeType',
      'always `duration` for calls of a device: nobody is charged, and there are no licences',
    )
  })

  test('rings a device from a phone, with its token and an authorization', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    const stranger = await emulator.person('stranger')
    const option = { roomType: 'voice', businessType: 2, listener: { id: 'door-1' } } as const
    const voipToken = await door.pushToken()
    expect(
      await stranger.plugin.initByCaller({ ...option, caller: { id: 'stranger' }, voipToken }),
    ).toMatchObject({ isSuccess: false, errCode: 9 })
    expect(
      await parent.plugin.initByCaller({ ...option, caller: { id: 'parent' }, voipToken }),
    ).toMatchObject({
      isSuccess: true,
    })
    covers.same('plugin.direction.phoneToDevice.initByCaller', 'plugin.initByCaller.businessType')
    const other = await emulator.device('door-2')
    const wrong = await stranger.plugin.initByCaller({
      ...option,
      caller: { id: 'stranger' },
      voipToken: await other.pushToken(),
    })
    expect(wrong).toMatchObject({ isSuccess: false, errCode: 14 })
    covers.different(
      'plugin.initByCaller.voipToken',
      'with `businessType` 2 our own `modelId` may stand in its place',
    )
  })

  test('answers a refusal in three forms, and throws wrong parameters', async ({ covers, emulator }) => {
    const door = await emulator.device('door-1')
    await emulator.person('parent')
    const answer: Told = await door.call('parent')
    expect(answer).toMatchObject({ isSuccess: false, errCode: 9, errMsg: expect.any(String) })
    expect(answer.errObj).toBeInstanceOf(door.plugin.VoipCgiError)
    expect(answer.errObj).toBeInstanceOf(door.plugin.VoipError)
    expect(answer.errObj).toMatchObject({
      errCode: 9,
      errno: 9,
      errMsg: answer.errMsg,
      cause: expect.any(Error),
    })
    expect(answer.error).toEqual({ err_code: 9, errMsg: answer.errMsg })
    const error = await thrown(() => loose(door.plugin.initByCaller)({ businessType: 1, roomType: 'film' }))
    expect(error).toBeInstanceOf(door.plugin.VoipPluginError)
    expect(error.errMsg).toMatch(/^initByCaller:fail parameter error: .*roomType should be/)
    const state = { roomType: 'voice', businessType: 1, caller: { id: 'a' }, listener: { id: 'b' } }
    expect(
      (await thrown(() => loose(door.plugin.initByCaller)({ ...state, miniprogramState: 'x' }))).errMsg,
    ).toContain('miniprogramState')
    covers.same(
      'plugin.initByCaller.errCode',
      'plugin.initByCaller.errObj',
      'plugin.initByCaller.error',
      'plugin.initByCaller.throws',
      'plugin.VoipError',
      'plugin.VoipCgiError',
      'plugin.VoipPluginError',
    )
    covers.different('plugin.initByCaller.miniprogramState', 'checked; there is one version of an app here')
  })

  test('knows a device by its sign-in, and says so when another id is passed', async ({
    covers,
    emulator,
  }) => {
    const { door } = await pair(emulator)
    const answer = await door.call('parent', { caller: { id: 'door-2' } })
    expect(answer).toMatchObject({ isSuccess: false, errCode: 2, errMsg: expect.stringContaining('sn') })
    covers.different(
      'plugin.serialOfSignIn',
      'another id is refused with 2; WeChat goes on with the registered one (9)',
    )
  })
})

describe('callWMPF', () => {
  test('rings an Android device without an authorization', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    const pushToken = await door.pushToken()
    const option = {
      roomType: 'video',
      sn: 'door-1',
      modelId: emulator.modelId,
      pushToken,
      nickName: 'Mother',
      deviceName: 'Garden',
      chargeType: 'duration',
      timeLimit: 30,
      enableCallerCamera: false,
      enableListenerCamera: false,
      envVersion: 'release',
      customQuery: 'a=1',
    } as const
    const { roomId } = await parent.plugin.callWMPF(option)
    await parent.wx.reLaunch({ url: CALL_PAGE })
    await door.user.ignore()
    expect(parent.screen.call?.name).toContain('Garden')
    expect(door.screen.call?.name).toBe('Mother')
    expect(door.plugin.getPluginOnloadOptions()).toMatchObject({ roomId, a: '1' })
    await door.user.answer()
    expect(callPageOf(parent.plugin).call?.local.camera).toBe(false)
    expect(callPageOf(door.plugin).call?.local.camera).toBe(false)
    await emulator.advance(seconds(31))
    expect(await parent.hears('hangUpVoip')).toMatchObject({ data: { origin: 'timeLimit' } })
    covers.same(
      'plugin.callWMPF',
      'plugin.direction.phoneToAndroid',
      'plugin.callWMPF.deviceName',
      'plugin.callWMPF.timeLimit',
      'plugin.callWMPF.enableCallerCamera',
      'plugin.callWMPF.enableListenerCamera',
      'plugin.callWMPF.customQuery',
    )
    const wrong = async (change: object) =>
      thrown(() => loose(parent.plugin.callWMPF)({ ...option, ...change }))
    for (const name of ['roomType', 'sn', 'modelId', 'nickName', 'envVersion']) {
      const error = await wrong({ [name]: 1 })
      expect(error).toMatchObject({ errCode: 1004, errMsg: expect.stringContaining(name) })
    }
    expect(await wrong({ pushToken: '' })).toMatchObject({ errCode: 1001 })
    expect(await wrong({ chargeType: 'free' })).toMatchObject({ errCode: 22 })
    covers.same(
      'plugin.callWMPF.roomType',
      'plugin.callWMPF.sn',
      'plugin.callWMPF.modelId',
      'plugin.callWMPF.pushToken',
      'plugin.callWMPF.nickName',
    )
    covers.different('plugin.callWMPF.chargeType', 'checked (22); nobody is charged')
    covers.different('plugin.callWMPF.envVersion', 'checked; there is one version of an app here')
  })
})

describe('callDevice', () => {
  test('rings any other device without an authorization', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    const option = {
      roomType: 'video',
      sn: 'door-1',
      modelId: emulator.modelId,
      nickName: 'Mother',
      deviceName: 'Garden',
      chargeType: 'license',
      timeLimit: 30,
      enableCallerCamera: false,
      enableListenerCamera: false,
      encodeVideoFixedLength: 640,
      encodeVideoRotation: 1,
      encodeVideoRatio: 133,
      encodeVideoMaxFPS: 15,
    } as const
    await parent.plugin.callDevice(option)
    await parent.wx.reLaunch({ url: CALL_PAGE })
    await door.user.ignore()
    expect(parent.screen.call?.name).toContain('Garden')
    expect(door.screen.call?.name).toBe('Mother')
    await door.user.answer()
    expect(callPageOf(parent.plugin).call?.local.camera).toBe(false)
    expect(callPageOf(door.plugin).call?.local.camera).toBe(false)
    await emulator.advance(seconds(31))
    expect(await parent.hears('hangUpVoip')).toMatchObject({ data: { origin: 'timeLimit' } })
    covers.same(
      'plugin.callDevice',
      'plugin.direction.phoneToDevice',
      'plugin.callDevice.deviceName',
      'plugin.callDevice.timeLimit',
      'plugin.callDevice.enableCallerCamera',
      'plugin.callDevice.enableListenerCamera',
    )
    covers.different('plugin.callDevice.nickName', 'also shown on the device')
    covers.different(
      'plugin.callDevice.noPush',
      'the device is told by Callgrant: nothing has to be forwarded',
    )
    const wrong = async (change: object) =>
      thrown(() => loose(parent.plugin.callDevice)({ ...option, ...change }))
    for (const name of ['roomType', 'sn', 'modelId']) {
      const error = await wrong({ [name]: 1 })
      expect(error).toMatchObject({ errCode: 1004, errMsg: expect.stringContaining(name) })
    }
    for (const [name, value] of [
      ['encodeVideoFixedLength', 100],
      ['encodeVideoRotation', 3],
      ['encodeVideoRatio', -1],
      ['encodeVideoMaxFPS', 60],
    ] as const) {
      expect(await wrong({ [name]: value })).toMatchObject({
        errCode: 1004,
        errMsg: expect.stringContaining(name),
      })
    }
    expect(await wrong({ chargeType: 'free' })).toMatchObject({ errCode: 22 })
    covers.same('plugin.callDevice.roomType', 'plugin.callDevice.sn', 'plugin.callDevice.modelId', 'code.22')
    covers.different('plugin.callDevice.chargeType', 'checked (22); nobody is charged')
    covers.different(
      [
        'plugin.callDevice.encodeVideoFixedLength',
        'plugin.callDevice.encodeVideoRotation',
        'plugin.callDevice.encodeVideoRatio',
        'plugin.callDevice.encodeVideoMaxFPS',
      ],
      'checked; WebRTC agrees on the picture by itself',
    )
  })
})
