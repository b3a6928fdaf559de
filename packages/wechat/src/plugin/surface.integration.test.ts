/** What the plugin is made of: which members each version has, who hears, how the page looks, where it ends. */

import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { callPageOf } from './index.ts'
import {
  CALL_PAGE,
  createPluginTestbed,
  LONG,
  MODEL,
  type PluginTestbed,
  type TestDevice,
  type TestPhone,
} from './plugin-fixture.ts'
import type { InitByCallerOption, VoipUIConfig } from './types.ts'

let offset = 0
let plugins: PluginTestbed
let door: TestDevice
let phone: TestPhone
beforeAll(async () => {
  plugins = await createPluginTestbed({ now: () => Date.now() + offset })
})
afterAll(() => plugins.close())
beforeEach(async () => {
  door = await plugins.device()
  phone = await plugins.phone()
})

const ring = (more: Partial<InitByCallerOption> = {}) =>
  door.voip.initByCaller({
    roomType: 'voice',
    businessType: 1,
    caller: { id: door.sn },
    listener: { id: phone.openid },
    ...more,
  })
const rings = () => vi.waitFor(() => expect(phone.page.view?.stage).toBe('incoming'), LONG)
async function ended(): Promise<void> {
  await plugins.consent(phone, door)
  await ring()
  await rings()
  door.voip.forceHangUpVoip()
  await phone.waitForEvent('finishVoip')
}
const of = async (plugin: string) => (await plugins.phone({ versions: { plugin } })).voip

test('has each member from the version that brought it', async () => {
  const has = async (plugin: string) => {
    const voip = await of(plugin)
    const names = ['getPluginOnloadOptions', 'CALL_PAGE_PATH', 'callDevice', 'callWMPF', 'VoipError'] as const
    return names.filter((name) => name in voip)
  }
  expect(await has('2.2.2')).toEqual([])
  expect(await has('2.2.3')).toEqual(['getPluginOnloadOptions'])
  expect(await has('2.3.8')).toEqual(['getPluginOnloadOptions'])
  expect(await has('2.3.9')).toEqual(['getPluginOnloadOptions', 'CALL_PAGE_PATH'])
  expect(await has('2.3.10')).toEqual(['getPluginOnloadOptions', 'CALL_PAGE_PATH'])
  expect(await has('2.4.0')).toHaveLength(5)
  expect(phone.voip.CALL_PAGE_PATH).toBe(CALL_PAGE)
})

test('answers and tells by `groupId` alone below 2.4.0, and ignores what it does not know yet', async () => {
  door = await plugins.device({ versions: { plugin: '2.3.7' } })
  phone = await plugins.phone({ versions: { plugin: '2.3.7' } })
  expect(await ring()).toEqual({
    isSuccess: false,
    errCode: 9,
    errMsg: expect.any(String),
    error: { err_code: 9, errMsg: expect.any(String) },
  })
  await plugins.consent(phone, door)
  // The time limit came with 2.3.8: 0 is not even looked at.
  expect(await ring({ timeLimit: 0 })).toEqual({ isSuccess: true, groupId: expect.any(String) })
  await door.toCallPage()
  const joined = await door.waitForEvent('joinedRoomByCaller')
  expect(joined).toEqual({ eventName: 'joinedRoomByCaller', groupId: joined.groupId, data: {} })
  await phone.page.answer()
  await vi.waitFor(() => expect(door.page.view?.stage).toBe('talking'), LONG)
  expect(door.page.call?.snapshot.time_limit_seconds).toBeNull()
  door.voip.forceHangUpVoip()
  await door.waitForEvent('finishVoip')
})

test('asks for the authorization in callDevice below 2.4.1, and shows no deviceName then', async () => {
  phone = await plugins.phone({ versions: { plugin: '2.4.0' } })
  const option = { roomType: 'voice', sn: door.sn, modelId: MODEL, deviceName: 'Gate' } as const
  await expect(phone.voip.callDevice(option)).rejects.toMatchObject({ errCode: 9 })
  await plugins.consent(phone, door)
  await phone.voip.callDevice(option)
  await phone.toCallPage()
  await vi.waitFor(() => expect(phone.page.view?.name).toBe('Front door phone'), LONG)
  phone.voip.forceHangUpVoip()
  await phone.waitForEvent('finishVoip')
})

test('hangs up whatever call it is below 2.3.2; below 2.3.0 a device needs a token', async () => {
  door = await plugins.device({ versions: { plugin: '2.3.1' } })
  await plugins.consent(phone, door)
  await ring()
  door.voip.forceHangUpVoip('r_another')
  await door.waitForEvent('cancelVoip')
  door = await plugins.device({ versions: { plugin: '2.2.9' } })
  await expect(ring()).rejects.toMatchObject({ errCode: 1001 })
})

