/** Components and fields of unmodified pages, whose scripts run in a realm of their own. */

import { deepStrictEqual } from 'node:assert/strict'
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { createEmulator, type EmulatedPerson, type Emulator } from '../index.ts'

let emulator: Emulator
let parent: EmulatedPerson
let folder: string
beforeAll(async () => {
  emulator = await createEmulator()
  parent = await emulator.person('parent')
})
afterAll(() => emulator.close())
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'callgrant-mini-'))
})
afterEach(() => rmSync(folder, { recursive: true, force: true }))

function files(given: Record<string, string>): string {
  const all = { 'app.json': '{ "pages": ["index"] }', 'app.js': 'App({})', ...given }
  for (const [path, text] of Object.entries(all)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), text)
  }
  return folder
}

test('properties have the types that their component, and its behaviors, say', async () => {
  const app = await parent.open(
    files({
      'index.js': 'Page({ data: { count: "7" } })',
      'index.json': '{ "usingComponents": { "x-card": "/card" } }',
      'index.wxml':
        '<x-card id="card" count="{{count}}" open="yes" bind:told="onTold"/><button id="b" bindtap="onAsk"/>',
      'card.json': '{ "component": true }',
      'card.wxml': '<view>{{seen}}</view>',
      'card.js': `
        const named = Behavior({ properties: { tag: { type: String, value: 'none' }, list: Array } })
        Component({
          behaviors: [named],
          properties: { count: Number, open: { type: Boolean, value: false }, either: { type: String, optionalTypes: [Number], value: 'a' }, any: null },
          data: { seen: '' },
          lifetimes: {
            attached() {
              const { count, open, tag, list, either, any } = this.data
              this.setData({ seen: JSON.stringify({ count, open, tag, list, either, any }) })
            },
          },
        })`,
    }),
  )
  deepStrictEqual(JSON.parse(app.page.text()), {
    count: 7,
    open: true,
    tag: 'none',
    list: [],
    either: 'a',
    any: null,
  })
})

test('what a field tells reaches the data that is bound to it both ways', async () => {
  const app = await parent.open(
    files({
      'index.js': `Page({
        data: { name: '', on: false, seen: '' },
        onName({ detail }) { this.setData({ seen: detail.value + '/' + this.data.name }) },
      })`,
      'index.wxml':
        '<input id="name" model:value="{{name}}" bindinput="onName" /><switch id="on" model:checked="{{on}}" />',
    }),
  )
  app.page.fireOn('#name', 'input', { value: 'Front' })
  expect(app.page.data).toMatchObject({ name: 'Front', seen: 'Front/Front' })
  app.page.fireOn('#on', 'change', { value: true })
  expect(app.page.data.on).toBe(true)
})

test('a switch may be flipped on the settings page that the app has just opened', async () => {
  await parent.allows('door-1')
  const app = await parent.open(
    files({
      'index.js': `Page({
        data: { back: 0 },
        onSettings() { wx.openSetting({ success: () => this.setData({ back: this.data.back + 1 }) }) },
      })`,
      'index.wxml': '<button id="settings" bindtap="onSettings" />',
    }),
  )
  app.page.tapOn('#settings')
  await parent.user.switchOff('door-1')
  expect(parent.screen.settings?.rows).toMatchObject([{ sn: 'door-1', on: false }])
  await parent.user.closeSettings()
  expect(app.page.data.back).toBe(1)
})

test('a page asks how large its nodes are, by wx and by itself; where nothing is drawn they have no size', async () => {
  const app = await parent.open(
    files({
      'index.js': `Page({
        data: { by: [] },
        onAsk() {
          for (const query of [wx.createSelectorQuery(), this.createSelectorQuery()]) {
            query.select('#ask').boundingClientRect(({ width }) => this.setData({ by: this.data.by.concat(width) })).exec()
          }
        },
      })`,
      'index.wxml': '<button id="ask" bindtap="onAsk" />',
    }),
  )
  app.page.tapOn('#ask')
  await expect.poll(() => app.page.data.by).toEqual([0, 0])
})

test('an app that has its appid, secret and model written in its pages signs in with them', async () => {
  const own = { appid: 'wx0123456789abcdef', secret: 'as-in-the-pages', modelId: 'DYEb-own_model' }
  await using theirs = await createEmulator(own)
  expect(theirs).toMatchObject(own)
  const phone = await theirs.person('somebody')
  const app = await phone.open(
    files({
      'index.js': `Page({
        data: { openid: '' },
        async onLogin() {
          const { code } = await wx.login()
          wx.request({
            url: 'https://api.weixin.qq.com/sns/jscode2session',
            data: { appid: 'wx0123456789abcdef', secret: 'as-in-the-pages', js_code: code, grant_type: 'authorization_code' },
            success: ({ data }) => this.setData({ openid: data.openid }),
          })
        },
      })`,
    }),
  )
  await app.page.call('onLogin')
  await theirs.settle()
  expect(app.page.data.openid).toBe('somebody')
})
