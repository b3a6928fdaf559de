/** Settings, scopes, and the other functions of `wx` and `wmpf`. */

import { describe, expect } from 'vitest'
import { ask, authorize, pair, thrown, told } from './lib/acts.ts'
import { BackEnd } from './lib/back-end.ts'
import { test } from './lib/test.ts'

describe('settings', () => {
  test('are opened, and answer what is allowed', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    await authorize(emulator, parent, 'door-1')
    await parent.wx.authorize({ scope: 'scope.record' })
    const opened = told((on) => parent.wx.openSetting({ withSubscriptions: true, ...on }))
    await expect.poll(() => parent.screen.settings?.rows).toHaveLength(1)
    await parent.user.closeSettings()
    const settings = {
      authSetting: { 'scope.record': true },
      subscriptionsSetting: { mainSwitch: true, itemSettings: {} },
    }
    expect((await opened).ok).toMatchObject({ ...settings, errMsg: 'openSetting:ok' })
    const read = await parent.wx.getSetting({ withSubscriptions: true })
    expect(read).toEqual({ ...settings, errMsg: 'getSetting:ok' })
    expect(await parent.wx.getSetting()).not.toHaveProperty('subscriptionsSetting')
    expect(Object.keys(read.authSetting)).toEqual(['scope.record'])
    covers.different('wx.openSetting', 'opens also without a tap of the person')
    covers.same('wx.getSetting', 'wx.getSetting.noDeviceScope')
    covers.different(
      ['wx.openSetting.withSubscriptions', 'wx.getSetting.withSubscriptions'],
      '`subscriptionsSetting` is there, and empty: there are no subscriptions here',
    )
  })

  test('know the scopes of microphone and camera, and none for face-pay', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    expect(await parent.wx.authorize({ scope: 'scope.camera' })).toEqual({ errMsg: 'authorize:ok' })
    expect(await thrown(() => parent.wx.authorize({ scope: 'scope.voip' }))).toMatchObject({
      errMsg: 'authorize:fail invalid scope',
    })
    covers.same('wx.authorize')
    covers.absent('wx.authorize.scope.voip', 'Face-pay terminals are not here')

    for (const part of ['microphone', 'camera'] as const) {
      parent.media[part] = 'denied'
      await door.call('parent')
      await parent.user.answer()
      const { data } = await parent.hears('joinFailListener')
      expect(data).toMatchObject({ errCode: 2102 })
      parent.media[part] = 'works'
      await door.user.closeCallPage()
    }
    covers.same('scope.record', 'scope.camera')
  })
})