test('each listener hears, one bound twice twice; one that throws is reported and stops no other', async () => {
  const reported: unknown[] = []
  const before = process.rawListeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.once('uncaughtException', (error) => reported.push(error))
  const broken = () => {
    throw new Error('the app’s own fault')
  }
  const offBroken = phone.voip.onVoipEvent(broken)
  const twice = vi.fn()
  const once = vi.fn()
  phone.voip.onVoipEvent(twice)
  const offSecond = phone.voip.onVoipEvent(twice)
  const off = phone.voip.onVoipEvent(once)
  await phone.stack.open('navigateTo', CALL_PAGE)
  await vi.waitFor(() => expect(reported).toMatchObject([{ message: 'the app’s own fault' }]))
  for (const listener of before) process.on('uncaughtException', listener as () => void)
  expect(twice).toHaveBeenCalledTimes(2)
  expect(once.mock.calls).toEqual([[{ eventName: 'callPageOnShow', data: {} }]])
  for (const stop of [offBroken, off, off, offSecond]) stop()
  await phone.stack.open('redirectTo', CALL_PAGE)
  expect(twice).toHaveBeenCalledTimes(3)
  expect(once).toHaveBeenCalledOnce()
})

test('what one listener writes into an event, the next does not read', async () => {
  const seen: unknown[] = []
  phone.voip.onVoipEvent((event) => Object.assign(event.data, { mine: 1 }))
  phone.voip.onVoipEvent(({ data }) => seen.push(data))
  await phone.stack.open('navigateTo', CALL_PAGE)
  expect(seen).toEqual([{}])
})

test('keeps what it can use of setUIConfig, as far as its version knows it', async () => {
  const config = {
    btnText: 'Open',
    handsFree: false,
    isSelfWindowMax: true,
    customBoxHeight: '70vh',
    callerUI: {
      cameraRotation: 90,
      aspectRatio: 16 / 9,
      horMirror: true,
      vertMirror: true,
      objectFit: 'contain',
    },
    listenerUI: { enableToggleCamera: false },
  } as const satisfies VoipUIConfig
  phone.voip.setUIConfig(config)
  expect(phone.page.config).toEqual(config)
  // What is set later joins what was set before.
  phone.voip.setUIConfig({ handsFree: true })
  phone.voip.setCustomBtnText('')
  expect(phone.page.config).toEqual({ ...config, handsFree: true, btnText: '' })

  const old = await of('2.2.3')
  old.setUIConfig(config)
  const { objectFit, ...callerUI } = config.callerUI
  expect(callPageOf(old).config).toEqual({ btnText: 'Open', callerUI, listenerUI: config.listenerUI })

  const wrong = {
    callerUI: { cameraRotation: 45, aspectRatio: Number.NaN, horMirror: 1 },
    customBoxHeight: '10vh',
  }
  const fresh = await of('2.4.6')
  for (const config of [wrong, undefined, 'x', { listenerUI: null }]) fresh.setUIConfig(config as never)
  expect(callPageOf(fresh).config).toEqual({ callerUI: {}, listenerUI: {} })
})

test('closes to the page one came from, or to the end page by its routeType', async () => {
  await ended()
  expect(phone.page.view).toMatchObject({
    stage: 'ended',
    buttons: ['close'],
    words: expect.stringContaining('cancelled'),
  })
  await phone.page.close()
  expect(phone.route).toBe('pages/index/index')
  expect([phone.page.isOpen, phone.page.call]).toEqual([false, null])

  phone.voip.setVoipEndPagePath({ key: 'Call', url: '/pages/contacts/contacts', options: 'a=1&b=2' })
  phone.voip.setVoipEndPagePath({ key: 'BindContact', url: '/pages/none/none' })
  phone.events.length = 0
  await ended()
  await phone.page.close()
  expect(phone.stack.pages).toMatchObject([{ route: 'pages/contacts/contacts', options: { a: '1', b: '2' } }])

  phone.voip.setVoipEndPagePath({ key: 'Call', url: '/pages/tab/tab', routeType: 'switchTab' })
  phone.events.length = 0
  await ended()
  await phone.page.close()
  expect(phone.route).toBe('pages/tab/tab')

  phone.voip.setVoipEndPagePath({ key: 'Call', url: '/pages/index/index', routeType: 'reLaunch' })
  phone.events.length = 0
  await ended()
  await phone.page.close()
  expect(phone.stack.pages.map(({ route }) => route)).toEqual(['pages/index/index'])
})

