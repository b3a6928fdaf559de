/** `wx` in a real Chromium: what it shows, and what it keeps. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  axeViolations,
  type Harness,
  hasChromium,
  openHarness,
  SIZES,
  shot,
} from '../../../../../../e2e/lib/browser.ts'
import { createTestbed, MODEL, type Testbed } from '../../../../../../e2e/lib/testbed.ts'
import type { WxInstance } from '../../create-wx.ts'

declare global {
  interface Window {
    wxModule: typeof import('../../index.ts')
    instance: WxInstance
    answer: unknown
    heard: string[]
  }
}

let harness: Harness
let testbed: Testbed
beforeAll(async () => {
  if (!hasChromium) return
  harness = await openHarness()
  const page = await harness.open()
  testbed = await createTestbed({ settings: { allowedOrigins: [new URL(page.url()).origin] } })
  await page.context().close()
})
afterAll(async () => {
  await testbed?.close()
  await harness?.close()
})

type Language = 'en' | 'zh'
type Look = Parameters<Harness['open']>[0]

/** A page with `wx` in its global scope, as code written for WeChat finds it. */
async function open(options: { language?: Language; openid?: string; look?: Look } = {}): Promise<Page> {
  const { language = 'en', openid = `p-${crypto.randomUUID()}`, look } = options
  const { session } = await testbed.server.person(openid)
  const page = await harness.open(look)
  await load(page)
  await page.evaluate(
    (given) => {
      window.instance = window.wxModule.installWx(given)
      window.heard = []
    },
    { server: testbed.server.address, appid: testbed.server.appid, session, language },
  )
  return page
}
async function load(page: Page): Promise<void> {
  const content = `import * as wxModule from '/packages/wechat/src/wx/index.ts'; window.wxModule = wxModule`
  await page.addScriptTag({ type: 'module', content })
  await page.waitForFunction(() => 'wxModule' in window)
}
/** Runs a line of a Mini Program's page; what it answers lands in `window.answer`. */
const run = (page: Page, line: string) => page.evaluate((line) => new Function(line)(), line)
const answer = (page: Page) => expect.poll(() => page.evaluate(() => window.answer))
const ANSWER = 'complete(r) { window.answer = r }'

