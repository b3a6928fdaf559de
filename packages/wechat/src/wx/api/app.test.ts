import { expect, test, vi } from 'vitest'
import { createWx } from '../create-wx.ts'
import type { WxOptions } from '../types.ts'

const make = (more: Partial<WxOptions> = {}) =>
  createWx({ server: 'http://127.0.0.1:9', appid: 'wx1', session: 's', language: 'zh', ...more })

test('tells how the app was started, and how it came to the front the last time', () => {
  const { wx, host } = make()
  host.app.launch({ path: 'pages/index/index', query: { a: '1' }, scene: 1011 })
  host.app.show({ path: 'pages/call/call', query: {}, scene: 1038, referrerInfo: { appId: 'wx2' } })
  expect(wx.getLaunchOptionsSync()).toMatchObject({
    path: 'pages/index/index',
    query: { a: '1' },
    scene: 1011,
  })
  expect(wx.getEnterOptionsSync()).toMatchObject({
    path: 'pages/call/call',
    scene: 1038,
    referrerInfo: { appId: 'wx2', extraData: {} },
  })
})

test('tells of front and back, each listener until it is off', () => {
  const { wx, host } = make()
  const [shown, more, hidden] = [vi.fn(), vi.fn(), vi.fn()]
  wx.onAppShow(shown)
  wx.onAppShow(more)
  wx.onAppHide(hidden)
  host.app.hide()
  host.app.show({ scene: 1089 })
  expect(shown).toHaveBeenCalledWith(expect.objectContaining({ scene: 1089, apiCategory: 'default' }))
  wx.offAppShow(shown)
  host.app.show()
  wx.offAppShow()
  wx.offAppHide(hidden)
  host.app.hide()
  host.app.show()
  expect([shown, more, hidden].map(({ mock }) => mock.calls.length)).toEqual([1, 2, 1])
})

test('tells of the network, and stops to look when nobody listens', async () => {
  let online = true
  const looking = new Set<() => void>()
  const network = {
    online: () => online,
    onChange(listener: () => void) {
      looking.add(listener)
      return () => void looking.delete(listener)
    },
  }
  const { wx } = make({ platform: { network } })
  const listener = vi.fn()
  wx.onNetworkStatusChange(listener)
  online = false
  for (const change of looking) change()
  expect(listener).toHaveBeenCalledWith({ isConnected: false, networkType: 'none' })
  expect(await wx.getNetworkType()).toMatchObject({ networkType: 'none', errMsg: 'getNetworkType:ok' })
  wx.offNetworkStatusChange(listener)
  expect(looking.size).toBe(0)
})

test('tells what it runs on, each version as it was asked for', async () => {
  const { wx } = make({ versions: { baseLibrary: '2.30.4', wechat: '8.0.29' }, envVersion: 'develop' })
  const info = wx.getSystemInfoSync()
  expect(info).toMatchObject({ SDKVersion: '2.30.4', version: '8.0.29', enableDebug: true, windowWidth: 390 })
  expect(await wx.getSystemInfo()).toEqual({ ...info, errMsg: 'getSystemInfo:ok' })
  const success = vi.fn()
  expect(wx.getSystemInfoAsync({ success })).toBeUndefined()
  expect(wx.getSystemInfoAsync()).toBeUndefined()
  await vi.waitFor(() => expect(success).toHaveBeenCalledWith({ ...info, errMsg: 'getSystemInfoAsync:ok' }))
  const { host, SDKVersion } = wx.getAppBaseInfo()
  expect({ host, SDKVersion }).toEqual({
    SDKVersion: '2.30.4',
    host: { appId: 'wx1', env: 'WeChat', version: '8.0.29' },
  })
  expect(wx.getDeviceInfo().system).toContain(process.versions.node)
  const { windowWidth } = wx.getWindowInfo()
  const { left, right, width } = wx.getMenuButtonBoundingClientRect()
  expect(right - left).toBe(width)
  expect(right).toBeLessThan(windowWidth)
})

test('there is never an update', async () => {
  const manager = make().wx.getUpdateManager()
  const checked = vi.fn()
  manager.onCheckForUpdate(checked)
  manager.applyUpdate()
  await vi.waitFor(() => expect(checked).toHaveBeenCalledWith({ hasUpdate: false }))
})

test('nextTick runs after what runs now; a phone without a motor has not failed', async () => {
  const { wx } = make()
  const order: string[] = []
  wx.nextTick(() => order.push('next'))
  order.push('now')
  await wx.vibrateShort({ type: 'light' })
  await wx.vibrateLong()
  expect(order).toEqual(['now', 'next'])
})
