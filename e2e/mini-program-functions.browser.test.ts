/** Functions of `wx` that a Mini Program finds in a browser: its own tab bar, data, files, leaving it, a first page. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { openProgram, type ProgramServer, startMiniProgram } from './lib/mini-program.ts'

const tab = (name: string) => ({ pagePath: `pages/${name}`, text: name })
const FILES = {
  'project.config.json':
    '{ "miniprogramRoot": "mini/", "cloudfunctionRoot": "cloud/", "appid": "wx_functions" }',
  'mini/app.json': JSON.stringify({
    pages: ['pages/one', 'pages/two', 'pages/plain'],
    tabBar: { custom: true, list: [tab('one'), tab('two')] },
  }),
  'mini/app.js': 'App({ onLaunch() { wx.cloud.init() } })',
  'mini/data/words.json': '["语"]',
  'mini/custom-tab-bar/index.json': '{ "component": true }',
  'mini/custom-tab-bar/index.wxml': '<view class="bar" bindtap="go">own bar to two</view>',
  'mini/custom-tab-bar/index.js': `Component({ methods: { go() { wx.switchTab({ url: '/pages/two' }) } } })`,
  'mini/pages/one.wxml': '<view>first {{told}}</view><button bindtap="leave">leave</button>',
  'mini/pages/one.js': `Page({
    data: { told: '' },
    async onLoad() {
      const db = wx.cloud.database()
      await db.collection('c').add({ data: { n: 2, at: db.serverDate() } })
      const { result } = await wx.cloud.callFunction({ name: 'more' })
      const { data } = await db.collection('c').where({ n: db.command.gt(2) }).get()
      const missing = await db.collection('c').doc('none').get().catch(({ errCode }) => errCode)
      const fs = wx.getFileSystemManager()
      fs.writeFileSync(wx.env.USER_DATA_PATH + '/a', fs.readFileSync('data/words.json', 'utf8'))
      const file = fs.readFileSync(wx.env.USER_DATA_PATH + '/a', 'utf8')
      this.setData({ told: [result, data[0].n, typeof data[0].at.getTime(), missing, file, global === globalThis].join(' ') })
    },
    leave() { wx.exitMiniProgram() },
  })`,
  'mini/pages/two.wxml': '<view>second</view>',
  'mini/pages/two.js': 'Page({})',
  'mini/pages/plain.wxml': '<view>plain {{a}}</view>',
  'mini/pages/plain.js': 'Page({ data: { a: "" }, onLoad({ a }) { this.setData({ a }) } })',
  'cloud/more/index.js': `const cloud = require('wx-server-sdk')
    exports.main = async () => {
      const db = cloud.database()
      const { stats } = await db.collection('c').where({ n: 2 }).update({ data: { n: db.command.inc(1) } })
      return stats.updated
    }`,
}

let browser: Browser
let server: ProgramServer
let folder: string

describe.skipIf(!hasChromium)('a Mini Program in a browser', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'callgrant-functions-'))
    for (const [path, text] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
    server = await startMiniProgram(folder)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  test('shares its data with its cloud functions, keeps files, and has one tab bar, its own', async () => {
    const { page } = await openProgram(browser, `${server.url}/?person=parent`)
    await page.getByText('first 1 3 number -1 ["语"] true').waitFor()
    expect(await page.locator('nav.tabs').isVisible()).toBe(false)
    await page.getByText('own bar to two').click()
    await page.getByText('second').waitFor()
    expect(await page.getByText('own bar to two').filter({ visible: true }).count()).toBe(1)
    await page.context().close()
  })

  test('leaves by exitMiniProgram, and is opened again', async () => {
    const { page } = await openProgram(browser, `${server.url}/?person=parent`)
    await page.getByText('leave', { exact: true }).click()
    await page.getByRole('alertdialog').waitFor()
    await page.getByRole('alertdialog').getByRole('button').click()
    await expect.poll(() => page.getByRole('alertdialog').count()).toBe(0)
    await page.getByText('first', { exact: false }).waitFor()
    await page.context().close()
  })

  test('opens the page of ?path=, with its query', async () => {
    const { page } = await openProgram(
      browser,
      `${server.url}/?person=parent&path=${encodeURIComponent('pages/plain?a=7')}`,
    )
    await page.getByText('plain 7').waitFor()
    await page.context().close()
  })
})
