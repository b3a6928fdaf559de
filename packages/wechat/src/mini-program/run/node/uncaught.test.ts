/** What a program's code throws and nobody catches: it is told of it, and the process lives on. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { createWx } from '../../../wx/create-wx.ts'
import { openMiniProgram } from './open-mini-program.ts'

let folder: string
const error = vi.fn()
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-uncaught-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  error.mockReset()
})

async function open(index: string, app = '', onError?: (error: Error, kind: string) => void) {
  const files = {
    'app.json': '{ "pages": ["pages/index/index"] }',
    'app.js': `App({ told: [], onUnhandledRejection({ reason, promise }) { this.told.push(['app', reason.message ?? reason, promise instanceof Promise]) }, onError(text) { this.told.push(['error', text.split('\\n')[0]]) } }); ${app}`,
    'pages/index/index.js': index,
  }
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const phone = createWx({ server: 'http://127.0.0.1:1', appid: 'wx1', session: 'none' })
  const quiet = { ...console, error } as Console
  return openMiniProgram(phone, folder, { console: quiet, ...(onError && { onError }) })
}
const told = (app: { app: object }) => (app.app as { told: unknown[] }).told

test.each([
  ['an async handler', 'async go() { throw new Error("no") }'],
  ['a promise', 'go() { Promise.reject(new Error("no")) }'],
  ['a chain', 'go() { Promise.resolve().then(() => { throw new Error("no") }) }'],
  ['a class of its own', 'go() { class P extends Promise {} P.reject(new Error("no")) }'],
])('a rejection of %s that nobody handles is told to App, once, and printed', async (_, method) => {
  const app = await open(`Page({ data: {}, ${method} })`)
  app.page.call('go')
  await expect.poll(() => told(app)).toEqual([['app', 'no', true]])
  expect(error).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: 'no' }))
  app.close()
})

test('one of wx is told too, with the fields of fail', async () => {
  const app = await open('Page({ data: {}, go() { wx.getStorage({ key: "none" }) } })')
  app.page.call('go')
  await expect.poll(() => told(app)).toEqual([['app', 'getStorage:fail data not found', true]])
  app.close()
})

test.each([
  [
    'the database',
    "wx.cloud.init(); wx.cloud.database().collection('c').doc('none').get()",
    /^document.get:fail/,
  ],
  [
    'the database, in a chain',
    "wx.cloud.init(); wx.cloud.database().collection('c').where({}).limit(2).update({})",
    /^collection.update:fail/,
  ],
  ['the plugin', "requirePlugin('wmpf-voip').default.callWMPF({})", /^callWMPF:fail/],
])('one of %s, which wx gave, is told too', async (_, code, words) => {
  const app = await open(`Page({ data: {}, go() { ${code} } })`)
  app.page.call('go')
  await expect.poll(() => told(app)).toEqual([['app', expect.stringMatching(words), true]])
  app.close()
})

test.each([
  [
    'the database',
    "wx.cloud.init(); wx.cloud.database().collection('c').get({ success() { null.callback } })",
  ],
  ['files', "wx.getFileSystemManager().access({ path: 'none', fail() { null.callback } })"],
  ['an update manager', 'wx.getUpdateManager().onCheckForUpdate(() => null.callback)'],
  [
    'a selector query',
    "wx.createSelectorQuery().select('#a').boundingClientRect(() => null.callback).exec()",
  ],
  ['a selector query’s exec', "this.createSelectorQuery().select('#a').node().exec(() => null.callback)"],
  ['a canvas', "wx.createCanvasContext('c').draw(false, () => null.callback)"],
])('what a callback of %s throws is the program’s, and the process lives on', async (_, code) => {
  const heard: unknown[] = []
  const app = await open(`Page({ data: {}, go() { ${code} } })`, '', (error, kind) =>
    heard.push([kind, error.message]),
  )
  app.page.call('go')
  await expect.poll(() => heard).toEqual([['run', "Cannot read properties of null (reading 'callback')"]])
  expect(told(app)).toEqual([['error', "Cannot read properties of null (reading 'callback')"]])
  app.close()
})

test('what App.onError itself throws goes to who opened the program, once', async () => {
  const heard: unknown[] = []
  const app = await open('Page({ data: {}, go() { setTimeout(() => null.first) } })', '', (error) =>
    heard.push(error.message),
  )
  Object.assign(app.app, {
    onError() {
      throw new Error('second')
    },
  })
  app.page.call('go')
  await expect.poll(() => heard).toEqual(['second', "Cannot read properties of null (reading 'first')"])
  app.close()
})

test('one that is handled, also later in the same turn, is not told', async () => {
  const app = await open(
    `Page({ data: {}, async go() { const late = Promise.reject(1); await null; await late.catch(() => {}); await wx.getStorage({ key: 'none' }).catch(() => {}) } })`,
  )
  await app.page.call('go')
  await new Promise((resolve) => setImmediate(resolve))
  expect(told(app)).toEqual([])
  app.close()
})

test('wx.onUnhandledRejection and wx.onError hear of them, until they are taken off', async () => {
  const app = await open(
    `const heard = ({ reason }) => getApp().told.push(['wx', reason])
     wx.onUnhandledRejection(heard)
     wx.onError((text) => getApp().told.push(['wx.onError', text.split('\\n')[0]]))
     Page({ data: {}, reject(n) { Promise.reject(n) }, off() { wx.offUnhandledRejection(heard) }, late() { setTimeout(() => { throw new Error('late') }) } })`,
    '',
    () => {},
  )
  app.page.call('reject', 1)
  await expect
    .poll(() => told(app))
    .toEqual([
      ['app', 1, true],
      ['wx', 1],
    ])
  app.page.call('off')
  app.page.call('reject', 2)
  await expect.poll(() => told(app)).toHaveLength(3)
  app.page.call('late')
  await expect
    .poll(() => told(app).slice(3))
    .toEqual([
      ['error', 'late'],
      ['wx.onError', 'late'],
    ])
  app.close()
})

test('who opened the program is told of rejections, timers and callbacks, each with its kind', async () => {
  const heard: unknown[] = []
  const app = await open(
    `Page({ data: {}, go() { Promise.reject({ errMsg: 'x:fail' }); setTimeout(() => null.timer); wx.setStorage({ key: 'a', data: 1, success() { null.callback } }) } })`,
    'Promise.reject(new Error("in app.js"))',
    (error, kind) => heard.push([kind, error.message]),
  )
  app.page.call('go')
  await expect.poll(() => heard).toHaveLength(4)
  expect(heard).toEqual(
    expect.arrayContaining([
      ['rejection', 'in app.js'],
      ['rejection', 'x:fail'],
      ['run', "Cannot read properties of null (reading 'timer')"],
      ['run', "Cannot read properties of null (reading 'callback')"],
    ]),
  )
  app.close()
})

test('after it was closed no timer runs, and what is rejected late is nobody’s', async () => {
  const app = await open(
    `Page({ data: {}, go() { setTimeout(() => getApp().told.push('ran'), 1); setInterval(() => getApp().told.push('ran'), 1); wx.getStorage({ key: 'none' }) } })`,
  )
  app.page.call('go')
  app.close()
  await new Promise((resolve) => setTimeout(resolve, 20))
  expect(told(app)).toEqual([])
})

test('one of the test’s own is left to the test runner', async () => {
  const app = await open('Page({ data: {} })')
  const emit = vi.fn(() => true)
  const listeners = process.rawListeners('unhandledRejection')
  process.removeAllListeners('unhandledRejection')
  process.on('unhandledRejection', emit)
  void Promise.reject(new Error('own'))
  await expect.poll(() => emit.mock.calls).toHaveLength(1)
  process.removeAllListeners('unhandledRejection')
  for (const listener of listeners) process.on('unhandledRejection', listener as () => void)
  expect(told(app)).toEqual([])
  app.close()
})
