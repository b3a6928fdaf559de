import { expect, test, vi } from 'vitest'
import { createWx } from '../create-wx.ts'
import { openChannel } from './event-channel.ts'

const options = { server: 'http://127.0.0.1:9', appid: 'wx1', session: 's' }

test('a web app’s own router shows its pages, also when the call page goes away from above', async () => {
  const navigate = vi.fn()
  const { wx, host } = createWx({ ...options, navigate })
  const { navigator } = host.platform
  const page = { onLoad: vi.fn(), onUnload: vi.fn() }
  navigator.definePrivatePage('plugin-private://x/call', () => page)
  await wx.reLaunch({ url: '/pages/index/index?a=1' })
  await wx.navigateTo({ url: 'plugin-private://x/call?room=1' })
  expect(page.onLoad).toHaveBeenCalledWith({ room: '1' })
  expect(navigate.mock.calls).toEqual([['/pages/index/index?a=1']])
  expect(await wx.navigateBack()).toEqual({ errMsg: 'navigateBack:ok' })
  expect(page.onUnload).toHaveBeenCalledTimes(1)
  expect(navigate).toHaveBeenCalledTimes(2)
  await wx.switchTab({ url: '/pages/me/me' })
  expect(navigator.pages.map(({ route }) => route)).toEqual(['pages/me/me'])
})

test('a page that the app’s router cannot show fails with its words', async () => {
  const { wx } = createWx({ ...options, navigate: () => Promise.reject(new Error('no such view')) })
  await expect(wx.redirectTo({ url: '/pages/x/x' })).rejects.toMatchObject({
    errMsg: 'redirectTo:fail no such view',
  })
})

test.each(['navigateTo', 'redirectTo', 'reLaunch'] as const)(
  '%s fails for a page that is not there',
  async (mode) => {
    const { wx } = createWx(options)
    const open = wx[mode] as (option: { url: string }) => Promise<object>
    await expect(open({ url: '/pages/y/y?a=1' })).rejects.toMatchObject({
      errMsg: `${mode}:fail page "pages/y/y" is not found`,
    })
  },
)

test('navigateBack fails where there is nothing to go back to', async () => {
  await expect(createWx(options).wx.navigateBack({ delta: 2 })).rejects.toMatchObject({
    errMsg: expect.stringMatching(/^navigateBack:fail /),
  })
})

test('sets the title', async () => {
  const setTitle = vi.fn()
  const screen = { ...createWx(options).host.platform.screen, setTitle }
  const { wx } = createWx({ ...options, platform: { screen } })
  await wx.setNavigationBarTitle({ title: 'Doors' })
  expect(setTitle).toHaveBeenCalledWith('Doors')
})

test('what one end of an event channel emits the other end hears, until it is off', () => {
  const heard: unknown[] = []
  const { opener, opened } = openChannel({
    done: (...args: unknown[]) => heard.push(['done', ...args]),
    not: 1,
  })
  opened.emit('done', 1, 2)
  const listener = (value: unknown) => heard.push(value)
  opened.once('hello', listener)
  opener.emit('hello', 'first')
  opener.emit('hello', 'second')
  opened.on('again', listener)
  opened.off('again', listener)
  opener.emit('again', 'third')
  opener.off('done')
  opened.emit('done', 3)
  expect(heard).toEqual([['done', 1, 2], 'first'])
})

test('what only changes the bar’s looks answers, and checks what it is given', async () => {
  const { wx } = createWx(options)
  await expect(wx.showNavigationBarLoading()).resolves.toEqual({ errMsg: 'showNavigationBarLoading:ok' })
  await expect(wx.hideNavigationBarLoading()).resolves.toEqual({ errMsg: 'hideNavigationBarLoading:ok' })
  const colors = { frontColor: '#000000', backgroundColor: '#ffffff' }
  await expect(wx.setNavigationBarColor(colors)).resolves.toEqual({ errMsg: 'setNavigationBarColor:ok' })
  await expect(wx.setNavigationBarColor({ ...colors, frontColor: 'red' })).rejects.toMatchObject({
    errMsg: expect.stringMatching(/^setNavigationBarColor:fail parameter error: .*frontColor/),
  })
})
