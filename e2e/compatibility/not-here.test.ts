/** What WeChat's pages name and Callgrant does not have, or has in another way: what a program meets in its place. */

import { callPageOf } from '@callgrant/wechat'
import { describe, expect } from 'vitest'
import { ask, authorize, pair, thrown } from './lib/acts.ts'
import { BackEnd } from './lib/back-end.ts'
import { test } from './lib/test.ts'

const CALL_PAGE = 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin'

describe('functions', () => {
  test('of wx that are not here are undefined, and canIUse says so', async ({ covers, emulator }) => {
    const { wx } = await emulator.person('parent')
    for (const name of ['joinVoIPChat', 'requestSubscribeDeviceMessage']) {
      expect(wx).not.toHaveProperty(name)
      expect(wx.canIUse(name)).toBe(false)
    }
    covers.absent('wx.joinVoIPChat', '`canIUse` says so; a call’s media is WebRTC’s')
    covers.absent(
      'wx.requestSubscribeDeviceMessage.errCode',
      'Template messages are another feature; `canIUse` says so',
    )
  })

  test('of the plugin: no getIotContactList, and no component in the half-screen', async ({
    covers,
    emulator,
  }) => {
    const { parent, door } = await pair(emulator)
    expect(parent.plugin).not.toHaveProperty('getIotContactList')
    covers.absent('plugin.getIotContactList', 'WeChat’s pages of the plugin do not have it')
    parent.plugin.setCustomBtnText('Open')
    await door.call('parent')
    await parent.user.answer()
    callPageOf(parent.plugin).pressCustomButton()
    expect(callPageOf(parent.plugin).view).toMatchObject({ customBox: true })
    covers.absent(
      'plugin.setCustomBtnText.custombox',
      'The button tells `showCustomBox` and `hideCustomBox`; the component is not put on the page',
    )
  })
})

test('a switch-on by hand is an authorization like any other', async ({ covers, emulator }) => {
  const parent = await emulator.person('parent')
  const refused = ask(emulator, parent, 'door-1')
  await parent.user.reject()
  await refused
  await parent.user.switchOn('door-1')
  expect((await ask(emulator, parent, 'door-1')).failed).toMatchObject({ errCode: 10001 })
  covers.different('wx.requestDeviceVoIP.switchedOn', 'fails with 10001: authorized already')
})

describe('versions', () => {
  test('of WeChat change no picture, and no platform is left out', async ({ covers, emulator }) => {
    const door = await emulator.device('door-1')
    const parent = await emulator.person('parent', { wechat: '8.0.30' })
    await authorize(emulator, parent, 'door-1')
    await parent.call('door-1', { encodeVideoFixedLength: 320 })
    await door.user.answer()
    expect(parent.screen.call?.stage).toBe('talking')
    covers.different(
      ['gate.wechat.8.0.40', 'gate.wechat.8.0.41', 'gate.wechat.8.0.54'],
      'no version changes the picture: WebRTC agrees on it, and turns it upright',
    )
    covers.different('gate.wechat.harmony', 'there in every browser; on HarmonyOS by the Taro plugin')
  })

  test('of the plugin before 2.3.0 ask a calling device for a token', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const old = await emulator.device('door-1', { plugin: '2.2.9' })
    const now = await emulator.device('door-2', { plugin: '2.3.0' })
    for (const sn of ['door-1', 'door-2']) await authorize(emulator, parent, sn)
    expect(await thrown(() => old.call('parent'))).toMatchObject({ errCode: 1001 })
    expect(await now.call('parent')).toMatchObject({ isSuccess: true })
    await parent.user.answer()
    await now.user.hangUp()
    expect(now.events.slice(-2)).toEqual(['endVoip', 'finishVoip'])
    covers.same('gate.plugin.2.3.0.voipToken')
    covers.different('gate.plugin.2.2.2', 'told in every version of the plugin')
    covers.different('gate.plugin.2.1.8', 'there is one version of an app here')
  })

  test('of the plugin change nothing about a hidden app or the buttons', async ({ covers, emulator }) => {
    const { parent: first, door } = await pair(emulator)
    await first.close()
    const parent = await emulator.person('parent', { plugin: '2.3.1' })
    await door.call('parent')
    await parent.user.ignore()
    await parent.user.hideApp()
    expect(parent.events).not.toContain('rejectVoip')
    expect(callPageOf(parent.plugin).view?.buttons).toEqual(['decline', 'answer'])
    covers.different('gate.plugin.2.3.2.lock', 'rings on in every version: a hidden app refuses nothing')
    covers.different(
      'gate.plugin.2.3.9.tap',
      'in a browser they hide by a tap or by themselves in every version; in the emulator never',
    )
  })
})

describe('a device’s own software', () => {
  test('is a client with a key of its own: it registers with a ticket, and signs in', async ({
    covers,
    emulator,
  }) => {
    const { parent, door } = await pair(emulator)
    expect(await door.call('parent')).toMatchObject({ isSuccess: true })
    await parent.user.answer()
    covers.different(
      'device.console',
      'on the command line: `callgrant app create`, `callgrant model create`',
    )
    covers.different(
      'device.register',
      '`createDevice({ticket})` registers with an snTicket; the back end may reset a device',
    )
    covers.different('device.deviceToken', 'none: a device signs in with its key')
    covers.absent(
      'device.hostAppId',
      'The program runs in a browser or in Node: no Android app of its own is needed',
    )
    covers.absent('device.linux', 'Any language speaks JSON over one WebSocket: /asyncapi.json describes it')
    covers.absent('device.rtos', 'Any language speaks JSON over one WebSocket: /asyncapi.json describes it')
    covers.absent(
      'cloud.sdkStatus',
      'There is no server SDK: `state` and `end` of a call say the same in words',
    )
    covers.absent('code.16', 'The server that keeps a room is the one that says how it is')
  })

  test('is told of a call by Callgrant itself, and answers at once when its page was opened so', async ({
    covers,
    emulator,
  }) => {
    const { parent, door } = await pair(emulator)
    expect(door.wmpf).not.toHaveProperty('WMPFDeviceApi')
    await door.wx.reLaunch({ url: `${CALL_PAGE}?isClickedHangOnBtn=1` })
    await parent.call('door-1')
    await door.hears('hangOnVoip')
    covers.same('device.wmpf.isClickedHangOnBtn')
    covers.absent(
      'device.wmpf',
      'What hosts the page is a function (`device.host`); `device.getPushToken()` of the SDK gives the token',
    )
    covers.absent('device.wmpf.push', 'A device that is connected is told of the call by its own connection')
    covers.absent('device.wmpf.versions', 'There is no WMPF')
  })
})

test('the OAuth of web pages under /sns answers 40066 in WeChat’s form', async ({ covers, emulator }) => {
  const back = new BackEnd(emulator)
  const paths = ['oauth2/access_token', 'oauth2/refresh_token', 'userinfo', 'auth']
  for (const path of paths) {
    expect(await back.get(`/sns/${path}?appid=${emulator.appid}&secret=s&code=c`)).toEqual({
      errcode: 40066,
      errmsg: expect.stringMatching(
        /^invalid url: there is no such call here; see \/openapi\.json rid: \S+$/,
      ),
    })
  }
  covers.absent(
    ['http.sns.oauth2', 'http.sns.userinfo'],
    'People sign in by `wx.login`, by your back end or by an identity provider (OIDC); the paths answer 40066',
  )
})