describe('wx', () => {
  test('logs in with a code that the back end exchanges once', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const { code } = await parent.wx.login()
    const exchange = (js_code: string) =>
      new BackEnd(emulator).get(
        `/sns/jscode2session?${new URLSearchParams({
          appid: emulator.appid,
          secret: emulator.secret,
          js_code,
          grant_type: 'authorization_code',
        })}`,
      )
    expect(await exchange(code)).toMatchObject({ openid: 'parent', session_key: expect.any(String) })
    expect(await exchange(code)).toMatchObject({ errcode: 40163 })
    expect(await exchange('x')).toMatchObject({ errcode: 40029 })
    covers.same('wx.login', 'http.jscode2session')
  })

  test('tells which app, which WeChat and which phone it is', async ({ covers, emulator }) => {
    const { wx } = await emulator.person('parent', { baseLibrary: '3.0.1', wechat: '8.0.50' })
    expect(wx.getAccountInfoSync().miniProgram).toEqual({
      appId: emulator.appid,
      envVersion: 'release',
      version: '',
    })
    expect(wx.getSystemInfoSync()).toMatchObject({ SDKVersion: '3.0.1', version: '8.0.50', platform: 'ios' })
    expect(wx.getAppBaseInfo()).toMatchObject({ SDKVersion: '3.0.1', version: '8.0.50', language: 'en' })
    expect(wx.getDeviceInfo()).toMatchObject({ platform: 'ios', system: 'iOS 18.0' })
    expect(wx.getWindowInfo()).toMatchObject({
      windowWidth: expect.any(Number),
      pixelRatio: expect.any(Number),
    })
    expect(wx.canIUse('getSystemInfoSync.return.SDKVersion')).toBe(true)
    expect(wx.canIUse('requestMidasPayment')).toBe(false)
    covers.same(
      'wx.getSystemInfoSync',
      'wx.getAppBaseInfo',
      'wx.getDeviceInfo',
      'wx.getWindowInfo',
      'wx.canIUse',
    )
    covers.different('wx.getAccountInfoSync', '`version` is empty, since WeChat releases nothing here')
  })

  test('keeps what is stored, and the clipboard', async ({ covers, emulator }) => {
    const { wx } = await emulator.person('parent')
    wx.setStorageSync('a', { b: [1] })
    expect(wx.getStorageSync('a')).toEqual({ b: [1] })
    await wx.setStorage({ key: 'c', data: 'd' })
    expect((await wx.getStorage({ key: 'c' })).data).toBe('d')
    expect(wx.getStorageInfoSync().keys).toEqual(['a', 'c'])
    await wx.removeStorage({ key: 'a' })
    wx.clearStorageSync()
    expect(await thrown(() => wx.getStorage({ key: 'c' }))).toMatchObject({
      errMsg: 'getStorage:fail data not found',
    })
    await wx.setClipboardData({ data: 'copied' })
    expect((await wx.getClipboardData()).data).toBe('copied')
    covers.same('wx.storage', 'wx.clipboard')
  })

  test('sends requests, those to WeChat’s own host to Callgrant', async ({ covers, emulator }) => {
    const { wx } = await emulator.person('parent')
    const query = new URLSearchParams({
      grant_type: 'client_credential',
      appid: emulator.appid,
      secret: 'wrong',
    })
    const { ok } = await told((on) =>
      wx.request({ url: `https://api.weixin.qq.com/cgi-bin/token?${query}`, ...on }),
    )
    expect(ok).toMatchObject({ statusCode: 200, data: { errcode: 40125 }, errMsg: 'request:ok' })
    covers.same('wx.request')
  })

  test('calls cloud functions that the test hands over', async ({ covers, emulator }) => {
    const { wx } = await emulator.person('parent', {
      functions: { sum: ({ a, b }) => Number(a) + Number(b) },
    })
    wx.cloud.init()
    const { result } = await wx.cloud.callFunction({ name: 'sum', data: { a: 1, b: 2 } })
    expect(result).toBe(3)
    expect(await thrown(() => wx.cloud.callFunction({ name: 'none' }))).toMatchObject({ errCode: -501000 })
    covers.different(
      'wx.cloud.callFunction',
      'runs where the page runs: a function of the test, or of the app',
    )
  })

  test('has a database for development, the same for a page and a back end', async ({ covers, emulator }) => {
    const { wx } = await emulator.person('parent')
    wx.cloud.init()
    const db = wx.cloud.database()
    await db.collection('rooms').add({ data: { sn: 'door-1', floor: 2, at: db.serverDate() } })
    const rooms = emulator.database.collection('rooms')
    expect((await rooms.where({ floor: db.command.in([1, 2]) }).get()).data).toMatchObject([
      { _openid: 'parent' },
    ])
    await rooms.where({ sn: 'door-1' }).update({ data: { floor: db.command.inc(1) } })
    expect((await db.collection('rooms').where({ floor: 3 }).count()).total).toBe(1)
    expect(await thrown(() => db.collection('rooms').doc('none').get())).toMatchObject({ errCode: -1 })
    covers.different(
      'wx.cloud.database',
      'in memory, for development: no permissions, no `aggregate`, `watch` or transactions; a collection is there from its first use',
    )
  })

  test('keeps files', async ({ covers, emulator }) => {
    const { wx } = await emulator.person('parent')
    const fs = wx.getFileSystemManager()
    const filePath = `${wx.env.USER_DATA_PATH}/a.txt`
    const missing = { errMsg: `readFile:fail no such file or directory, open ${filePath}`, errCode: 1300002 }
    expect((await told((on) => fs.readFile({ filePath, ...on } as never))).failed).toMatchObject(missing)
    fs.writeFileSync(filePath, 'text')
    expect(
      (await told((on) => fs.readFile({ filePath, encoding: 'utf8', ...on } as never))).ok,
    ).toMatchObject({
      data: 'text',
      errMsg: 'readFile:ok',
    })
    covers.different(
      'wx.getFileSystemManager',
      'without open files (`open`, `read`, `write`, `close`) and archives',
    )
  })

  test('loads plugins later', async ({ covers, emulator }) => {
    const { requirePlugin, plugin } = await emulator.person('parent')
    expect((await requirePlugin.async('wmpf-voip')).default).toBe(plugin)
    expect(await thrown(() => requirePlugin.async('live'))).toMatchObject({
      mod: 'live',
      errMsg: expect.stringContaining('not there'),
    })
    covers.same('require.async')
  })

  test('shows toasts, modals and sheets', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const { wx } = parent
    await wx.showToast({ title: 'Done' })
    expect(parent.screen.toast).toMatchObject({ title: 'Done', icon: 'success' })
    await wx.showLoading({ title: 'Wait' })
    expect(parent.screen.loading?.title).toBe('Wait')
    await wx.hideLoading()
    const modal = wx.showModal({ title: 'Ask', content: 'Settings?' })
    await parent.user.confirm()
    expect(await modal).toMatchObject({ confirm: true, cancel: false })
    const sheet = wx.showActionSheet({ itemList: ['a', 'b'] })
    await parent.user.choose('b')
    expect(await sheet).toMatchObject({ tapIndex: 1 })
    covers.same('wx.feedback')
  })

  test('goes from page to page, to the call page too', async ({ covers, emulator }) => {
    const parent = await emulator.person('parent')
    const { failed } = await told((on) => parent.wx.navigateTo({ url: '/pages/none/none', ...on }))
    expect(failed.errMsg).toMatch(/^navigateTo:fail page "pages\/none\/none" is not found/)
    await parent.wx.reLaunch({ url: parent.plugin.CALL_PAGE_PATH })
    expect(parent.screen.route).toBe(parent.plugin.CALL_PAGE_PATH)
    covers.same('wx.navigation')
  })

  test('gives a promise where WeChat does, and only without callbacks', async ({ covers, emulator }) => {
    const { wx } = await emulator.person('parent')
    expect(wx.getSetting()).toBeInstanceOf(Promise)
    expect(wx.getSetting({ success() {} })).toBeUndefined()
    expect(wx.getDeviceVoIPList()).toBeUndefined()
    covers.same('wx.callbacksOrPromise')
  })

  test('exitMiniProgram leaves, and a call brings it back', async ({ covers, emulator }) => {
    const { parent, door } = await pair(emulator)
    expect(await parent.wx.exitMiniProgram()).toEqual({ errMsg: 'exitMiniProgram:ok' })
    expect(parent.screen.exited).toBe(true)
    await door.call('parent')
    expect(parent.screen.call?.stage).toBe('incoming')
    expect(parent.screen.exited).toBe(false)
    covers.different('wx.exitMiniProgram', 'leaves also without a tap of the person')
  })

  test('has no subscription to messages of a device', async ({ covers, emulator }) => {
    const { wx } = await emulator.person('parent')
    expect(wx).not.toHaveProperty('requestSubscribeDeviceMessage')
    expect(wx.canIUse('requestSubscribeDeviceMessage')).toBe(false)
    expect(await new BackEnd(emulator).post('/cgi-bin/message/device/subscribe/send', {})).toMatchObject({
      errcode: 40066,
    })
    covers.absent(
      ['wx.requestSubscribeDeviceMessage', 'http.subscribe.send'],
      'Template messages are another feature; `canIUse` says so, the path answers 40066',
    )
  })
})

