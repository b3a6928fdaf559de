/** Pages in the manner of WeChat's public samples, in Chromium: their idioms, WeUI, forms, both ways of calling. */

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { shot } from './lib/look.ts'
import { openProgram, type ProgramServer, startMiniProgram } from './lib/mini-program.ts'
import { answerDialog, button } from './lib/try-page.ts'

let browser: Browser
let server: ProgramServer

describe.skipIf(!hasChromium)('pages in the manner of WeChat’s samples', { timeout: 120_000 }, () => {
  beforeAll(async () => {
    server = await startMiniProgram('e2e/manner')
    browser = await launchChromium()
  })
  afterAll(async () => {
    await browser?.close()
    await server?.stop()
  })

  test('a contact list calls by businessType 1 from the device and 2 from the phone', async () => {
    const door = await openProgram(browser, `${server.url}/?device=door-1`)
    const phone = await openProgram(browser, `${server.url}/?person=parent`)
    await phone.page.getByText('没有联系人').waitFor()
    await button(phone.page, '授权').click()
    await answerDialog(phone.page, '允许')
    await phone.page.getByText('可呼叫').waitFor()
    await shot(phone.page, 'manner-phone')

    await button(door.page, '表单').click()
    await button(door.page, '联系人').click()
    await door.page.getByText('可呼叫').waitFor()
    await shot(door.page, 'manner-device')
    // A businessType of another mode is refused, in words.
    await door.page.locator('select').selectOption('businessType 0')
    await expect
      .poll(() => door.page.locator('wx-picker').evaluate((picker) => picker.textContent?.trim()))
      .toBe('businessType 0')
    await door.page.getByLabel('视频 妈妈').click()
    await door.page.locator('.problem').waitFor()
    await door.page.locator('select').selectOption('businessType 1')
    await door.page.getByLabel('视频 妈妈').click()
    await button(phone.page, '接听').click()
    await phone.page.getByRole('timer').waitFor()
    await button(door.page, '挂断').click()
    for (const { page } of [phone, door]) await button(page, '关闭').click()

    // The phone calls with the token that the device gave to the back end.
    await phone.page.getByLabel('语音 door-1').click()
    await button(door.page, '接听').click()
    await phone.page.getByRole('timer').waitFor()
    await button(phone.page, '挂断').click()
    for (const { page } of [phone, door]) await button(page, '关闭').click()
    await phone.page.getByText('可呼叫').waitFor()
    expect([phone.errors, door.errors]).toEqual([[], []])
    await Promise.all([phone.close(), door.close()])
  })

  test('fields of a form tell their events and their values, and are kept', async () => {
    const { page, errors, warnings, close } = await openProgram(
      browser,
      `${server.url}/?person=writer&path=pages/form/form`,
    )
    await page.getByRole('textbox', { name: '设备 SN' }).fill('door-9')
    await page.getByRole('textbox', { name: '备注' }).fill('后门')
    await page.getByText('响铃').click()
    await page.getByText('语音').click()
    await page.getByText('周日').click()
    await page.getByText('响 voice').waitFor()
    await button(page, '不可点').click({ force: true })
    await button(page, '提交').click()
    const told = page.locator('.told')
    await expect.poll(() => told.textContent()).toContain('"sn":"door-9"')
    const sent = JSON.parse(/\{.*\}/.exec((await told.textContent()) ?? '')?.[0] ?? '')
    expect(sent).toEqual({ sn: 'door-9', note: '后门', loud: true, kind: 'voice', days: ['sun'], level: 30 })
    await shot(page, 'manner-form')
    // What is not drawn as WeChat draws it is still there, and said once.
    await page.getByText('别处才有').waitFor()
    expect(warnings.filter((text) => text.includes('<official-account>'))).toHaveLength(1)
    await page.getByRole('link', { name: '去联系人' }).click()
    await page.getByText('没有联系人').waitFor()
    await page.goto(`${server.url}/?person=writer&path=pages/form/form`)
    await expect.poll(() => page.getByRole('textbox', { name: '设备 SN' }).inputValue()).toBe('door-9')
    expect(errors).toEqual([])
    await close()
  })

  test('a page that cannot be compiled says where', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-broken-'))
    mkdirSync(join(folder, 'pages/index'), { recursive: true })
    writeFileSync(join(folder, 'app.json'), '{ "pages": ["pages/index/index"] }')
    writeFileSync(join(folder, 'app.js'), 'App({})')
    writeFileSync(join(folder, 'pages/index/index.wxml'), '<view />')
    writeFileSync(join(folder, 'pages/index/index.js'), 'import { x } from "./x"\nPage({ data: { )\n')
    const broken = await startMiniProgram(folder)
    const page = await browser.newPage()
    await page.goto(`${broken.url}/?person=parent`)
    await page.getByRole('alert').getByText('pages/index/index.js').waitFor()
    await page.close()
    await broken.stop()
    rmSync(folder, { recursive: true })
  })
})
