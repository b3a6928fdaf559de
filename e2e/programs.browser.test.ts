/**
 * Mini Programs that others published, in Chromium: their pages, and what a finger does on them. Of programs with more
 * than 50 pages every fourth is opened, or each with EVERY_PAGE=1; the emulator opens each of them.
 */

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { shot } from './lib/look.ts'
import { openProgram, startMiniProgram } from './lib/mini-program.ts'
import { faultsOf, isBlank, PROGRAMS, type PublishedProgram } from './lib/programs.ts'

/** What the browser says of pictures and fonts on servers of theirs, which are not reached. */
const OUTSIDE = /net::ERR_|Failed to load resource/
/** Elements and buttons that docs/wx.md says are not here, tags of HTML among them: each is warned of. */
const NOT_HERE =
  /<(ad|map|keyboard-accessory|action-sheet|action-sheet-item|action-sheet-cancel|loading|toast|video|a|strong|i|h2|span|em)> is drawn as a plain block|<button open-type="\w+"> does nothing here/

/** What fingers do, by the program. */
const STORIES: Record<keyof typeof PROGRAMS, (page: Page) => Promise<void>> = {
  async weui(page) {
    await page.getByText('操作反馈').click()
    await page.getByText('dialog', { exact: true }).click()
    await page.getByText('iOS Dialog样式一').click()
    await page.getByText('弹窗标题').first().waitFor()
    await page.getByText('主操作').first().click()
    await page.getByText('弹窗标题').first().waitFor({ state: 'hidden' })
  },
  async wux(page) {
    await page.getByText('Feedback').click()
    await page.getByText('Dialog 对话框').click()
    await page.getByText('Alert Dialog').click()
    await page.getByText('不要吃果冻').waitFor()
    await page.getByText('确定').first().click()
    await page.getByText('不要吃果冻').waitFor({ state: 'hidden' })
  },
  async html(page) {
    await page.getByText('内部链接').first().click()
    await page.getByText('跳转测试页面').waitFor()
  },
  async mtemplate(page) {
    await page.getByText('我要吐槽').first().click()
    await page.getByText('请登录后进行相关操作').waitFor()
    await page.getByText('取消').click()
    await page.getByText('请登录后进行相关操作').waitFor({ state: 'hidden' })
    await page.getByRole('button', { name: '我的' }).click()
    await page.locator('[aria-current]', { hasText: '我的' }).waitFor()
  },
  async typescript(page) {
    await page.getByText('Hello World').waitFor()
  },
  async charts(page) {
    await page.getByText('饼图').locator('wx-image').click()
    const canvas = page.locator('wx-component:visible canvas')
    await expect.poll(() => coloured(canvas)).toBe(true)
  },
  async album(page) {
    await page.getByText('云+ 共享相册').click()
    await page.getByText('加载列表中…').waitFor()
    await page.getByText('加载列表中…').waitFor({ state: 'hidden' })
    await page.getByText('长按图片可删除').waitFor()
  },
  async starter(page) {
    await page.getByText('Hello World').waitFor()
  },
}

/** Whether something is drawn on a canvas. */
function coloured(canvas: Locator): Promise<boolean> {
  return canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement
    const pixels = (element as HTMLCanvasElement).getContext('2d')?.getImageData(0, 0, width, height).data
    return pixels?.some((value) => value > 0) ?? false
  })
}

function pagesOf({ pages }: PublishedProgram): string[] {
  const step = pages.length > 50 && !process.env.EVERY_PAGE ? 4 : 1
  return pages.filter((_, i) => i % step === 0)
}

describe.skipIf(!hasChromium)('in Chromium', { timeout: 600_000 }, () => {
  let browser: Browser
  beforeAll(async () => {
    browser = await launchChromium(['--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1'])
  })
  afterAll(async () => {
    await browser?.close()
  })

  test.for(Object.entries(PROGRAMS) as [keyof typeof PROGRAMS, PublishedProgram][])(
    '%s: its story, and its pages, with no error and no warning',
    async ([key, program], { onTestFinished }) => {
      const server = await startMiniProgram(program.folder)
      onTestFinished(() => server.stop())
      const { page, errors, warnings, close } = await openProgram(browser, `${server.url}/?person=parent`)
      onTestFinished(close)
      await STORIES[key](page)
      await shot(page, `program-${key}`)
      // Compiled once: each load would compile all of it anew.
      const code = await (await fetch(`${server.url}/program.js`)).text()
      await page.route('**/program.js', (route) =>
        route.fulfill({ contentType: 'text/javascript', body: code }),
      )
      const blank: string[] = []
      for (const path of pagesOf(program)) {
        await page.goto(`${server.url}/?person=parent&path=${path}`, { waitUntil: 'commit' })
        await page.locator('html[data-ready]').waitFor({ state: 'attached' })
        if ((await page.locator('body').innerText()).trim() === '') blank.push(path)
      }
      const told = [...errors, ...warnings].filter((text) => !OUTSIDE.test(text) && !NOT_HERE.test(text))
      expect(faultsOf(told, program)).toEqual([])
      expect(blank.filter((path) => !isBlank(path, program))).toEqual([])
    },
  )
})
