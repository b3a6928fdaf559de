/** Unmodified Mini Programs in the emulator: their files, their modules, their scope, their mistakes. */

import { deepStrictEqual } from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createEmulator, type EmulatedPerson, type Emulator, minutes, seconds } from '../index.ts'

let emulator: Emulator
let parent: EmulatedPerson
let folder: string
beforeAll(async () => {
  emulator = await createEmulator()
})
afterAll(() => emulator.close())
beforeEach(async () => {
  parent = await emulator.person('parent')
  folder = mkdtempSync(join(tmpdir(), 'callgrant-mini-'))
})
afterEach(async () => {
  await parent.close()
  rmSync(folder, { recursive: true, force: true })
})

const APP = JSON.stringify({ pages: ['pages/index/index'] })
/** Writes files, with an app.json and an app.js unless others are given. */
function files(given: Record<string, string>): string {
  const all: Record<string, string> = { 'app.json': APP, 'app.js': 'App({})', ...given }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
/** One page whose data is what the script says. */
const page = (script: string) => ({ 'pages/index/index.js': script })
const told = (value: string) =>
  page(`Page({ data: { told: null }, onLoad(query) { this.setData({ told: ${value} }) } })`)
const tell = async (given: Record<string, string>) => (await parent.open(files(given))).page.data.told

test('runs a page that asks, and tells it what the person tapped', async () => {
  const { sn_ticket } = await emulator.ticket('door-1')
  const app = await parent.open(
    files({
      'app.js': 'App({ globalData: { sn: "door-1" }, onLaunch(options) { this.scene = options.scene } })',
      ...page(`
        const { ask } = require('../../utils/ask')
        Page({
          data: { result: 'not asked' },
          onLoad({ ticket, model }) { this.ticket = ticket; this.model = model },
          onAsk({ currentTarget }) {
            ask({ sn: getApp().globalData.sn, snTicket: this.ticket, modelId: this.model, deviceName: currentTarget.dataset.name })
              .then(() => this.setData({ result: 'ok' }), ({ errCode }) => this.setData({ result: errCode }))
          },
        })`),
      'utils/ask.js': `module.exports.ask = (option) => new Promise((success, fail) => wx.requestDeviceVoIP({ ...option, success, fail }))`,
      'pages/index/index.wxml': '<button id="ask" bindtap="onAsk" data-name="Front">{{result}}</button>',
    }),
    { query: { ticket: sn_ticket, model: emulator.modelId }, scene: 1011 },
  )
  expect(app.app.scene).toBe(1011)
  app.page.tap('onAsk', { dataset: { name: 'Front' } })
  await parent.user.reject()
  expect(app.page.data.result).toBe(10021)
  expect(app.page.text()).toBe('10021')
  app.page.tapOn('#ask')
  await emulator.settle()
  expect(parent.screen.dialog).toBeNull()
  await parent.user.deleteMiniProgram()
})

test.each([
  ['its own file', './a', 'pages/index/a.js'],
  ['a file with its ending', './a.js', 'pages/index/a.js'],
  ['a file above', '../../utils/a', 'utils/a.js'],
  ['a file from the root', '/utils/a', 'utils/a.js'],
  ['a folder’s index', '../../utils', 'utils/index.js'],
  ['a file beside, without a dot', 'a', 'pages/index/a.js'],
  ['a package', 'pack', 'miniprogram_npm/pack/index.js'],
  ['a package nearer by', 'pack', 'pages/miniprogram_npm/pack/index.js'],
])('requires %s: %s', async (_, request, path) => {
  const script = { ...told(`require('${request}').a`), [path]: 'exports.a = 7' }
  expect(await tell(script)).toBe(7)
})

test('requires JSON, an alias of app.json, and each module once', async () => {
  expect(await tell({ ...told(`require('../../a.json').a`), 'a.json': '{"a":1}' })).toBe(1)
  const alias = JSON.stringify({ pages: ['pages/index/index'], resolveAlias: { '~/*': '/*' } })
  expect(
    await tell({ 'app.json': alias, ...told(`require('~/utils/a')`), 'utils/a.js': 'module.exports = 2' }),
  ).toBe(2)
  const twice = `(require('./a').n++, require('./a').n)`
  expect(await tell({ 'app.json': APP, ...told(twice), 'pages/index/a.js': 'exports.n = 1' })).toBe(2)
})

test('runs ES modules: default, named, namespace, dynamic and re-exported', async () => {
  const app = await parent.open(
    files({
      ...page(`
        import base, { one, two as zwei } from './a'
        import * as all from './a'
        import old from './old'
        Page({
          data: { told: [base, one, zwei, Object.keys(all).length, old.name] },
          async later() { const { two } = await import('./a'); return two },
        })`),
      'pages/index/a.js': `export default 0\nexport const one = 1\nexport { two } from './b'`,
      'pages/index/b.js': 'export const two = 2',
      'pages/index/old.js': 'module.exports = { name: "old" }',
    }),
  )
  expect(app.page.data.told).toEqual([0, 1, 2, 3, 'old'])
  expect(await app.page.call('later')).toBe(2)
})

test('runs TypeScript', async () => {
  const script = `interface Data { n: number }\nconst data: Data = { n: 3 }\nPage<{ told: number }>({ data: { told: data.n as number } })`
  const app = await parent.open(files({ 'pages/index/index.ts': script, 'app.ts': 'App<{}>({})' }))
  expect(app.page.data.told).toBe(3)
})

test('gives a scope of its own, with what WeChat has and nothing of Node', async () => {
  const names = ['process', 'Buffer', 'fetch', 'WebSocket', 'window', 'document', 'navigator', 'setImmediate']
  expect(await tell(told(`[${names.map((name) => `typeof ${name}`).join()}].join()`))).toBe(
    names.map(() => 'undefined').join(),
  )
  const there = [
    'wx',
    'requirePlugin',
    'getApp',
    'getCurrentPages',
    'Behavior',
    'Component',
    'console',
    'Promise',
  ]
  expect(
    await tell(told(`[${there.map((name) => `typeof ${name} === 'undefined'`).join()}].includes(true)`)),
  ).toBe(false)
})

test('keeps two Mini Programs apart, and apart from the test', async () => {
  await tell(page(`leaked = 1; Array.prototype.own = 1; globalThis.mine = 2; Page({ data: {} })`))
  expect('leaked' in globalThis || 'own' in [] || 'mine' in globalThis).toBe(false)
  expect(await tell(told('typeof leaked + typeof mine + [].own'))).toBe('undefinedundefinedundefined')
})

test('knows arrays, errors and promises of the outside for what they are', async () => {
  const app = await parent.open(
    files(
      page(`
        class Mine extends Error {}
        Page({
          data: {},
          async look() {
            const promise = wx.getStorage({ key: 'none' })
            const error = await promise.catch((error) => error)
            return [promise instanceof Promise, error instanceof Error, error instanceof Mine, getCurrentPages() instanceof Array, {} instanceof Object, new Mine() instanceof Error]
          },
        })`),
    ),
  )
  expect(await app.page.call('look')).toEqual([true, true, false, true, true, true])
})

test('hands out data that strict comparisons take', async () => {
  const app = await parent.open(files(told('{ list: [{ a: 1 }] }')))
  deepStrictEqual(app.page.data, { told: { list: [{ a: 1 }] } })
})

test('has the global wmpf on a device only, which is how pages tell the sides apart', async () => {
  expect(await tell(told('typeof wmpf'))).toBe('undefined')
  const door = await emulator.device('door-9')
  const app = await door.open(
    files({ 'app.json': APP, ...told('wmpf.getDeviceSerialNumberSync().serialNumber') }),
  )
  expect(app.page.data.told).toBe('door-9')
  await door.close()
})

test('has timers and dates that go by the emulator’s clock', async () => {
  const app = await parent.open(
    files(
      page(`Page({
        data: { ticks: 0, late: false },
        onLoad() { this.began = Date.now(); this.timer = setInterval(() => this.setData({ ticks: this.data.ticks + 1 }), 60000); setTimeout((late) => this.setData({ late }), 90000, true) },
        passed() { return new Date().getTime() - this.began },
        stop() { clearInterval(this.timer) },
      })`),
    ),
  )
  await emulator.advance(minutes(3))
  expect(app.page.data).toMatchObject({ ticks: 3, late: true })
  expect(app.page.call('passed')).toBeGreaterThanOrEqual(180_000)
  app.page.call('stop')
  await emulator.advance(minutes(3))
  expect(app.page.data.ticks).toBe(3)
})

test('navigates, with the pages’ life in its order', async () => {
  const life = (name: string) =>
    ['onLoad', 'onShow', 'onReady', 'onHide', 'onUnload']
      .map((on) => `${on}() { getApp().log.push('${name} ${on}') }`)
      .join()
  const app = await parent.open(
    files({
      'app.json': JSON.stringify({ pages: ['pages/index/index', 'pages/b/b'] }),
      'app.js': 'App({ log: [] })',
      ...page(`Page({ ${life('a')}, go() { wx.navigateTo({ url: '../b/b?x=1' }) } })`),
      'pages/b/b.js': `Page({ ${life('b')}, back() { wx.navigateBack() } })`,
    }),
  )
  app.page.call('go')
  await emulator.settle()
  expect(app.page.options).toEqual({ x: '1' })
  expect(parent.screen.routes).toEqual(['pages/index/index', 'pages/b/b'])
  app.page.call('back')
  await emulator.settle()
  expect(app.app.log).toEqual([
    'a onLoad',
    'a onShow',
    'a onReady',
    'a onHide',
    'b onLoad',
    'b onShow',
    'b onReady',
    'b onUnload',
    'a onShow',
  ])
})

test('runs cloud functions from their folder, as the person who calls', async () => {
  files({
    'project.config.json': JSON.stringify({
      miniprogramRoot: 'miniprogram/',
      cloudfunctionRoot: 'cloudfunctions/',
    }),
    'miniprogram/app.json': APP,
    'miniprogram/app.js': 'App({})',
    'miniprogram/pages/index/index.js': `Page({ data: {}, onLoad() { wx.cloud.init() }, ask() { return wx.cloud.callFunction({ name: 'ticket', data: { sn: 'door-1', modelId: '${emulator.modelId}' } }) } })`,
    'cloudfunctions/ticket/index.js': `
      const cloud = require('wx-server-sdk')
      const { createHash } = require('crypto')
      cloud.init({ env: cloud.DYNAMIC_CURRENT_ENV })
      exports.main = async (event) => {
        const { OPENID } = cloud.getWXContext()
        const { snTicket } = await require('./lib/ticket')(event)
        return { OPENID, snTicket, hash: createHash('sha1').update('a').digest('hex').length }
      }`,
    'cloudfunctions/ticket/lib/ticket.js': `const cloud = require('wx-server-sdk'); module.exports = ({ sn, modelId }) => cloud.openapi.device.getSnTicket({ sn, model_id: modelId })`,
  })
  rmSync(join(folder, 'app.json'))
  const app = await parent.open(folder)
  const { result } = (await app.page.call('ask')) as { result: object }
  expect(result).toMatchObject({
    OPENID: 'parent',
    snTicket: expect.stringMatching(/^[0-9A-Za-z]{32}$/),
    hash: 40,
  })
})

test('opens the script of one page alone, with no app around it', async () => {
  const script = `const { a } = require('../../utils/a'); Page({ data: { a }, onLoad({ b }) { this.setData({ b }) } })`
  files({ 'pages/one/one.js': script, 'utils/a.js': 'exports.a = 1' })
  rmSync(join(folder, 'app.json'))
  const app = await parent.openPage(join(folder, 'pages/one/one.js'), { query: { b: '2' } })
  expect(app.page.data).toEqual({ a: 1, b: '2' })
})

const opening = async (given: Record<string, string>) => {
  const error = await parent.open(files(given)).then(
    () => expect.unreachable('it was opened'),
    (reason: Error) => reason,
  )
  return error as Error
}

test.each([
  ['a syntax error', 'app.js', 'App({\n  a: 1\n  b: 2\n})', 3],
  ['a syntax error in an ES module', 'app.js', 'import a from "./a"\nApp({\n  a: = 1\n})', 3],
  ['JSON that is none', 'pages/index/a.json', '{\n  "a": 1,\n}', 3],
])('names file and line of %s', async (_, path, text, line) => {
  const more: Record<string, string> = path.endsWith('.json') ? { 'app.js': `require('./${path}')` } : {}
  expect((await opening({ ...told('1'), [path]: text, ...more })).message).toContain(
    `${join(folder, path)}:${line}`,
  )
})

test.each([
  ['a script', 'app.js', 'const a = 1\n\nnull.wrong\n', 3],
  ['an ES module', 'app.js', 'import * as a from "./a"\nexport const b = 1\nnull.wrong\n', 3],
  ['TypeScript', 'app.js', 'require("./b")', 4],
])('an error’s stack names file and line of %s', async (kind, path, text, line) => {
  const more = { 'a.js': '', 'b.ts': 'interface A {\n  a: string\n}\n;(null as any).wrong\n' }
  const error = await opening({ ...told('1'), ...more, [path]: text })
  const file = kind === 'TypeScript' ? 'b.ts' : path
  expect(error.stack).toContain(`${join(folder, file)}:${line}:`)
})

test('says which module is not there, and that there are none of Node', async () => {
  expect((await opening({ 'app.js': `require('./none')`, ...told('1') })).message).toContain(
    "module './none' is not defined, require args is './none', in app.js",
  )
  expect((await opening({ 'app.js': `require('fs')`, ...told('1') })).message).toContain('no modules of Node')
  expect((await opening({ 'app.js': `require('../outside')`, ...told('1') })).message).toContain(
    'is not defined',
  )
})

test('says what is wrong with a path that is no Mini Program', async () => {
  await expect(parent.open(join(folder, 'none'))).rejects.toThrow('there is no such folder')
  await expect(parent.open(folder)).rejects.toThrow('app.json')
  writeFileSync(join(folder, 'page.js'), '')
  await expect(parent.open(join(folder, 'page.js'))).rejects.toThrow('openPage')
  await expect(parent.openPage(join(folder, 'none.js'))).rejects.toThrow('no such file')
  await expect(parent.open(files(told('1')), { path: 'pages/b/b' })).rejects.toThrow(
    'page "pages/b/b" is not found',
  )
})

test('tells the test, and App.onError, of what a handler throws', async () => {
  const onError = vi.fn()
  const app = await parent.open(
    files({
      'app.js': 'App({ onError(words) { this.words = words } })',
      ...page(`Page({ data: {},\n  wrong() { null.wrong } })`),
      'pages/index/index.wxml': '<view id="wrong" bindtap="wrong" />',
    }),
    { onError },
  )
  app.page.tapOn('#wrong')
  expect(onError).toHaveBeenCalledOnce()
  expect(app.app.words).toContain('index.js:2')
})

test('forgets what it stored when the person deletes it', async () => {
  files(
    page(
      `Page({ data: {}, onLoad() { this.setData({ before: wx.getStorageSync('a') }); wx.setStorageSync('a', 1) } })`,
    ),
  )
  await parent.open(folder)
  expect((await parent.open(folder)).page.data.before).toBe(1)
  await parent.user.deleteMiniProgram()
  expect(parent.screen.route).toBeNull()
  expect((await parent.open(folder)).page.data.before).toBe('')
})

test('draws toasts for as long as they last', async () => {
  const app = await parent.open(
    files(page(`Page({ data: {}, toast() { wx.showToast({ title: 'Done', duration: 2000 }) } })`)),
  )
  app.page.call('toast')
  await emulator.settle()
  expect(parent.screen.toast?.title).toBe('Done')
  await emulator.advance(seconds(2))
  expect(parent.screen.toast).toBeNull()
})
