/** examples/mini-program, as it is, on a phone and on a device: asked, listed, switched, rung both ways, refused. */

import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createEmulator, type EmulatedDevice, type EmulatedPerson, type Emulator, seconds } from './index.ts'

const EXAMPLE = join(import.meta.dirname, '../../../examples/mini-program')
let emulator: Emulator
let parent: EmulatedPerson
let door: EmulatedDevice
beforeEach(async () => {
  emulator = await createEmulator({ language: 'zh', modelType: '校园电话' })
  parent = await emulator.person('parent')
  door = await emulator.device('door-1')
  await parent.open(EXAMPLE)
})
afterEach(() => emulator.close())

const page = () => parent.app.page
async function allowDevice() {
  page().tap('onAskDevice')
  await parent.user.allow()
}

test('asks for the device, by a cloud function’s ticket, and lists it', async () => {
  page().tap('onAskDevice')
  expect((await parent.screen.shows('dialog')).words).toContain('前门校园电话')
  await parent.user.allow()
  expect(page().data).toMatchObject({ busy: false, failed: false, list: [{ id: 'door-1', on: true }] })
  expect(page().text()).toContain('已允许')
})

test('asks for the group, and a device of it may ring', async () => {
  page().tap('onAskGroup')
  expect((await parent.screen.shows('dialog')).displayName).toBe('小区大门')
  await parent.user.allow()
  expect(page().data.list).toMatchObject([{ name: '设备组 小区大门', on: true }])
  expect(await door.call('parent')).toMatchObject({ isSuccess: true })
})

test('leads a person who refused to settings, and sees the switch', async () => {
  page().tap('onAskDevice')
  await parent.user.reject()
  expect(page().data).toMatchObject({ failed: true, canOpenSettings: true, list: [{ on: false }] })
  page().tap('onOpenSettings')
  await parent.screen.shows('settings')
  await parent.user.switchOn('door-1')
  await parent.user.closeSettings()
  expect(page().data).toMatchObject({ canOpenSettings: false, list: [{ on: true }] })
})

test('takes 10001 for a success', async () => {
  await allowDevice()
  page().tap('onAskDevice')
  await emulator.settle()
  await expect
    .poll(() => page().data)
    .toMatchObject({ failed: false, message: expect.stringContaining('10001') })
})

test('says what to do when the ticket has expired on the way, and a second attempt is good', async () => {
  parent.network.fail('/v1/me/ask', { code: 'ticket_expired' }, 1)
  page().tap('onAskDevice')
  await expect.poll(() => page().data.message).toContain('10008')
  await allowDevice()
  expect(page().data).toMatchObject({ failed: false, list: [{ on: true }] })
})

test('calls the device, talks, and comes back to its first page', async () => {
  page().tap('onCall', { dataset: { roomType: 'video' } })
  await parent.screen.shows('call')
  await door.user.answer()
  expect(parent.screen.call?.stage).toBe('talking')
  await emulator.advance(seconds(5))
  await door.user.hangUp()
  await parent.user.closeCallPage()
  expect(parent.screen.route).toBe('pages/index/index')
  expect(page().text()).toContain('hangUpVoip')
})

test('on the device it lists who may be rung, and rings them', async () => {
  await allowDevice()
  const app = await door.open(EXAMPLE)
  expect(door.screen.route).toBe('pages/contacts/contacts')
  expect(app.page.data.contacts).toMatchObject([
    { openid: 'parent', allowed: true },
    { openid: 'grandpa', allowed: false },
  ])
  app.page.tap('onCall', { dataset: { openid: 'parent', name: '妈妈', roomType: 'video' } })
  await parent.user.answer()
  expect(door.screen.call?.stage).toBe('talking')
})

test('on the device it says why it may not ring', async () => {
  const app = await door.open(EXAMPLE)
  app.page.tap('onCall', { dataset: { openid: 'parent', name: '妈妈', roomType: 'voice' } })
  await emulator.settle()
  expect(app.page.data.message).toContain('9')
  expect(door.screen.call).toBeNull()
})
