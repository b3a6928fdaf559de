/** A device that its host launches into the call page, the names on it, and the events that the emulator tells. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createEmulator, type EmulatedDevice, type EmulatedPerson, type Emulator } from './index.ts'

const CALL_PAGE = 'plugin-private://wxf830863afde621eb/pages/call-page-plugin/call-page-plugin'

let emulator: Emulator
let parent: EmulatedPerson
let door: EmulatedDevice
let folder: string
beforeAll(async () => {
  emulator = await createEmulator({ patienceMs: 1000 })
  folder = mkdtempSync(join(tmpdir(), 'callgrant-launch-'))
  writeFileSync(join(folder, 'app.json'), '{ "pages": ["home"] }')
  writeFileSync(join(folder, 'app.js'), 'App({ onLaunch(options) { this.launched = options } })')
  writeFileSync(join(folder, 'home.wxml'), 'home')
  writeFileSync(join(folder, 'home.js'), 'Page({})')
})
afterAll(async () => {
  await emulator.close()
  rmSync(folder, { recursive: true, force: true })
})
let count = 0
beforeEach(async () => {
  parent = await emulator.person(`parent-${++count}`)
  door = await emulator.device(`door-${count}`)
})

/** The path with which WeChat's host launches a device for a call. */
const pushed = (sn: string, more = '') =>
  `${CALL_PAGE}?roomType=video&groupId=r_1&listenerId=${sn}&callerName=Mother${more}`

test('a device is launched into the call page, rings there, and shows who calls', async () => {
  await parent.call(door.sn, { nickName: 'Mother' })
  const { app } = await door.open(folder, { path: pushed(door.sn, '&from=gate') })
  expect(door.screen.route).toBe(CALL_PAGE)
  expect(door.screen.call).toMatchObject({ stage: 'incoming', name: 'Mother' })
  expect(app.launched).toMatchObject({ path: CALL_PAGE, query: { callerName: 'Mother', from: 'gate' } })
  expect(door.plugin.getPluginEnterOptions().query).toMatchObject({ roomType: 'video', from: 'gate' })
  expect(door.plugin.getPluginOnloadOptions()).toMatchObject({ listenerId: door.sn, from: 'gate' })
  await door.user.answer()
  await parent.user.hangUp()
  expect(door.events).toEqual(['hangOnVoip', 'startVoip', 'hangUpVoip', 'endVoip', 'finishVoip'])
})

test('isClickedHangOnBtn answers at once; a running program is launched anew as well', async () => {
  const app = await door.open(folder)
  expect(app.page.route).toBe('home')
  await door.user.hideApp()
  await parent.call(door.sn)
  app.show({ path: pushed(door.sn, '&isClickedHangOnBtn=1') })
  await emulator.settle()
  expect(door.screen.call?.stage).toBe('talking')
  await door.user.hangUp()
})

test('isClickedHangOnBtn whose answer does not reach the server: it rings on, and nothing ends the process', async () => {
  const said = vi.spyOn(console, 'error').mockImplementation(() => {})
  const app = await door.open(folder)
  await parent.call(door.sn)
  door.network.fail('call.accept', { code: 'unavailable' }, 1)
  app.show({ path: pushed(door.sn, '&isClickedHangOnBtn=1') })
  await expect.poll(() => said.mock.calls.join()).toMatch(/^callgrant: not answered at once: /)
  said.mockRestore()
  expect(door.screen.call?.stage).toBe('incoming')
  await door.user.answer()
  expect(door.screen.call?.stage).toBe('talking')
  await door.user.hangUp()
})

test('launched into the call page with no call, it waits there', async () => {
  await door.open(folder, { path: pushed(door.sn) })
  expect([door.screen.route, door.screen.call]).toEqual([CALL_PAGE, null])
  await parent.call(door.sn)
  await door.user.decline()
})

test('a query inside path is the page’s own', async () => {
  const { page } = await door.open(folder, { path: '/home?a=1&b=%20', query: { c: '3' } })
  expect([page.route, page.options]).toEqual(['home', { a: '1', b: '%20', c: '3' }])
})

test('a device shows the name that it gave the person, and tells it at the end; without one, the openid', async () => {
  await parent.allows(door.sn)
  await door.call(parent.openid, { listener: { id: parent.openid, name: 'Grandma' } })
  expect(door.screen.call?.name).toBe('Grandma')
  expect(parent.screen.call?.name).toBe('Front door phone')
  await door.user.hangUp()
  expect((await door.hears('endVoip')).data.listenerName).toBe('Grandma')
  await door.call(parent.openid)
  expect(door.screen.call?.name).toBe(parent.openid)
  await door.user.hangUp()
})

test('heard, events and hears know the events of the call page too', async () => {
  parent.plugin.setCustomBtnText('Open the door')
  await parent.allows(door.sn)
  await door.call(parent.openid)
  expect(await door.hears('callPageOnShow')).toEqual({ eventName: 'callPageOnShow', data: {} })
  await parent.user.answer()
  await parent.user.pressCustomButton()
  const ids = { callerId: door.sn, listenerId: parent.openid }
  expect((await parent.hears('showCustomBox')).data).toEqual(ids)
  await parent.user.pressCustomButton()
  await parent.user.hangUp()
  expect(parent.events).toEqual([
    'hangOnVoip',
    'startVoip',
    'showCustomBox',
    'hideCustomBox',
    'hangUpVoip',
    'endVoip',
    'finishVoip',
  ])
  expect(parent.heard.map(({ eventName }) => eventName)).toContain('callPageOnShow')
})
