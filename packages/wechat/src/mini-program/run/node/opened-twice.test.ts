/** The same program, opened again on the same phone: everything is as at first. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createWx } from '../../../wx/create-wx.ts'
import { openMiniProgram } from './open-mini-program.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-twice-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const phone = createWx({ server: 'http://127.0.0.1:1', appid: 'wx1', session: 'none' })
async function open(page: string) {
  const files = {
    'app.json': '{ "pages": ["pages/index/index"] }',
    'app.js': 'App({ log: [] })',
    'pages/index/index.js': page,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return openMiniProgram(phone, folder)
}

test('what a program does to wx and the plugin, as Taro does, holds for its run only', async () => {
  const script = `
    const voip = requirePlugin('wmpf-voip').default
    const fresh = [typeof wx.own, wx.getStorageSync.patched, voip.patched, requirePlugin('wmpf-voip').default === voip]
    Object.defineProperty(wx, 'own', { value: 1 })
    const { getStorageSync } = wx
    wx.getStorageSync = Object.assign((key) => getStorageSync(key), { patched: true })
    wx.cloud.patched = true
    voip.patched = true
    Object.freeze(wx)
    Page({ data: { fresh: [...fresh, wx.own, wx.getStorageSync.patched] } })`
  for (let i = 0; i < 3; i++) {
    const app = await open(script)
    expect(app.page.data.fresh).toEqual(['undefined', undefined, undefined, true, 1, true])
    app.close()
  }
  expect(phone.wx).not.toHaveProperty('own')
  expect(phone.wx.cloud).not.toHaveProperty('patched')
})

test('listeners of a run end with it; those of the test stay, also when the program takes all of its own off', async () => {
  const heard: string[] = []
  phone.wx.onAppHide(() => heard.push('test'))
  const script = `
    const log = (name) => () => getApp().log.push(name)
    const one = log('one')
    wx.onAppHide(one); wx.onAppHide(log('two')); wx.offAppHide(one)
    Page({ data: {}, off() { wx.offAppHide() }, log: () => getApp().log.join() })`
  const first = await open(script)
  first.hide()
  expect(first.page.call('log')).toBe('two')
  const log = first.app.log as string[]
  first.close()
  const second = await open(script)
  second.hide()
  expect(log).toEqual(['two'])
  expect(second.page.call('log')).toBe('two')
  second.page.call('off')
  second.hide()
  expect(second.page.call('log')).toBe('two')
  expect(heard).toEqual(['test', 'test', 'test'])
  second.close()
})

test('a function that the test puts on wx later is the one that the program calls', async () => {
  const app = await open('Page({ data: {}, go: () => wx.getStorageSync("a") })')
  const { getStorageSync } = phone.wx
  Object.assign(phone.wx, { getStorageSync: () => 'stubbed' })
  expect(app.page.call('go')).toBe('stubbed')
  Object.assign(phone.wx, { getStorageSync })
  app.close()
})