describe.skipIf(!hasChromium)('wx in Chromium', () => {
  test('asks with the real dialog, and lists what was allowed', async () => {
    const page = await open()
    const snTicket = await testbed.ticket('door-1')
    await run(
      page,
      `wx.requestDeviceVoIP({ sn: 'door-1', snTicket: '${snTicket}', modelId: '${MODEL}', deviceName: 'Front', ${ANSWER} })`,
    )
    const allow = page.getByRole('dialog').getByRole('button', { name: 'Allow' })
    await allow.waitFor()
    // No tap counts in the first 300 ms.
    await expect
      .poll(async () => {
        await allow.click({ timeout: 1000 }).catch(() => {}) // gone after the tap that counted
        return page.evaluate(() => window.answer)
      })
      .toEqual({ errMsg: 'requestDeviceVoIP:ok' })
    await run(page, `wx.getDeviceVoIPList({ ${ANSWER} })`)
    await answer(page).toMatchObject({ list: [{ sn: 'door-1', model_id: MODEL, status: 1 }] })
    await page.context().close()
  })

  test('openSetting answers when the settings page is closed', async () => {
    const page = await open({ language: 'zh' })
    await run(page, `wx.openSetting({ ${ANSWER} })`)
    await page.getByRole('dialog').getByRole('button', { name: '关闭' }).click()
    await answer(page).toMatchObject({ errMsg: 'openSetting:ok', authSetting: {} })
    await page.context().close()
  })

  test('a toast is read out, lets taps through, and goes by itself', async () => {
    const page = await open()
    await run(page, `wx.showToast({ title: 'Saved', duration: 600 })`)
    await page.getByRole('status').getByText('Saved').waitFor()
    await page.getByRole('button', { name: 'The app’s own button' }).click({ trial: true })
    await page.getByText('Saved').waitFor({ state: 'hidden' })
    await page.context().close()
  })

  test('a loading with a mask stays over the page, which cannot be tapped, until it is hidden', async () => {
    const page = await open()
    await run(page, `wx.showLoading({ title: 'Calling', mask: true })`)
    await page.getByText('Calling').waitFor()
    const button = page.getByRole('button', { name: 'The app’s own button' })
    await expect(button.click({ trial: true, timeout: 500 })).rejects.toThrow()
    await run(page, 'wx.hideLoading()')
    await button.click({ trial: true })
    await run(page, 'wx.showLoading()')
    await page.getByRole('status').getByText('Loading').waitFor()
    await page.context().close()
  })

  test('what was hidden before its code was there is never shown', async () => {
    const page = await open()
    await run(
      page,
      `wx.showLoading({ title: 'Wait' }); wx.hideLoading(); wx.showToast({ title: 'Then', duration: 9e3 })`,
    )
    await page.getByText('Then').waitFor()
    expect(await page.getByText('Wait').count()).toBe(0)
    await page.context().close()
  })

  test.each([
    ['OK', true],
    ['Cancel', false],
  ])('a modal answers %s, takes the focus and gives it back', async (name, confirm) => {
    const page = await open()
    const own = page.getByRole('button', { name: 'The app’s own button' })
    await own.focus()
    await run(page, `wx.showModal({ title: 'Leave?', content: 'The call ends.', ${ANSWER} })`)
    const modal = page.getByRole('alertdialog', { name: 'Leave?' })
    await modal.waitFor()
    expect(await modal.getByRole('button').allTextContents()).toEqual(['Cancel', 'OK'])
    for (const _ of [1, 2]) await page.keyboard.press('Tab') // round, and back to where it was
    await modal.getByRole('button', { name }).click()
    await answer(page).toEqual({ errMsg: 'showModal:ok', confirm, cancel: !confirm, content: '' })
    expect(await own.evaluate((button) => button === document.activeElement)).toBe(true)
    await page.context().close()
  })

  test('Esc cancels a modal; Enter in its line confirms with what was typed', async () => {
    const page = await open({ language: 'zh' })
    await run(page, `wx.showModal({ title: '删除？', showCancel: false, ${ANSWER} })`)
    await page.getByRole('alertdialog').waitFor()
    await page.keyboard.press('Escape')
    await answer(page).toMatchObject({ confirm: false, cancel: true })
    await run(page, `wx.showModal({ title: '名称', editable: true, placeholderText: '门口', ${ANSWER} })`)
    await page.getByRole('textbox', { name: '门口' }).fill('前门')
    await page.keyboard.press('Enter')
    await answer(page).toMatchObject({ confirm: true, content: '前门' })
    expect(await page.locator('callgrant-modal').count()).toBe(0)
    await page.context().close()
  })

  test('an action sheet answers what was tapped, and fails when it is cancelled', async () => {
    const page = await open()
    await run(page, `wx.showActionSheet({ itemList: ['Voice', 'Video'], alertText: 'Call by', ${ANSWER} })`)
    await page.getByRole('dialog', { name: 'Call by' }).getByRole('button', { name: 'Video' }).click()
    await answer(page).toMatchObject({ tapIndex: 1 })
    for (const cancel of ['Escape', 'button', 'beside']) {
      await run(page, `window.answer = null; wx.showActionSheet({ itemList: ['Voice'], ${ANSWER} })`)
      const sheet = page.getByRole('dialog', { name: 'Choose one' })
      await sheet.waitFor()
      if (cancel === 'Escape') await page.keyboard.press('Escape')
      else if (cancel === 'button') await sheet.getByRole('button', { name: 'Cancel' }).click()
      else await page.mouse.click(5, 5)
      await answer(page).toEqual({ errMsg: 'showActionSheet:fail cancel' })
    }
    await page.context().close()
  })

  test('files last over a reload, are the app’s own, and are there at once after ready()', async () => {
    const page = await open()
    const write = (page: Page) =>
      page.evaluate(async () => {
        const fs = window.instance.wx.getFileSystemManager()
        await window.instance.ready()
        fs.writeFileSync('wxfile://usr/gone', 'x')
        fs.unlinkSync('wxfile://usr/gone')
        fs.mkdirSync('wxfile://usr/a')
        fs.writeFileSync('wxfile://usr/a/b.txt', '语')
        // Written in the background, in order: two are there only when all is written.
        const count = () =>
          new Promise<number>((resolve) => {
            const opening = indexedDB.open(`callgrant-files:${window.instance.host.appid}`)
            opening.onsuccess = () => {
              const asked = opening.result.transaction('files').objectStore('files').getAllKeys()
              asked.onsuccess = () => resolve(asked.result.length === 2 ? 2 : 0)
            }
          })
        while ((await count()) !== 2);
      })
    await write(page)
    await page.reload()
    await load(page)
    const read = (appid: string) =>
      page.evaluate(
        async (options) => {
          const { wx, ready } = window.wxModule.createWx(options)
          const fs = wx.getFileSystemManager()
          await ready()
          return [
            fs.readdirSync('wxfile://usr'),
            fs
              .readdirSync('wxfile://usr')
              .map((name) => fs.readFileSync(`wxfile://usr/${name}/b.txt`, 'utf8')),
          ]
        },
        { server: testbed.server.address, appid, session: 's' },
      )
    expect(await read(testbed.server.appid)).toEqual([['a'], ['语']])
    expect(await read('other')).toEqual([[], []])
    await page.context().close()
  })

  test('storage lasts over a reload, and is the app’s own', async () => {
    const page = await open()
    await run(page, `localStorage.setItem('other', 'x'); wx.setStorageSync('door', { sn: 'door-1' })`)
    await page.reload()
    await load(page)
    const kept = await page.evaluate((appid) => {
      const of = (appid: string) =>
        window.wxModule.createWx({ server: 'http://127.0.0.1:9', appid, session: 's' }).wx
      const [own, other] = [of(appid), of('wx_other')]
      const found = [
        own.getStorageInfoSync().keys,
        own.getStorageSync('door'),
        other.getStorageInfoSync().keys,
      ]
      own.clearStorageSync()
      return [...found, localStorage.getItem('other')]
    }, testbed.server.appid)
    expect(kept).toEqual([['door'], { sn: 'door-1' }, [], 'x'])
    await page.context().close()
  })

  test('authorize asks the browser for the microphone, and getSetting tells what it said', async () => {
    const page = await open({ look: { permissions: ['microphone'] } })
    await run(page, `wx.authorize({ scope: 'scope.record', ${ANSWER} })`)
    await answer(page).toEqual({ errMsg: 'authorize:ok' })
    await run(page, `wx.getSetting({ ${ANSWER} })`)
    await answer(page).toMatchObject({ authSetting: { 'scope.record': true } })
    await page.context().close()
  })

  test('authorize fails with errno 103 where the browser refuses', async () => {
    const page = await open()
    // Chromium's stand-in for the person says yes to all: what refuses here is the page's own policy.
    await page.route(page.url(), async (route) => {
      const response = await route.fetch()
      const headers = { ...response.headers(), 'permissions-policy': 'microphone=()' }
      await route.fulfill({ response, headers })
    })
    await page.reload()
    await load(page)
    await run(page, `wxModule.installWx({ server: 'http://127.0.0.1:9', appid: 'wx1', session: 's' })`)
    await run(page, `wx.authorize({ scope: 'scope.record', ${ANSWER} })`)
    await answer(page).toEqual({ errMsg: 'authorize:fail auth deny', errno: 103 })
    await run(page, `wx.getSetting({ ${ANSWER} })`)
    await answer(page).toMatchObject({ authSetting: { 'scope.record': false } })
    await page.context().close()
  })

  test('a page that is hidden is an app in the background', async () => {
    const page = await open()
    await run(page, `wx.onAppHide(() => heard.push('hide')); wx.onAppShow(() => heard.push('show'))`)
    await page.evaluate(() => {
      for (const state of ['hidden', 'visible']) {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }
    })
    expect(await page.evaluate(() => window.heard)).toEqual(['hide', 'show'])
    await page.context().close()
  })

  test('tells the network’s loss, the machine and the window', async () => {
    const page = await open({ look: { viewport: SIZES.phone, colorScheme: 'dark' }, language: 'zh' })
    await run(page, `wx.onNetworkStatusChange(({ isConnected }) => heard.push(String(isConnected)))`)
    await page.context().setOffline(true)
    await expect.poll(() => page.evaluate(() => window.heard)).toEqual(['false'])
    const info = await page.evaluate(() => window.instance.wx.getSystemInfoSync())
    expect(info).toMatchObject({ windowWidth: 390, windowHeight: 844, theme: 'dark', language: 'zh_CN' })
    await page.context().close()
  })

  test.each(
    Object.entries(SIZES).flatMap(([size, viewport]) =>
      (['light', 'dark'] as const).map((colorScheme) => [size, viewport, colorScheme] as const),
    ),
  )('fits %s %o %s, and axe finds nothing', async (size, viewport, colorScheme) => {
    const language: Language = colorScheme === 'dark' ? 'zh' : 'en'
    const page = await open({ language, look: { viewport, colorScheme, reducedMotion: 'reduce' } })
    const long = 'A rather long line that has to be broken on a small telephone '.repeat(3)
    for (const [name, line, role] of [
      ['toast', `wx.showToast({ title: 'Saved', duration: 9e6 })`, 'status'],
      ['modal', `wx.showModal({ title: 'Delete?', content: ${JSON.stringify(long)} })`, 'alertdialog'],
      ['typed', `wx.showModal({ title: 'Name', editable: true })`, 'alertdialog'],
      ['sheet', `wx.showActionSheet({ itemList: ['a','b','c','d','e', ${JSON.stringify(long)}] })`, 'dialog'],
    ] as const) {
      await run(page, line)
      await page.getByRole(role).filter({ visible: true }).first().waitFor()
      expect(await axeViolations(page)).toEqual([])
      await shot(page, `wx-${name}-${size}-${colorScheme}`)
      const wide = await page.evaluate(
        () => document.documentElement.scrollWidth - document.documentElement.clientWidth,
      )
      expect(wide).toBeLessThanOrEqual(0)
      await page.keyboard.press('Escape')
      await run(page, 'wx.hideToast()')
    }
    await page.context().close()
  })
})
