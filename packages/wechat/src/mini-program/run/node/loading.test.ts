/** How a Mini Program is loaded, from its folder and from its bundle: in which order, and what one wrong file spoils. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest'
import { createWx } from '../../../wx/create-wx.ts'
import { PageStack } from '../../../wx/pages/page-stack.ts'
import { bundle } from '../../compile/bundle.ts'
import { openFolder } from '../../read/folder.ts'
import type { MiniProgram } from '../../types.ts'
import { loadBundledProgram } from '../bundled-program.ts'
import { createMiniProgram } from '../mini-program.ts'
import { openMiniProgram } from './open-mini-program.ts'

let folder: string
const warn = vi.fn()
const onError = vi.fn((error: Error) => void error)
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-loading-'))
})
afterEach(() => {
  rmSync(folder, { recursive: true })
  warn.mockReset()
  onError.mockReset()
})

/** Pages `a` and `b`, each of which shows `seen`. */
const APP = {
  'app.json': JSON.stringify({ pages: ['pages/a/a', 'pages/b/b'] }),
  'app.js': 'App({ globalData: {} })',
  'pages/a/a.js': 'Page({ data: { seen: "a" } })',
  'pages/a/a.wxml': '<view>{{seen}}</view>',
  'pages/b/b.js': 'Page({ data: { seen: "b" } })',
  'pages/b/b.wxml': '<view>{{seen}}</view>',
}
function write(files: Record<string, string>): string {
  for (const [path, text] of Object.entries({ ...APP, ...files })) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

interface Opened {
  app: MiniProgram
  stack: PageStack
}
function phone() {
  const stack = new PageStack()
  const options = {
    server: 'http://127.0.0.1:1',
    appid: 'wx1',
    session: 'none',
    platform: { navigator: stack },
  }
  return { stack, instance: createWx(options) }
}
async function fromFolder(path: string): Promise<Opened> {
  const { stack, instance } = phone()
  return {
    stack,
    app: await openMiniProgram(instance, path, { console: { ...console, warn } as Console, onError }),
  }
}
async function fromBundle(path: string): Promise<Opened> {
  new Function(bundle(openFolder(path)).code)()
  const { stack, instance } = phone()
  const app = createMiniProgram({
    ...instance,
    program: loadBundledProgram(),
    stack,
    onWarning: warn,
    onError,
  })
  await app.launch()
  return { stack, app }
}
const told = () => onError.mock.calls.map(([error]) => error.message)

describe.each([
  ['from its folder', fromFolder],
  ['from its bundle', fromBundle],
])('a Mini Program opened %s', (_, open) => {
  test('app.js runs, then onLaunch, then the script of a page when it is first opened', async () => {
    const { app, stack } = await open(
      write({
        'app.js': `App({ globalData: { log: ['app.js'] }, onLaunch() { this.globalData.log.push('onLaunch'); this.globalData.user = 'alice' } })`,
        'pages/a/a.js': `const { user, log } = getApp().globalData; log.push('a.js'); Page({ data: { seen: user } })`,
        'pages/b/b.js': `getApp().globalData.log.push('b.js'); Page({ data: { seen: 'b' } })`,
      }),
    )
    expect(app.page.text()).toBe('alice')
    expect(app.app).toMatchObject({ globalData: { log: ['app.js', 'onLaunch', 'a.js'] } })
    for (let i = 0; i < 2; i++) await stack.open('navigateTo', '/pages/b/b')
    expect(app.app).toMatchObject({ globalData: { log: ['app.js', 'onLaunch', 'a.js', 'b.js'] } })
    app.close()
  })

  test('what a browser has and WeChat has not is undefined, and no error; a script may use the names for its own', async () => {
    const names = [
      'window',
      'document',
      'self',
      'location',
      'navigator',
      'localStorage',
      'fetch',
      'WebSocket',
    ]
    const { app, stack } = await open(
      write({
        'pages/a/a.js': `const screen = 'own'
          const all = [${names.join()}]
          Page({ data: { seen: all.filter((one) => one !== undefined).length + screen + typeof setTimeout } })`,
        'pages/b/b.js': `(function (root, factory) { module.exports = factory(root) })(window, (root) => Page({ data: { seen: String(root) } }))`,
      }),
    )
    expect(app.page.text()).toBe('0ownfunction')
    await stack.open('navigateTo', '/pages/b/b')
    expect(app.page.text()).toBe('undefined')
    expect(told()).toEqual([])
    app.close()
  })

  test.each([
    ['with its ending', './two.wxs'],
    ['without', './two'],
    ['from the root', '/wxs/two.wxs'],
    ['from above', '../wxs/two.wxs'],
  ])('a .wxs requires another one %s, and both are one module each', async (_, request) => {
    const { app } = await open(
      write({
        'pages/a/a.wxml':
          '<wxs src="../../wxs/one.wxs" module="one"/><wxs src="/wxs/two" module="two"/><wxs module="own">module.exports = require("../../wxs/two.wxs").next</wxs><view>{{one.twice(4)}} {{own()}} {{two.next()}}</view>',
        'wxs/one.wxs': `var two = require('${request}'); module.exports.twice = function (n) { return n * two.factor }`,
        'wxs/two.wxs': `var one = require('./one.wxs'); var n = 0; module.exports = { factor: 2, next: function () { return n++ } }`,
      }),
    )
    expect(app.page.text()).toBe('8 0 1')
    expect(told()).toEqual([])
    app.close()
  })

  test('WXS takes a pattern as it is written', async () => {
    const { app } = await open(
      write({
        'pages/a/a.wxml': String.raw`<wxs module="m">module.exports = [getRegExp('^-?\d+(\.\d+)?$').test('264'), getRegExp("^\\d$").test('2'), getRegExp('d').test('1')].join()</wxs><view>{{m}}</view>`,
      }),
    )
    expect(app.page.text()).toBe('true,true,false')
    app.close()
  })

  test('WXS has getRegExp, getDate and names of types in constructor', async () => {
    const { app } = await open(
      write({
        'pages/a/a.wxml': `<wxs module="m">module.exports = function (v) { return [v.constructor, v['constructor'] === 'Array', 'a'.constructor, getRegExp('B', 'i').test('abc'), getDate(0).constructor, (1).constructor].join() }</wxs><view>{{m(list)}}</view>`,
        'pages/a/a.js': 'Page({ data: { list: [1] } })',
      }),
    )
    expect(app.page.text()).toBe('Array,true,String,true,Date,Number')
    app.close()
  })

  test.each<[string, Record<string, string>, string]>([
    ['a script', { 'pages/b/b.js': 'Page({\n  data: = 1\n})' }, 'pages/b/b.js:2:9: Unexpected token'],
    [
      'what a script requires',
      { 'pages/b/b.js': 'require("../../lib")', 'lib.js': 'export const a=1;export defalt a' },
      'lib.js:1:25: Unexpected token',
    ],
    ['JSON', { 'pages/b/b.json': '{\n  "usingComponents": {},\n}' }, 'pages/b/b.json:3:1: this is not JSON'],
    [
      'WXS',
      { 'pages/b/b.wxml': '<wxs src="./b.wxs" module="m"/>', 'pages/b/b.wxs': 'var a = 1\nvar b = (' },
      'pages/b/b.wxs:2:10: Unexpected token',
    ],
    [
      'WXS in a template',
      { 'pages/b/b.wxml': '<view/>\n<wxs module="m">var a =\n  1 1</wxs>' },
      'pages/b/b.wxml:3:5: Unexpected token',
    ],
    [
      'WXS that throws',
      { 'pages/b/b.wxml': '<wxs src="./b.wxs" module="m"/>', 'pages/b/b.wxs': 'var a; a.b.c()' },
      "pages/b/b.wxs: <wxs>: Cannot read properties of undefined (reading 'b')",
    ],
    [
      'WXS that is not there',
      { 'pages/b/b.wxml': '<wxs src="./c.wxs" module="m"/>' },
      'pages/b/c.wxs: there is no',
    ],
    [
      'a script that throws',
      { 'pages/b/b.js': 'null.wrong' },
      "Cannot read properties of null (reading 'wrong')",
    ],
    ['a page that registers nothing', { 'pages/b/b.js': '' }, 'has not been registered yet'],
  ])(
    '%s that is wrong spoils the page that needs it, the same each time, and no other',
    async (_, files, reason) => {
      const { app, stack } = await open(write(files))
      expect(app.page.text()).toBe('a')
      expect(told()).toEqual([])
      const first = await stack.open('navigateTo', '/pages/b/b').catch((error) => error)
      expect(first.message).toContain(reason)
      expect(await stack.open('redirectTo', '/pages/b/b').catch((error) => error)).toBe(first)
      expect(told()).toEqual([first.message, first.message])
      // The page that was shown is shown still.
      expect(app.page.text()).toBe('a')
      await stack.open('navigateTo', '/pages/a/a')
      expect(app.pages).toHaveLength(2)
      app.close()
    },
  )

  test('the page that is launched says by itself why it cannot be opened', async () => {
    await expect(open(write({ 'pages/a/a.js': 'Page({\n  data: = 1\n})' }))).rejects.toThrow(
      'pages/a/a.js:2:9: Unexpected token',
    )
  })

  test('a component that cannot be loaded is missing, and its page is shown', async () => {
    const parts = {
      json: '{ "component": true }',
      wxml: '<view>in {{x}}</view>',
      js: 'Component({ data: { x: 1 } })',
    }
    const component = (name: string, wrong: Partial<typeof parts>) =>
      Object.fromEntries(
        Object.entries({ ...parts, ...wrong }).map(([ending, text]) => [`parts/${name}.${ending}`, text]),
      )
    const { app } = await open(
      write({
        'pages/a/a.json': JSON.stringify({
          usingComponents: Object.fromEntries(
            ['good', 'script', 'json', 'wxs', 'nothing'].map((name) => [`x-${name}`, `/parts/${name}`]),
          ),
        }),
        'pages/a/a.wxml': '<view>{{seen}}</view><x-script/><x-json/><x-wxs/><x-nothing/><x-good/>',
        ...component('good', {}),
        ...component('script', { js: 'Component({' }),
        ...component('json', { json: '{' }),
        ...component('wxs', { wxml: '<wxs module="m">var</wxs><view>never</view>' }),
        ...component('nothing', { js: '' }),
      }),
    )
    expect(app.page.text()).toBe('a\nin 1')
    expect(told()).toHaveLength(4)
    for (const [i, name] of ['script.js:1:12', 'json.json:1:2', 'wxs.wxml:1:20', '"parts/nothing"'].entries())
      expect(told()[i]).toContain(`${name.startsWith('"') ? '' : 'parts/'}${name}`)
    app.close()
  })

  test('a module that failed keeps its first error, and is never half made', async () => {
    const { app } = await open(
      write({
        'pages/a/a.js': `
          const attempt = () => { try { return require('./half').set } catch (error) { return error } }
          const first = attempt()
          Page({ data: { seen: [first instanceof Error, attempt() === first, getApp().globalData.runs].join() } })`,
        'pages/a/half.js': `getApp().globalData.runs = (getApp().globalData.runs ?? 0) + 1; exports.set = 1; throw new Error('no')`,
      }),
    )
    expect(app.page.text()).toBe('true,true,1')
    app.close()
  })

  test('warns of pages that are opened, once, and of no others', async () => {
    const wrong = { wxml: '<view>{{ a b }}</view>', json: '{ "usingComponents": { "x-none": "/none" } }' }
    const { app, stack } = await open(write({ 'pages/b/b.wxml': wrong.wxml, 'pages/b/b.json': wrong.json }))
    expect(warn).not.toHaveBeenCalled()
    for (let i = 0; i < 2; i++) await stack.open('navigateTo', '/pages/b/b')
    const texts = warn.mock.calls.map(([text]) => text)
    expect(texts.filter((text) => text.includes('x-none'))).toHaveLength(1)
    expect(texts.some((text) => /^pages\/b\/b\.wxml:1:\d+: /.test(text))).toBe(true)
    expect(new Set(texts).size).toBe(texts.length)
    app.close()
  })

  test('names of its own may be those of globals', async () => {
    const { app } = await open(
      write({ 'pages/a/a.js': 'const App = 1, global = 2; Page({ data: { seen: App + global } })' }),
    )
    expect(app.page.text()).toBe('3')
    app.close()
  })
})

test('a style that cannot be compiled is left out of the bundle, and said when its page is opened', async () => {
  const { app, stack } = await fromBundle(
    write({ 'pages/b/b.wxss': '.a {\n  color: red', 'app.wxss': '@import "none.wxss";' }),
  )
  expect(told()).toEqual([expect.stringContaining('app.wxss: There is no file none.wxss')])
  await stack.open('navigateTo', '/pages/b/b')
  expect(told()[1]).toBe('pages/b/b.wxss:1:1: Unclosed block')
  expect(app.page.text()).toBe('b')
  app.close()
})

test('a bundle names what cannot be compiled', () => {
  const { faults } = bundle(openFolder(write({ 'lib.js': 'let a =', 'pages/b/b.json': '{' })))
  expect(faults.map(({ file, line, column }) => [file, line, column])).toEqual([
    ['pages/b/b.json', 1, 2],
    ['lib.js', 1, 8],
  ])
})
