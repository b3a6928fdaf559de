/** A program from its launch until it is closed. Items 2, 8 and 9 of what programs from outside showed. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createWx } from '../../../wx/create-wx.ts'
import { type OpenOptions, openMiniProgram } from './open-mini-program.ts'

let folder: string
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-life-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const newPhone = () => createWx({ server: 'http://127.0.0.1:1', appid: 'wx1', session: 'none' })
const open = (files: Record<string, string>, options: OpenOptions = {}, phone = newPhone()) => {
  const all = {
    'app.json': '{ "pages": ["pages/a/a", "pages/b/b"] }',
    'app.js': 'App({})',
    'pages/a/a.js': 'Page({})',
    'pages/b/b.js': 'Page({})',
    ...files,
  }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return openMiniProgram(phone, folder, options)
}
const pagesOf = ({ host }: ReturnType<typeof newPhone>) =>
  host.platform.navigator.pages.map(({ route }) => route)

test('before App(…) there is no app, unless a default is allowed, which App joins', async () => {
  const { app } = await open({
    'app.js': `const { before } = require('./early'); App({ before, own: 1 }); getApp().after = true`,
    'early.js': `const before = typeof getApp(); getApp({ allowDefault: true }).early = 2; exports.before = before`,
  })
  expect(app).toEqual({ before: 'undefined', own: 1, early: 2, after: true })
})

test.each([
  [
    'App',
    `App({ onPageNotFound(told) { this.told = told; wx.redirectTo({ url: '/pages/b/b?from=' + told.path }) } })`,
  ],
  [
    'wx',
    `wx.onPageNotFound((told) => { getApp().told = told; wx.reLaunch({ url: '/pages/b/b?from=' + told.path }) }); App({})`,
  ],
])(
  'a page that is not there when it is launched: onPageNotFound of %s may open another',
  async (_, script) => {
    const opened = await open({ 'app.js': script }, { path: 'pages/gone/gone', query: { a: '1' } })
    expect(opened.app.told).toEqual({ path: 'pages/gone/gone', query: { a: '1' }, isEntryPage: true })
    expect([opened.page.route, opened.page.options]).toEqual(['pages/b/b', { from: 'pages/gone/gone' }])
  },
)

test('where nobody opens another, the launch fails', async () => {
  await expect(open({}, { path: 'pages/gone/gone' })).rejects.toThrow('page "pages/gone/gone" is not found')
  const listens = { 'app.js': 'App({ onPageNotFound() {} })' }
  await expect(open(listens, { path: 'pages/gone/gone' })).rejects.toThrow('is not found')
})

test.each(['?a=1', ''])('%j as the path means the first page, with its query', async (path) => {
  const { page } = await open({}, { path, query: { b: '2' } })
  expect([page.route, page.options]).toEqual(['pages/a/a', { ...(path && { a: '1' }), b: '2' }])
})

test('a program whose launch failed is closed: nothing of it is called or shown any more', async () => {
  const phone = newPhone()
  const heard: string[] = []
  Object.assign(phone.wx, { note: (text: string) => heard.push(text) })
  const files = {
    'app.js': `wx.onAppShow(() => wx.note('wx')); setInterval(() => wx.note('timer'), 1); App({ onShow() { wx.note('App') }, onHide() { wx.note('hide') } })`,
    'pages/a/a.js': 'null.wrong',
  }
  const onError = () => {}
  await expect(open(files, { onError }, phone)).rejects.toThrow("reading 'wrong'")
  expect(heard).toEqual(['App'])
  phone.host.app.hide()
  phone.host.app.show()
  await new Promise((resolve) => setTimeout(resolve, 10))
  expect([heard, pagesOf(phone)]).toEqual([['App'], []])
  await expect(phone.wx.navigateTo({ url: '/pages/b/b' })).rejects.toThrow('is not found')
})

test('a program that was closed opens no page, though an answer comes late', async () => {
  const phone = newPhone()
  const script = `Page({ data: {}, go() { this.late = wx.setStorage({ key: 'a', data: 1 }); this.late.then(() => wx.navigateTo({ url: '/pages/b/b' })) } })`
  const one = await open({ 'pages/a/a.js': script }, {}, phone)
  one.page.call('go')
  one.close()
  const two = await open({ 'pages/a/a.js': 'Page({})' }, {}, phone)
  await phone.wx.setStorage({ key: 'b', data: 1 })
  expect(two.page.route).toBe('pages/a/a')
  // To close it once more closes nothing of the second.
  one.close()
  expect(pagesOf(phone)).toEqual(['pages/a/a'])
  two.close()
  expect(pagesOf(phone)).toEqual([])
})

test('to leave twice hides the page once', async () => {
  const opened = await open({
    'app.js': 'App({ log: [], onHide() { this.log.push("App") } })',
    'pages/a/a.js': `Page({ onHide() { getApp().log.push('page') }, async go() { await wx.exitMiniProgram(); await wx.exitMiniProgram() } })`,
  })
  await opened.page.call('go')
  expect(opened.app.log).toEqual(['page', 'App'])
})

test('canvases where nothing is drawn have their size, and stay the same', async () => {
  const opened = await open({
    'pages/a/a.wxml':
      '<canvas type="2d" id="usual"/><canvas id="own" style="width: 100rpx; height: 20px"/><input id="field" value="v" placeholder="p"/>',
    'pages/a/a.js': `Page({ data: {}, ask(id, fields) { return new Promise((done) => wx.createSelectorQuery().select(id).fields(fields).exec(done)) } })`,
  })
  const ask = async (id: string, fields: object) =>
    ((await opened.page.call('ask', id, fields)) as object[])[0]
  expect(await ask('#usual', { size: true })).toEqual({ width: 300, height: 150 })
  expect(await ask('#own', { size: true })).toEqual({ width: 50, height: 20 })
  const { node } = (await ask('#usual', { node: true })) as { node: { width: number; height: number } }
  expect([node.width, node.height]).toEqual([300, 150])
  node.width = 900
  expect(await ask('#usual', { node: true })).toEqual({ node })
  expect(await ask('#field', { properties: ['value', 'placeholder'], computedStyle: ['color'] })).toEqual({
    value: 'v',
    placeholder: 'p',
    color: '',
  })
})
