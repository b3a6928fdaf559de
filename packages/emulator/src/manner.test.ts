/** Pages in the manner of WeChat's samples, unmodified in the emulator: ES modules, WXS, a class on `this`, push tokens. */

import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createEmulator, type Emulator } from './index.ts'

const MANNER = fileURLToPath(new URL('../../../e2e/manner', import.meta.url))
/** Prints no warnings. */
const quiet = { ...console, warn() {} } as Console

let emulator: Emulator
beforeAll(async () => {
  emulator = await createEmulator()
})
afterAll(() => emulator.close())

test('call by businessType 2 with the device’s push token', async () => {
  const parent = await emulator.person('parent')
  const door = await emulator.device('door-1')
  await door.open(MANNER, { console: quiet })
  const phone = await parent.open(MANNER, { console: quiet })
  void phone.page.tap('ask')
  await parent.user.allow()
  await expect.poll(() => phone.page.data.contacts).toMatchObject([{ id: 'door-1', can: true }])
  void phone.page.tap('call', { dataset: { type: 'voice', idx: 0 } })
  await door.user.answer()
  await door.user.hangUp()
  expect((phone.app.globalData as { events: string[] }).events).toContain('startVoip')
})

test('fields of a form tell their pages', async () => {
  const parent = await emulator.person('writer')
  const { page } = await parent.open(MANNER, { path: 'pages/form/form', console: quiet })
  page.fireOn('input', 'input', { value: 'door-9' })
  page.fireOn('radio-group', 'change', { value: 'voice' })
  page.fireOn('form', 'submit', { value: { sn: 'door-9' } })
  expect(page.data).toMatchObject({ form: { sn: 'door-9' }, kind: 'voice', sent: '{"sn":"door-9"}' })
  expect(parent.wx.getStorageSync('form')).toContain('door-9')
})