test('goes back to the page below when no end page was set', async () => {
  await plugins.consent(phone, door)
  await door.stack.open('navigateTo', '/pages/contacts/contacts')
  await ring()
  await door.toCallPage()
  await rings()
  await phone.page.decline()
  await door.waitForEvent('finishVoip')
  await door.page.close()
  expect(door.route).toBe('pages/index/index')
})

test('refuses an end page that is none, and does not redirect by a routeType below 2.3.9', async () => {
  const set = (option: object) => () => phone.voip.setVoipEndPagePath(option as never)
  const wrong = expect.objectContaining({ errCode: 1004 })
  expect(set({ key: 'Call' })).toThrow(wrong)
  expect(set({ key: 'Other', url: '/pages/index/index' })).toThrow(wrong)
  expect(set({ key: 'Call', url: '/pages/index/index', routeType: 'navigateTo' })).toThrow(wrong)
  expect(set({ key: 'Call', url: '/pages/index/index', options: {} })).toThrow(wrong)
  const old = await of('2.3.8')
  expect(() => old.setVoipEndPagePath({ key: 'Call', url: '/x', routeType: 'any' as never })).not.toThrow()
})

test('a page that cannot be opened at the end is reported, and the person gets away all the same', async () => {
  phone.voip.setVoipEndPagePath({ key: 'Call', url: '/pages/none/none' })
  await ended()
  const reported: unknown[] = []
  const before = process.rawListeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.once('uncaughtException', (error) => reported.push(error))
  await phone.page.close()
  await vi.waitFor(() => expect(reported).toHaveLength(1))
  for (const listener of before) process.on('uncaughtException', listener as () => void)
  expect(reported).toMatchObject([{ message: expect.stringContaining('pages/none/none') }])
  expect(phone.route).toBe('pages/index/index')
})

test('does not close a call that is not over', async () => {
  await plugins.consent(phone, door)
  await ring()
  await rings()
  await expect(phone.page.close()).rejects.toMatchObject({ errCode: 1005 })
  door.voip.forceHangUpVoip()
  await phone.waitForEvent('finishVoip')
})

test('a call brings an app that was away to the front, and says how it was entered', async () => {
  const { app } = phone.instance.host
  expect(phone.voip.getPluginEnterOptions()).toMatchObject({ path: '', query: {} })
  app.hide()
  await plugins.consent(phone, door)
  await ring({ customQuery: 'from=gate' })
  await rings()
  expect(app.visible).toBe(true)
  expect(phone.voip.getPluginEnterOptions()).toMatchObject({
    path: CALL_PAGE,
    query: { from: 'gate', listenerId: phone.openid },
  })
  door.voip.forceHangUpVoip()
  await phone.waitForEvent('finishVoip')
  // In front already, it is relaunched and not entered: the older query stays (getPluginEnterOptions of WeChat).
  phone.events.length = 0
  await ring({ customQuery: 'from=yard' })
  await rings()
  expect(phone.voip.getPluginEnterOptions().query).toMatchObject({ from: 'gate' })
  door.voip.forceHangUpVoip()
  await phone.waitForEvent('finishVoip')
})

test('answers at once when the page was opened by the answer button of the device', async () => {
  await plugins.consent(phone, door)
  await phone.stack.open('reLaunch', `${CALL_PAGE}?isClickedHangOnBtn=1`)
  await ring()
  await door.toCallPage()
  await phone.waitForEvent('hangOnVoip')
  door.voip.forceHangUpVoip()
  await phone.waitForEvent('finishVoip')
})

test('a call that nobody answers times out on both sides; the caller need not have gone to the page', async () => {
  await plugins.consent(phone, door)
  await ring()
  await rings()
  offset += 61_000
  for (const side of [door, phone]) {
    expect((await side.waitForEvent('timeout')).data).toEqual({})
    await side.waitForEvent('finishVoip')
    expect(side.names).toEqual(['timeout', 'endVoip', 'finishVoip'])
  }
  expect(door.page.call).toBeNull()
  expect(phone.page.view?.words).toBe('Missed call')
})

test('an answered call whose caller never goes to the page is aborted after 20 s', async () => {
  await plugins.consent(phone, door)
  await ring()
  await rings()
  await phone.page.answer()
  offset += 21_000
  expect((await phone.waitForEvent('abortVoip')).data).toMatchObject({
    error: { errMsg: 'listener waitOtherToJoin timeout' },
  })
  await door.waitForEvent('finishVoip')
  expect(door.names).toEqual(['abortVoip', 'endVoip', 'finishVoip'])
})

test('callPageOf knows the plugin and its host, and nothing else', () => {
  expect(callPageOf(phone.instance.host)).toBe(phone.page)
  expect(() => callPageOf({} as never)).toThrow(TypeError)
})
