import { expect, test, vi } from 'vitest'
import { createWx } from '../create-wx.ts'
import type { Platform, Screen } from '../types.ts'
import { answerOf } from '../wx-fixture.ts'

function phone(screen: Partial<Screen> = {}, more: Partial<Platform> = {}) {
  const all = {
    showToast: vi.fn(),
    hideToast: vi.fn(),
    showLoading: vi.fn(),
    hideLoading: vi.fn(),
    showModal: vi.fn(async () => ({ confirm: true })),
    showActionSheet: vi.fn(async () => 0),
    setTitle: vi.fn(),
    ...screen,
  }
  const platform = { screen: all, ...more }
  const { wx } = createWx({
    server: 'http://127.0.0.1:9',
    appid: 'wx1',
    session: 's',
    language: 'en',
    platform,
  })
  return { wx, screen: all }
}

test('a toast has WeChat’s defaults, and a loading stays', async () => {
  const { wx, screen } = phone()
  expect(await wx.showToast({ title: 'Done' })).toEqual({ errMsg: 'showToast:ok' })
  expect(screen.showToast).toHaveBeenCalledWith({
    title: 'Done',
    icon: 'success',
    duration: 1500,
    mask: false,
  })
  await wx.showLoading({ title: 'Wait', mask: true })
  expect(screen.showLoading).toHaveBeenCalledWith({ title: 'Wait', mask: true })
  await wx.showLoading()
  expect(screen.showLoading).toHaveBeenLastCalledWith({ title: '', mask: false })
  await wx.hideLoading()
  await wx.hideToast()
  expect(screen.hideLoading).toHaveBeenCalledTimes(1)
})

test.each([
  ['showToast', {}, 'parameter.title should be String instead of Undefined;'],
  ['showToast', { title: 1 }, 'parameter.title should be String instead of Number;'],
  ['showLoading', {}, 'parameter.title should be String instead of Undefined;'],
  [
    'showModal',
    { confirmText: '知道了吧好' },
    'parameter.confirmText should not be longer than 4 Chinese characters;',
  ],
  ['showModal', { content: 5 }, 'parameter.content should be String instead of Number;'],
  ['showActionSheet', {}, 'parameter.itemList should be Array instead of Undefined;'],
  ['showActionSheet', { itemList: [] }, 'parameter.itemList should have at least 1 item;'],
  ['showActionSheet', { itemList: 'abcdefg'.split('') }, 'parameter.itemList should not be larger than 6;'],
  ['setClipboardData', { data: 1 }, 'parameter.data should be String instead of Number;'],
  ['navigateTo', {}, 'parameter.url should be String instead of Undefined;'],
  ['authorize', {}, 'parameter.scope should be String instead of Undefined;'],
  ['setNavigationBarTitle', { title: null }, 'parameter.title should be String instead of Null;'],
] as const)('%s refuses %j', async (name, option, clause) => {
  const { wx } = phone()
  const api = wx[name] as (option: object) => unknown
  expect(await answerOf((callbacks) => api({ ...option, ...callbacks }))).toEqual({
    errno: 1001,
    errMsg: `${name}:fail parameter error: ${clause}`,
  })
})

test('a modal answers confirm and cancel, and what was typed only when it could be', async () => {
  const showModal = vi.fn(async () => ({ confirm: false, content: 'typed' }))
  const { wx } = phone({ showModal })
  expect(await wx.showModal({ title: 'Sure?' })).toEqual({
    errMsg: 'showModal:ok',
    confirm: false,
    cancel: true,
    content: '',
  })
  const defaults = { showCancel: true, cancelText: 'Cancel', confirmText: 'OK', editable: false }
  expect(showModal).toHaveBeenCalledWith({ title: 'Sure?', content: '', placeholderText: '', ...defaults })
  showModal.mockResolvedValue({ confirm: true, content: 'typed' })
  expect(await wx.showModal({ editable: true })).toMatchObject({ confirm: true, content: 'typed' })
})

test('an action sheet answers what was tapped, and fails when nothing was', async () => {
  const showActionSheet = vi.fn(async () => 1)
  const { wx } = phone({ showActionSheet })
  const itemList = ['a', 'b']
  expect((await wx.showActionSheet({ itemList })).tapIndex).toBe(1)
  showActionSheet.mockResolvedValue(-1)
  await expect(wx.showActionSheet({ itemList })).rejects.toMatchObject({
    errMsg: 'showActionSheet:fail cancel',
  })
})

test('the clipboard keeps what was copied, and says so', async () => {
  const { wx, screen } = phone()
  await wx.setClipboardData({ data: 'door-1' })
  expect((await wx.getClipboardData()).data).toBe('door-1')
  expect(screen.showToast).toHaveBeenCalledWith(expect.objectContaining({ title: 'Copied' }))
})

test('authorize asks for camera and microphone, and getSetting tells what was decided', async () => {
  const decided: Record<string, boolean> = {}
  const permissions = {
    ask: async (scope: string) => {
      decided[scope] = scope === 'camera'
      return scope === 'camera'
    },
    read: async (scope: string) => decided[scope],
  }
  const { wx } = phone({}, { permissions })
  expect((await wx.getSetting()).authSetting).toEqual({})
  expect(await wx.authorize({ scope: 'scope.camera' })).toEqual({ errMsg: 'authorize:ok' })
  await expect(wx.authorize({ scope: 'scope.record' })).rejects.toMatchObject({
    errno: 103,
    errMsg: 'authorize:fail auth deny',
  })
  const { authSetting, subscriptionsSetting } = await wx.getSetting()
  expect(authSetting).toEqual({ 'scope.camera': true, 'scope.record': false })
  expect(subscriptionsSetting).toBeUndefined()
  expect(wx.getAppAuthorizeSetting()).toMatchObject({
    cameraAuthorized: 'authorized',
    microphoneAuthorized: 'denied',
    bluetoothAuthorized: 'not determined',
  })
})

test.each(['scope.voip', 'scope.userLocation', 'toString'])('authorize knows no %s', async (scope) => {
  await expect(phone().wx.authorize({ scope })).rejects.toMatchObject({
    errMsg: 'authorize:fail invalid scope',
  })
})

test('where nobody looks, what waits for a person fails and says what is missing', async () => {
  const { wx } = createWx({ server: 'http://127.0.0.1:9', appid: 'wx1', session: 's' })
  expect(await wx.showToast({ title: 'x' })).toEqual({ errMsg: 'showToast:ok' })
  await expect(wx.showModal({})).rejects.toThrow('showModal:fail There is nobody to answer it here')
})

test('setKeepScreenOn answers where nothing goes dark, and wants to know whether', async () => {
  const { wx } = createWx({ server: 'http://127.0.0.1:9', appid: 'wx1', session: 's' })
  await expect(wx.setKeepScreenOn({ keepScreenOn: true })).resolves.toEqual({ errMsg: 'setKeepScreenOn:ok' })
  await expect(wx.setKeepScreenOn({} as never)).rejects.toMatchObject({
    errMsg: expect.stringContaining('parameter.keepScreenOn should be Boolean instead of Undefined'),
  })
})
