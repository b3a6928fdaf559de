/** One runtime: a folder opened in Node and its bundle in a browser find the same modules and components. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createWx } from '../../../wx/create-wx.ts'
import { PageStack } from '../../../wx/pages/page-stack.ts'
import { bundle } from '../../compile/bundle.ts'
import { openFolder } from '../../read/folder.ts'
import type { MiniProgram } from '../../types.ts'
import { loadBundledProgram } from '../bundled-program.ts'
import { createMiniProgram } from '../mini-program.ts'
import { openMiniProgram, openOnePage } from './open-mini-program.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-open-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const APP = { pages: ['pages/index/index'] }
function write(files: Record<string, string>): string {
  const all = { 'app.json': JSON.stringify(APP), 'app.js': 'App({})', ...files }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}
const page = (value: string) => ({
  'pages/index/index.js': `Page({ data: { value: null }, onLoad() { this.setData({ value: ${value} }) } })`,
  'pages/index/index.wxml': '<view>{{value}}</view>',
})

const instance = (stack = new PageStack()) =>
  createWx({ server: 'http://127.0.0.1:1', appid: 'wx1', session: 'none', platform: { navigator: stack } })
const warn = vi.fn()
const quiet = { ...console, warn } as Console
afterEach(() => warn.mockReset())

async function openBundle(path: string): Promise<MiniProgram> {
  new Function(bundle(openFolder(path)).code)()
  const stack = new PageStack()
  const program = loadBundledProgram()
  const app = createMiniProgram({ ...instance(stack), program, stack, onWarning: warn })
  await app.launch()
  return app
}
const openDirectly = (path: string) => openMiniProgram(instance(), path, { console: quiet })

describe.each([
  ['from its folder', openDirectly],
  ['from its bundle', openBundle],
])('a Mini Program opened %s', (_, open) => {
  test('has `global`, one for all of its files, and no page before the first is open', async () => {
    const app = await open(
      write({
        'app.js': 'global.shared = { pages: getCurrentPages().length }; App({})',
        ...page('[typeof global, typeof global.setTimeout, global.shared.pages, getCurrentPages()[0].route]'),
      }),
    )
    expect(app.page.data.value).toEqual(['object', 'function', 0, 'pages/index/index'])
  })

  test.each([
    ['require.async', `require.async(file).then(done, failed)`],
    ['require with callbacks', `require(file, done, failed)`],
  ])('%s answers later; its failure says which module and why', async (_, ask) => {
    const app = await open(
      write({
        'sub/ok.js': 'module.exports = { ok: true }',
        'sub/bad.js': 'throw new Error("spoiled")',
        ...page(`['../../sub/ok.js', '../../sub/bad.js', './none'].map((file) => {
          const told = {}
          const done = (exports) => Object.assign(told, exports)
          const failed = ({ mod, errMsg }) => Object.assign(told, { mod, errMsg })
          ${ask}
          this.told = [...(this.told || []), told]
          return told.ok
        })`),
      }),
    )
    expect(app.page.data.value).toEqual([undefined, undefined, undefined])
    await new Promise((resolve) => setImmediate(resolve))
    expect(JSON.parse(JSON.stringify(app.page.instance.told))).toEqual([
      { ok: true },
      { mod: '../../sub/bad.js', errMsg: 'spoiled' },
      { mod: './none', errMsg: expect.stringContaining("module './none' is not defined") },
    ])
  })

  test('files: text, bytes that are an ArrayBuffer here, and those of its own package', async () => {
    const app = await open(
      write({
        'data/a.json': '{"a":7}',
        ...page(`(() => {
          const fs = wx.getFileSystemManager()
          const path = wx.env.USER_DATA_PATH + '/a'
          fs.writeFileSync(path, new Uint8Array([1, 2]).buffer)
          const bytes = fs.readFileSync(path)
          return [bytes instanceof ArrayBuffer, new Uint8Array(bytes)[1]]
        })()`),
      }),
    )
    expect(app.page.data.value).toEqual([true, 2])
  })

  test('requirePlugin has both asynchronous forms too', async () => {
    const ask = `(this.told = [], requirePlugin.async('wmpf-voip').then(({ default: p }) => this.told.push(typeof p.initByCaller)),
      requirePlugin('live', () => {}, ({ mod, errMsg }) => this.told.push(mod, errMsg)), null)`
    const app = await open(write(page(ask)))
    await new Promise((resolve) => setImmediate(resolve))
    expect([...(app.page.instance.told as string[])]).toEqual([
      'function',
      'live',
      'plugin "live" is not there: the one plugin here is "wmpf-voip"',
    ])
  })

  test.each([
    ['a file beside', `require('./a')`, { 'pages/index/a.js': 'module.exports = 7' }],
    ['JSON', `require('../../a.json').a`, { 'a.json': '{ "a": 7 }' }],
    [
      'a package that is nearer by',
      `require('pack')`,
      {
        'miniprogram_npm/pack/index.js': 'module.exports = 1',
        'pages/miniprogram_npm/pack/index.js': 'module.exports = 7',
      },
    ],
    [
      'an alias',
      `require('~/a')`,
      {
        'app.json': JSON.stringify({ ...APP, resolveAlias: { '~/*': '/*' } }),
        'a.ts': 'const a: number = 7\nexport = a',
      },
    ],
    ['an ES module', `require('./a').a`, { 'pages/index/a.js': 'export const a = 7' }],
    [
      'modules that require each other',
      `require('./a').b.c`,
      {
        'pages/index/a.js': `exports.c = 7; exports.b = require('./b')`,
        'pages/index/b.js': `exports.c = require('./a').c`,
      },
    ],
  ] as [string, string, Record<string, string>][])('requires %s', async (_, value, files) => {
    const app = await open(write({ ...page(value), ...files }))
    expect(app.page.data.value).toBe(7)
    app.close()
  })

  test('requires asynchronously', async () => {
    const app = await open(
      write({
        'pages/index/index.js': `Page({ data: {}, later() { return require.async('./a') } })`,
        'pages/index/index.wxml': '<view />',
        'pages/index/a.js': 'module.exports = 7',
      }),
    )
    expect(await app.page.call('later')).toBe(7)
    app.close()
  })

  test('refuses a module that is not there, by the name that was asked for', async () => {
    const value = `(() => { try { require('../outside') } catch (error) { return error.message } })()`
    const app = await open(write(page(value)))
    expect(app.page.data.value).toContain(
      `module '../outside' is not defined, require args is '../outside', in pages/index/index.js.`,
    )
    app.close()
  })

  test('has the components of WeUI when app.json asks for them, and says nothing of their relations', async () => {
    const printed = vi.spyOn(console, 'warn')
    const app = await open(
      write({
        'app.json': JSON.stringify({ ...APP, useExtendedLib: { weui: true } }),
        ...page('1'),
        'pages/index/index.json': '{ "usingComponents": { "mp-cell": "weui-miniprogram/cell/cell" } }',
        'pages/index/index.wxml': '<mp-cell value="Front door" />',
      }),
    )
    expect(app.page.text()).toContain('Front door')
    expect(warn).not.toHaveBeenCalled()
    expect(printed).not.toHaveBeenCalled()
    printed.mockRestore()
    app.close()
  })

  test('warns of a component that is not there', async () => {
    const app = await open(
      write({ ...page('1'), 'pages/index/index.json': '{ "usingComponents": { "x-card": "/card" } }' }),
    )
    expect(warn).toHaveBeenCalledWith(
      'pages/index/index: component <x-card> is not drawn, there is no "/card" in this folder.',
    )
    app.close()
  })
})

test('a file: URL names a folder, and the script of one page alone', async () => {
  const url = pathToFileURL(write(page('7'))).href
  for (const app of [
    await openDirectly(`${url}/app.json`),
    await openOnePage(instance(), `${url}/pages/index/index.js`),
  ]) {
    expect(app.page.text()).toBe('7')
    app.close()
  }
})

test('a navigator that is no PageStack is refused', async () => {
  const stack = new PageStack()
  const navigator = {
    pages: [],
    open: async () => {},
    back: async () => {},
    definePrivatePage: stack.definePrivatePage.bind(stack),
  }
  const other = createWx({ server: 'http://s', appid: 'wx1', session: 'none', platform: { navigator } })
  await expect(openMiniProgram(other, write(page('7')))).rejects.toThrow(TypeError)
})
