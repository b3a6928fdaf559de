/** What a page's elements do in a browser as in WeChat: animations, switches that are not set, canvases, pictures, forms. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { type OpenProgram, openProgram, type ProgramServer, startMiniProgram } from './lib/mini-program.ts'

/** One dot, 3 by 2. */
const PICTURE = Buffer.from('R0lGODlhAwACAIAAAP///wAAACwAAAAAAwACAAACAoRRADs=', 'base64')
const FILES: Record<string, string | Uint8Array> = {
  'app.json': '{ "pages": ["pages/a/a"] }',
  'app.js': 'App({})',
  'package.json': '{ "dependencies": { "pictured": "1.0.0" } }',
  'node_modules/pictured/package.json': '{ "name": "pictured", "version": "1.0.0", "miniprogram": "dist" }',
  'node_modules/pictured/dist/index.json': '{ "component": true }',
  'node_modules/pictured/dist/index.js':
    'Component({ methods: { load({ detail }) { this.triggerEvent("loaded", detail) } } })',
  'node_modules/pictured/dist/index.wxml': '<image src="./dot.gif" bindload="load"/>',
  'node_modules/pictured/dist/dot.gif': PICTURE,
  'rows/rows.json': '{ "component": true, "componentGenerics": { "row": { "default": "/field/field" } } }',
  'rows/rows.js': 'Component({})',
  'rows/rows.wxml': '<row value="generic"/>',
  'field/field.json': '{ "component": true }',
  'field/field.js': 'Component({ behaviors: ["wx://form-field"] })',
  'field/field.wxml': '<view>{{value}}</view>',
  'pages/a/a.json':
    '{ "usingComponents": { "x-picture": "pictured", "x-field": "/field/field", "x-rows": "/rows/rows" } }',
  'pages/a/a.js': `Page({
    data: { told: '' },
    tell(...words) { this.setData({ told: this.data.told + words.join(' ') + ';' }) },
    loaded({ detail }) { this.tell(detail.width, detail.height) },
    move() {
      const animation = wx.createAnimation({ duration: 50 })
      animation.translateX(40).opacity(0.5).step().rotate(90).step({ duration: 10 })
      this.setData({ animation: animation.export() })
    },
    focus() { this.tell('focused') },
    submit({ detail }) { this.tell(JSON.stringify(detail.value)) },
    show() { this.setData({ on: true }) },
    measure() {
      wx.createSelectorQuery().selectAll('.c').fields({ size: true, node: true }, (all) => {
        for (const { width, height, node } of all) this.tell(width, height, node.width, node.height, typeof node.getContext('2d').fillRect)
      }).exec()
    },
  })`,
  'pages/a/a.wxss': '#told { opacity: 0.9 } view#moved { width: 77px }',
  'pages/a/a.wxml': `<view id="told">{{told}}</view>
    <view id="moved" animation="{{animation}}">moved</view>
    <input id="input" focus="{{missing}}" bindfocus="focus"/><textarea focus="{{on}}"/>
    <view hidden="{{missing}}">shown by undefined</view><view hidden="{{0}}">shown by 0</view><view hidden="{{''}}">shown by text</view>
    <view hidden="false">hidden by a text</view><view hidden="{{on}}">hidden later</view>
    <button disabled="{{missing}}" bindtap="show">show</button><button disabled bindtap="focus">off</button>
    <form bindsubmit="submit"><x-field name="door" value="{{[1, 2]}}"/><label for="lock">label</label><switch id="lock" name="lock" checked="{{missing}}"/><button form-type="submit">send</button></form>
    <canvas class="c" type="2d"/><canvas class="c" type="2d" style="width: 100px; height: 50px"/>
    <button bindtap="move">move</button><button bindtap="measure">measure</button>
    <x-rows/><x-picture bindloaded="loaded"/>`,
}

describe.skipIf(!hasChromium)('elements of a page in a browser', { timeout: 120_000 }, () => {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-elements-'))
  let browser: Browser
  let server: ProgramServer
  let phone: OpenProgram
  beforeAll(async () => {
    for (const [path, content] of Object.entries(FILES)) {
      mkdirSync(dirname(join(folder, path)), { recursive: true })
      writeFileSync(join(folder, path), content)
    }
    server = await startMiniProgram(folder)
    browser = await launchChromium()
    phone = await openProgram(browser, `${server.url}/?person=parent`)
  }, 120_000)
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
    rmSync(folder, { recursive: true })
  })
  const told = () => phone.page.locator('[id$="--told"]')
  const tap = (text: string) => phone.page.getByText(text, { exact: true }).click()

  test('a picture of an npm package that was not built is shown, found from its own component', async () => {
    await expect.poll(() => told().textContent()).toBe('3 2;')
    expect(
      (await phone.page.request.get(`${server.url}/folder/miniprogram_npm/pictured/dot.gif`)).status(),
    ).toBe(200)
    for (const path of [
      'miniprogram_npm/pictured/none.gif',
      'node_modules/pictured/package.json',
      '..%2f..%2fetc/passwd',
    ])
      expect((await phone.page.request.get(`${server.url}/folder/${path}`)).ok()).toBe(false)
  })

  test('what is not set is off: focus, hidden, disabled; any text is on', async () => {
    const shown = (text: string) => phone.page.getByText(text, { exact: true }).isVisible()
    for (const text of ['shown by undefined', 'shown by 0', 'shown by text', 'hidden later'])
      expect([text, await shown(text)]).toEqual([text, true])
    expect(await shown('hidden by a text')).toBe(false)
    expect(await phone.page.evaluate(() => document.activeElement?.localName)).toBe('body')
    await phone.page.getByText('off', { exact: true }).click({ force: true })
    await tap('show')
    await expect.poll(() => shown('hidden later')).toBe(false)
    await expect.poll(() => phone.page.evaluate(() => document.activeElement?.localName)).toBe('wx-textarea')
    expect(await told().textContent()).toBe('3 2;')
  })

  test('the attribute animation plays the steps of wx.createAnimation', async () => {
    const moved = phone.page.locator('[id$="--moved"]')
    // Styles of ids hold.
    expect((await moved.boundingBox())?.width).toBe(77)
    await tap('move')
    await expect
      .poll(() => moved.evaluate(({ style }) => [style.transform, style.opacity]))
      .toEqual(['rotate(90deg)', '0.5'])
    expect(await moved.evaluate((element) => element.hasAttribute('animation'))).toBe(false)
  })

  test('a canvas is 300 by 150, unless styles say otherwise; its drawing surface is as large as it is set', async () => {
    await phone.page.evaluate(() => scrollTo(0, 0))
    await tap('measure')
    await expect
      .poll(() => told().textContent())
      .toContain('300 150 300 150 function;100 50 300 150 function;')
  })

  test('a form has the values of components with wx://form-field', async () => {
    await tap('label')
    await tap('send')
    await expect.poll(() => told().textContent()).toContain('{"lock":true,"door":[1,2]};')
    await phone.page.getByText('generic', { exact: true }).waitFor()
    expect([phone.errors, phone.warnings]).toEqual([[], []])
  })
})