test('wmpf is there on a device only, and gives serial number and push token', async ({
  covers,
  emulator,
}) => {
  const { parent, door } = await pair(emulator)
  expect(door.wmpf.getDeviceSerialNumberSync()).toEqual({ serialNumber: 'door-1' })
  const { token, expireTimestamp } = await door.wmpf.getWmpfPushToken()
  expect(typeof token).toBe('string')
  expect(expireTimestamp).toBe(Math.floor(emulator.clock.now() / 1000) + 7 * 86_400)
  expect(parent).not.toHaveProperty('wmpf')
  covers.same('wmpf.getDeviceSerialNumberSync', 'wmpf.global')
  covers.different('wmpf.getWmpfPushToken', 'good for 7 days; WeChat does not say how long')
  const asked = ask(emulator, parent, 'door-2')
  await parent.user.dismiss()
  await asked
})

test('wmpf.Channel talks to what hosts the device’s Mini Program', async ({ covers, emulator }) => {
  const door = await emulator.device('door-1', { host: (command, data) => `${command} ${data}` })
  const { Channel } = door.wmpf
  expect(await Channel.invoke({ command: 'unlock', data: '2' })).toMatchObject({ data: 'unlock 2' })
  expect(Channel.invokeSync({ command: 'lock' })).toMatchObject({ data: 'lock ' })
  const heard: unknown[] = []
  const listener = ({ data }: { data: string }) => heard.push(data)
  Channel.on('light', listener)
  await expect(door.sendHostEvent('light', 'on')).rejects.toThrow('not registered')
  await Channel.registerEvent({ event: 'light' })
  await door.sendHostEvent('light', 'on')
  Channel.off('light', listener)
  await door.sendHostEvent('light', 'off')
  await Channel.unregisterEvent({ event: 'light' })
  expect(heard).toEqual(['on'])
  covers.different(
    'wmpf.Channel',
    'the host is a function that the test, or the owner of the page, passes in',
  )
})
