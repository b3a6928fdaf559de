import { expect, test } from 'vitest'
import { createWx } from '../create-wx.ts'
import { WX_NAMES } from './can-i-use.ts'

const ui = { askAuthorization: async () => 'allow' as const, openSettings: async () => {} }
const { wx } = createWx({ server: 'http://127.0.0.1:9', appid: 'wx1', session: 's', platform: { ui } })

test('knows everything that wx has, and wx has everything that it knows', () => {
  expect(Object.keys(wx).sort()).toEqual([...WX_NAMES].sort())
  expect(WX_NAMES.filter((name) => !wx.canIUse(name))).toEqual([])
})

test.each([
  'requestDeviceVoIP.object.isGroup',
  'requestDeviceVoIP.object.complete',
  'getDeviceVoIPList.success.list.group_id',
  'getDeviceVoIPList.success.list.groupId',
  'getSystemInfoSync.return.SDKVersion',
  'showToast.object.mask',
  'request.success.statusCode',
  'onAppShow.callback.scene',
  'login.success.errMsg',
])('can use %s', (schema) => expect(wx.canIUse(schema)).toBe(true))

test.each([
  '',
  'requestPayment',
  'toString',
  'constructor',
  'showToast.object.image',
  'showToast.object.toString',
  'showToast.return.title',
  'getSystemInfoSync.object.success',
  'requestSubscribeDeviceMessage',
])('cannot use %j, which is not here', (schema) => expect(wx.canIUse(schema)).toBe(false))

test('cannot use what has nothing to be shown with', () => {
  const { wx } = createWx({ server: 'http://127.0.0.1:9', appid: 'wx1', session: 's' })
  expect(wx.canIUse('requestDeviceVoIP')).toBe(false)
  expect(wx.canIUse('openSetting')).toBe(false)
  expect(wx.canIUse('getDeviceVoIPList')).toBe(true)
})
