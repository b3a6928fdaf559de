/** Cloud mode (C16): the app's back end is asked before a call rings, and may start calls itself. */

import { type Emulator, seconds } from '@callgrant/emulator'
import { describe, expect } from 'vitest'
import { OK, pushBackend } from '../../packages/server/test/push-backend.ts'
import { authorize, pair, type Told } from './lib/acts.ts'
import { BackEnd, backendOf } from './lib/back-end.ts'
import { test } from './lib/test.ts'

/** The app's own message-push address, set as its back end sets it. */
async function listening(emulator: Emulator, format: 'json' | 'xml' = 'json') {
  const backend = await pushBackend(emulator.appid)
  await backendOf(emulator).app.update({ message_push: { ...backend.settings, format } })
  return backend
}

const CALL_PAGE = 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin'

describe('a call with isCloud', () => {
  test.for(['json', 'xml'] as const)(
    'posts WeChat’s message as %s, and rings after errcode 0',
    async (format, { covers, emulator }) => {
      const parent = await emulator.person('parent')
      const door = await emulator.device('door-1')
      const backend = await listening(emulator, format)
      backend.replies = [OK]
      const { roomId } = await parent.call('door-1', { isCloud: true, payload: '{"floor":3}' })
      await door.user.ignore()
      expect(backend.pushed).toHaveLength(1)
      expect(backend.pushed[0]?.fields).toMatchObject({
        FromUserName: 'parent',
        MsgType: 'event',
        Event: 'iot_voip_notify',
        Action: 'join_voip_room',
        Payload: '{"floor":3}',
        RoomId: roomId,
        SessionKey: expect.any(String),
        ServerToken: expect.any(String),
        ModelId: emulator.modelId,
        Sn: 'door-1',
      })
      covers.same(
        'cloud.message',
        'cloud.safeMode',
        'cloud.fields',
        'cloud.Payload',
        'cloud.device',
        'cloud.ok',
        'plugin.callDevice.isCloud',
        'plugin.callDevice.payload',
      )
      covers.different(
        'cloud.room',
        '`SessionKey` and `ServerToken` are for WeChat’s server SDK: nothing here takes them',
      )
      covers.absent(
        'cloud.serverSdk',
        'A device joins by WebRTC and one WebSocket; no process of the back end carries its media',
      )
    },
  )

  test('is cancelled by any other errcode, and never rings', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    const backend = await listening(emulator)
    backend.replies = ['{"errcode":7,"errmsg":"not at night"}']
    await parent.call('door-1', { isCloud: true })
    expect(await parent.hears('endVoip')).toBeDefined()
    expect(parent.events).toContain('cancelVoip')
    expect(door.events).toEqual([])
    covers.same('cloud.refused')
  })

  test('asks again when no answer comes', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const door = await emulator.device('door-1')
    const backend = await listening(emulator)
    backend.replies = [{ status: 500 }, OK]
    await parent.call('door-1', { isCloud: true })
    await expect.poll(() => backend.pushed.length, { timeout: 10_000 }).toBe(2)
    await door.user.ignore()
    covers.different('cloud.again', '3 attempts of 3 s each; then the call is cancelled, with words')
  })

  test('is known from plugin 2.4.3', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent', { plugin: '2.4.2' })
    const door = await emulator.device('door-1')
    const backend = await listening(emulator)
    await parent.call('door-1', { isCloud: true })
    await door.user.ignore()
    expect(backend.pushed).toEqual([])
    covers.same('gate.plugin.2.4.3')
  })
})

test('/wxa/business/iot/voip/call rings a person from a device', async ({ covers, emulator }) => {
  const { parent, door } = await pair(emulator)
  const back = new BackEnd(emulator)
  const body = {
    model_id: emulator.modelId,
    sn: 'door-1',
    openid: 'parent',
    room_type: 'video',
    listener_name: 'Mother',
    version_type: 0,
    query: 'from=cloud',
    caller_camera_status: 1,
    listener_camera_status: 1,
    payload: 'p',
  }
  const call = (change: object = {}) => back.post('/wxa/business/iot/voip/call', { ...body, ...change })
  expect(await call({ sn: 'door-9' })).toMatchObject({ errcode: expect.any(Number) })
  await emulator.person('stranger')
  expect(await call({ openid: 'stranger' })).toMatchObject({ errcode: 9, errmsg: expect.any(String) })
  expect(await call({ room_type: 'film' })).toMatchObject({ errcode: 47001 })
  expect(await call({ room_type: undefined })).toMatchObject({ errcode: 40101 })
  expect(await call({ model_id: 'm_x' })).toMatchObject({ errcode: expect.any(Number) })
  const answer: Told = await call()
  expect(answer).toMatchObject({ errcode: 0, errmsg: 'ok', room_id: expect.any(String) })
  await door.wx.reLaunch({ url: CALL_PAGE })
  await parent.user.ignore()
  expect(parent.plugin.getPluginOnloadOptions()).toMatchObject({ from: 'cloud' })
  await parent.user.answer()
  expect(door.events).toContain('joinedRoomByCaller')
  await emulator.device('door-2')
  await authorize(emulator, parent, 'door-2')
  expect(await call({ sn: 'door-2' })).toMatchObject({
    errcode: 1005,
    errmsg: expect.stringMatching(/^another call is in progress: the person is in another call/),
  })
  covers.different(
    'http.voip.call.busy',
    'errcode 1005, and nothing follows: the call is over before the device could join',
  )
  await parent.user.hangUp()
  expect(await door.hears('endVoip')).toMatchObject({ data: { listenerName: 'Mother', roomType: 'video' } })
  covers.same(
    'http.voip.call',
    'http.voip.call.model_id',
    'http.voip.call.sn',
    'http.voip.call.openid',
    'http.voip.call.room_type',
    'http.voip.call.listener_name',
    'http.voip.call.query',
    'http.voip.call.caller_camera_status',
    'http.voip.call.listener_camera_status',
    'http.voip.call.payload',
  )
  covers.different('http.voip.call.version_type', 'taken; there is one version of an app here')
})

test('a video call talks over WebRTC, whose two sides agree on codecs and sizes', async ({
  covers,
  emulator,
}) => {
  const { parent, door } = await pair(emulator)
  await authorize(emulator, parent, 'door-2')
  await door.call('parent')
  await parent.user.answer()
  await emulator.advance(seconds(2))
  expect(parent.screen.call).toMatchObject({ stage: 'talking', roomType: 'video' })
  covers.different('media.audio', 'Opus')
  covers.different('media.video', 'H264 or VP8; no H265')
  covers.different('media.size', 'as the cameras and the network give; WebRTC adapts')
  covers.different('media.rotation', 'upright: WebRTC says how a picture is turned')
})
