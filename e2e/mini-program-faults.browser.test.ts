/** A Mini Program with faults in Chromium: the phone says what is wrong and where, and so does the terminal. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { axeViolations, picture, shot } from './lib/look.ts'
import { openProgram, type ProgramServer, startMiniProgram } from './lib/mini-program.ts'

const page = (name: string, script = '') => ({
  [`pages/${name}/${name}.js`]: `Page({ data: { n: 0 }, go({ currentTarget: { dataset } }) { wx.navigateTo({ url: dataset.url }) }, reject() { Promise.reject(new Error('nobody handles it')) }, later() { setTimeout(() => null.later) }, missing() { setInterval(() => { this.setData({ n: this.data.n + 1 })\n  wx.scanCode() }) } })${script}`,
  [`pages/${name}/${name}.wxml`]: `<view>This is ${name}</view>`,
})
const FILES: Record<string, string> = {
  'app.json': JSON.stringify({
    pages: ['pages/good/good', 'pages/bad/bad', 'pages/throws/throws', 'pages/part/part'],
    window: { navigationBarTitleText: 'Faults' },
  }),
  'app.js': 'App({ onUnhandledRejection({ reason }) { console.log("told", reason.message) } })',
  ...page('good'),
  'pages/good/good.wxml':
    '<view>This is good</view><button id="bad" data-url="/pages/bad/bad" bindtap="go">bad</button><button id="throws" data-url="/pages/throws/throws" bindtap="go">throws</button><button id="part" data-url="/pages/part/part" bindtap="go">part</button><button id="reject" bindtap="reject">reject</button><button id="later" bindtap="later">later</button><button id="missing" bindtap="missing">missing</button><text>{{n}} times</text>',
  ...page('bad'),
  'pages/bad/bad.js': 'const a = 1\nPage({\n  data: { n: = 1 }\n})',
  'pages/bad/bad.wxml': '<view>{{ a b }}</view>',
  ...page('throws'),
  'pages/throws/throws.js': 'const a = 1\n\nnull.wrong\nPage({})',
  ...page('part'),
  'pages/part/part.json': '{ "usingComponents": { "x-part": "/part/part" } }',
  'pages/part/part.wxml': '<view>This is part</view><x-part/>',
  'part/part.json': '{ "component": true }',
  'part/part.wxml': '<view>never</view>',
  'part/part.js': 'Component({',
  'unused.js': 'this is nothing',
  'unused/unused.json': '',
  'unused/unused.wxml': '<view/>',
  'unused/unused.wxss': 'view { color: red }',
}

describe.skipIf(!hasChromium)('a Mini Program with faults', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-faults-'))
  let browser: Browser
  let server: ProgramServer
  const write = (files: Record<string, string>) => {
    for (const [path, text] of Object.entries(files)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), text)
    }
  }
  beforeAll(async () => {
    write(FILES)
    server = await startMiniProgram(folder)
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    rmSync(folder, { recursive: true })
  })
  const tap = (page: Page, id: string) => page.getByText(id, { exact: true }).click()
  /** What the terminal says after it said where it listens. */
  const printed = () =>
    server.printed.slice(server.printed.findIndex((line) => line.startsWith('{"phone"')) + 1).join('\n')

  test('opens its good page, and says nothing of the others', async () => {
    const phone = await openProgram(browser, `${server.url}/?person=parent`)
    await phone.page.getByText('This is good').waitFor()
    expect([phone.errors, phone.warnings, printed()]).toEqual([[], [], ''])
    await phone.close()
  })

  test.each([
    ['zh-CN', '这个页面打不开', 'pages/bad/bad.js 第 3 行第 14 列', '小程序的其他部分不受影响。', '关闭'],
    [
      'en',
      'This page cannot be opened',
      'pages/bad/bad.js, line 3, column 14',
      'The rest of the Mini Program goes on',
      'Close',
    ],
  ])(
    'in %s a page that cannot be compiled says where, and the phone goes on',
    async (locale, title, place, othersWork, close) => {
      const context = await browser.newContext({ viewport: { width: 360, height: 740 }, locale })
      const phone = await context.newPage()
      await phone.goto(`${server.url}/?person=parent`)
      await tap(phone, 'bad')
      const alert = phone.getByRole('alert')
      await alert.getByText(title).waitFor()
      await alert.getByText(place).waitFor()
      await alert.getByText('Unexpected token').waitFor()
      expect(await alert.locator('pre').textContent()).toBe(
        `2  Page({\n3    data: { n: = 1 }\n${' '.repeat(16)}^`,
      )
      await alert.getByText(othersWork).waitFor()
      for (const colorScheme of ['dark', 'light'] as const) {
        for (const width of [320, 390]) {
          await phone.setViewportSize({ width, height: 740 })
          await phone.emulateMedia({ colorScheme })
          expect(await phone.evaluate('document.documentElement.scrollWidth')).toBe(width)
          await shot(phone, `fault-${locale}-${width}-${colorScheme}`)
        }
        expect(await axeViolations(phone)).toEqual([])
      }
      await phone.setViewportSize({ width: 390, height: 440 })
      await picture(phone, `mini-program-fault.${locale}`)
      await expect
        .poll(() => printed().split('\n'))
        .toContain('LoadError: pages/bad/bad.js:3:14: Unexpected token')
      // Nothing of the runtime's own scripts.
      expect(printed()).not.toMatch(/https?:/)
      await alert.getByRole('button', { name: close }).click()
      await phone.getByText('This is good').waitFor()
      await context.close()
    },
  )

  test('a page that throws says in which line, also when it is the first', async () => {
    const phone = await browser.newPage({ locale: 'en-GB' })
    await phone.goto(`${server.url}/?person=parent&path=pages/throws/throws`)
    const alert = phone.getByRole('alert')
    await alert.getByText("Cannot read properties of null (reading 'wrong')", { exact: true }).waitFor()
    await alert.getByText('pages/throws/throws.js, line 3, column').waitFor()
    expect(await alert.locator('pre').first().textContent()).toMatch(/^2 {2}\n3 {2}null\.wrong\n +\^$/)
    await shot(phone, 'fault-throws')
    expect(await axeViolations(phone)).toEqual([])
    expect(await alert.getByRole('button').allTextContents()).toEqual(['Load again'])
    write({ 'pages/throws/throws.js': 'Page({})' })
    await alert.getByRole('button').click()
    await phone.locator('html[data-ready]').waitFor({ state: 'attached' })
    expect(await alert.count()).toBe(0)
    write({ 'pages/throws/throws.js': FILES['pages/throws/throws.js'] as string })
    await expect.poll(printed).toMatch(/pages\/throws\/throws\.js:3:\d+/)
    // Lines of this program alone.
    expect(printed()).not.toMatch(/https?:/)
    await phone.close()
  })

  test('a component that cannot be compiled is named, and its page is shown', async () => {
    const phone = await openProgram(browser, `${server.url}/?person=parent`)
    await tap(phone.page, 'part')
    const alert = phone.page.getByRole('alert')
    await alert.getByText('part/part.js 第 1 行第 12 列').waitFor()
    await alert.getByText('页面的一部分无法显示').waitFor()
    await alert.getByRole('button', { name: '关闭' }).click()
    await phone.page.getByText('This is part').waitFor()
    await phone.close()
  })

  test('what nobody handles goes to the app, the console and the terminal, once for all pages', async () => {
    for (const side of ['?person=parent', '?person=parent', '?device=door-1']) {
      const phone = await openProgram(browser, `${server.url}/${side}`)
      const told: string[] = []
      phone.page.on('console', (message) => told.push(message.text()))
      await tap(phone.page, 'reject')
      await tap(phone.page, 'later')
      await expect.poll(() => phone.errors.join('\n')).toMatch(/nobody handles it(.|\n)*reading 'later'/)
      expect(told).toContain('told nobody handles it')
      expect(phone.errors.join('\n')).toMatch(/pages\/good\/good\.js:1/)
      await phone.close()
    }
    await expect.poll(printed).toContain("reading 'later'")
    expect(printed().match(/Error: nobody handles it/g)).toHaveLength(1)
    expect(printed()).not.toContain('unused.js')
  })

  test('a function that wx does not have is named with file and line, once, in the console and in the terminal', async () => {
    const words =
      'wx.scanCode is not a function: Callgrant has no wx.scanCode in this base library. It is called at pages/good/good.js:2:6.'
    for (const side of ['?person=parent', '?device=door-1']) {
      const phone = await openProgram(browser, `${server.url}/${side}`)
      await tap(phone.page, 'missing')
      await phone.page.getByText(/^([3-9]|\d\d+) times$/).waitFor()
      expect(phone.errors.filter((text) => text.includes('scanCode'))).toEqual([
        expect.stringContaining(words),
      ])
      await phone.close()
    }
    await expect.poll(printed).toContain(words)
    expect(printed().split(words)).toHaveLength(2)
  })

  test('app.js that cannot be compiled is named by itself; corrected, the program opens', async () => {
    write({ 'app.js': 'App({\n  a: 1 b\n})' })
    const phone = await browser.newPage({ locale: 'en-GB' })
    await phone.goto(`${server.url}/?person=parent`)
    const alert = phone.getByRole('alert')
    await alert.getByText('The Mini Program cannot be opened').waitFor()
    await alert.getByText('app.js, line 2, column 8').waitFor()
    write({ 'app.js': 'App({})' })
    await phone.reload()
    await phone.getByText('This is good').waitFor()
    await phone.close()
  })

  test('app.json is read at each load; where it is not JSON is said', async () => {
    const phone = await browser.newPage({ locale: 'en-GB' })
    const appJson = (pages: string) => write({ 'app.json': `{\n  "pages": [${pages}]\n}` })
    appJson('"pages/good/good",')
    await phone.goto(`${server.url}/?person=parent`)
    const alert = phone.getByRole('alert')
    await alert.getByText('The Mini Program cannot be opened').waitFor()
    await alert.getByText('app.json, line 2, column').waitFor()
    await alert.getByText('this is not JSON').waitFor()
    await expect.poll(printed).toContain('app.json:2:')
    appJson('"pages/new/new"')
    write(page('new'))
    await alert.getByRole('button', { name: 'Load again' }).click()
    await phone.getByText('This is new').waitFor()
    await phone.close()
  })
})
