/** What a program puts on `wx` is seen by the test, as long as the program is open. */

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createEmulator } from '../index.ts'

test('phone.wx shows what the open program put there, and the program finds what the test sets', async () => {
  await using emulator = await createEmulator()
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-own-wx-'))
  const files = {
    'app.json': '{ "pages": ["index"] }',
    'app.js': `wx.$bus = { n: 1 }; const { login } = wx; wx.login = Object.assign((option) => login(option), { own: true }); App({})`,
    'index.js': `Page({ read: () => [wx.$bus.n, wx.login.own, wx.stub && wx.stub()] })`,
  }
  for (const [path, text] of Object.entries(files)) writeFileSync(join(folder, path), text)
  const parent = await emulator.person('parent')
  const { wx } = parent
  const phone = wx as unknown as Record<string, { own?: boolean; n?: number } | undefined>
  const { login } = wx
  expect('$bus' in wx).toBe(false)
  const app = await parent.open(folder)
  expect(['$bus' in wx, phone.$bus?.n, phone.login?.own, Object.keys(wx).includes('$bus')]).toEqual([
    true,
    1,
    true,
    true,
  ])
  phone.$bus = { n: 2 }
  Object.assign(wx, { stub: () => 'stubbed' })
  expect(app.page.call('read')).toEqual([2, true, 'stubbed'])
  await parent.open(folder)
  expect(parent.app.page.call('read')).toEqual([1, true, 'stubbed'])
  await parent.close()
  expect([wx.login, phone.$bus?.n]).toEqual([login, 2])
  rmSync(folder, { recursive: true })
})
