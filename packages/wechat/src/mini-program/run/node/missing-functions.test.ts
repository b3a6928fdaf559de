/** A call to a function that `wx` does not have: it is named with file and line, once, and may be asked for as in WeChat. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createWx } from '../../../wx/create-wx.ts'
import { openMiniProgram } from './open-mini-program.ts'

let folder: string
let heard: [kind: string, message: string, stack: string][]
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-missing-'))
  heard = []
})
afterEach(() => rmSync(folder, { recursive: true }))

const FILE = 'pages/index/index.js'
async function open(index: string, files: Record<string, string> = {}) {
  const all = {
    'app.json': '{ "pages": ["pages/index/index", "pages/other/other"] }',
    'app.js': 'App({ told: [], onError(text) { this.told.push(text.split("\\n")[0]) } })',
    'pages/index/index.wxml': '<view bind:tap="go"/>',
    'pages/other/other.js': 'Page({})',
    [FILE]: index,
    ...files,
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  const ui = { askAuthorization: async () => 'allow' as const, openSettings: async () => {} }
  const phone = createWx({ server: 'http://127.0.0.1:1', appid: 'wx1', session: 'none', platform: { ui } })
  const app = await openMiniProgram(phone, folder, {
    onError: (error, kind) => heard.push([kind, error.message, error.stack ?? '']),
  })
  return { app, wx: phone.wx as unknown as { navigateTo(to: object): Promise<unknown> } }
}
const words = (name: string, place: string) =>
  `wx.${name} is not a function: Callgrant has no wx.${name} in this base library. It is called at ${join(folder, place)}. wx.canIUse('${name}') tells beforehand; docs/wx.md says what is there.`

test.each([
  ['a handler', 'Page({ go() {\n  wx.scanCode() } })', 'run', 'scanCode', '2:6'],
  ['an async handler', 'Page({ async go() {\n  await wx.scanCode() } })', 'rejection', 'scanCode', '2:12'],
  ['a timer', 'Page({ go() { setTimeout(() =>\n  wx.scanCode()) } })', 'run', 'scanCode', '2:6'],
  ['a part', 'Page({ go() {\n  wx.cloud.uploadFile({}) } })', 'run', 'cloud.uploadFile', '2:12'],
  ['another name of wx', 'const n = wx\nPage({ go() {\n  n.scanCode() } })', 'run', 'scanCode', '3:5'],
  ['a computed name', 'const k = "scanCode"\nPage({ go() {\n  wx[k]() } })', 'run', 'scanCode', '3:8'],
  [
    'a function taken out of it',
    'Page({ go() {\n  const { scanCode } = wx; scanCode() } })',
    'run',
    'scanCode',
    '2:28',
  ],
  ['a sequence', 'Page({ go() {\n  (0, wx.scanCode)() } })', 'run', 'scanCode', '2:19'],
])('one in %s is named with its place', async (_, index, kind, name, at) => {
  const { app } = await open(index)
  app.page.tapOn('view')
  await expect
    .poll(() => heard.map(([kind, message]) => [kind, message]))
    .toEqual([[kind, words(name, `${FILE}:${at}`)]])
  expect(heard[0]?.[2]).toContain(words(name, `${FILE}:${at}`))
  app.close()
})

test('one at the top of a page, or of app.js, is named too', async () => {
  const { app, wx } = await open('Page({})', { 'pages/other/other.js': '\nwx.scanCode()\nPage({})' })
  await expect(wx.navigateTo({ url: '/pages/other/other' })).rejects.toThrow('wx.scanCode is not a function')
  expect(heard.map(([kind, message]) => [kind, message])).toEqual([
    ['load', words('scanCode', 'pages/other/other.js:2:4')],
  ])
  app.close()
  await expect(open('Page({})', { 'app.js': 'wx.scanCode()' })).rejects.toThrow(
    words('scanCode', 'app.js:1:4'),
  )
})

test('one that happens again is told once to who opened the program, and each time to App.onError', async () => {
  const { app } = await open('Page({ go() { wx.scanCode() } })')
  for (let i = 0; i < 3; i++) app.page.tapOn('view')
  expect(heard).toHaveLength(1)
  const name = words('scanCode', `${FILE}:1:18`)
  expect(app.app.told).toEqual([name, name, name])
  expect(() => app.page.call('go')).toThrow(name)
  app.close()
})

test('asking for it tells nothing: it is undefined, and the program may bring its own', async () => {
  const { app } = await open(`
    Page({ go() { return [typeof wx.scanCode, 'scanCode' in wx, wx.canIUse('scanCode'), wx.scanCode?.()] },
      own() { wx.scanCode = () => 'own'; return wx.scanCode() } })`)
  expect(Array.from(app.page.call('go') as unknown[])).toEqual(['undefined', false, false, undefined])
  expect(app.page.call('own')).toBe('own')
  expect(app.ownWx).toHaveProperty('scanCode')
  expect(heard).toEqual([])
  app.close()
})

test('what docs/wx.md names is there, and what it says is not there is not, as wx.canIUse says', async () => {
  const { app } = await open(
    'Page({ names() { return Object.keys(wx) }, has(name) { return wx.canIUse(name) } })',
  )
  const docs = readFileSync(new URL('../../../../../../docs/wx.md', import.meta.url), 'utf8')
  const section = (title: string) => docs.split(`\n## ${title}\n`)[1]?.split('\n## ')[0] ?? ''
  const names = app.page.call('names') as string[]
  const there = section('What is there')
  expect(names.filter((name) => !there.includes(name.replace(/Sync$/, '')))).toEqual([])
  const absent = section('What is not there').split('**Of `wx`**')[1]?.split('\n- ')[0] ?? ''
  const said = [...absent.matchAll(/`(\w+)`/g)].map(([, name]) => name as string)
  expect(said).toContain('createIntersectionObserver')
  expect(said.filter((name) => names.includes(name) || app.page.call('has', name))).toEqual([])
  expect(names.filter((name) => !app.page.call('has', name))).toEqual([])
  app.close()
})

test.each([
  ['the page’s own', 'if (!wx.scanCode) this.scanCode()', 'this.scanCode is not a function'],
  ['another object’s', 'if (!wx.scanCode) ({}).other()', '{}.other is not a function'],
  ['what is there and no function', 'wx.env()', 'wx.env is not a function'],
  ['no call', 'wx.scanCode.call()', "Cannot read properties of undefined (reading 'call')"],
])('an error of %s keeps its words', async (_, code, message) => {
  const { app } = await open(`Page({ go() { ${code} } })`)
  app.page.tapOn('view')
  expect(heard.map(([, words]) => words)).toEqual([expect.stringContaining(message)])
  expect(heard[0]?.[1]).not.toContain('Callgrant')
  app.close()
})
