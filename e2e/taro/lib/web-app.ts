/** A built web app in Chromium, driven through its own calls, the dialog and the settings page. */

import { gzipSync } from 'node:zlib'
import type { Browser, BrowserContext, Page, Response } from 'playwright-core'
import { expect } from 'vitest'

export interface Outcome {
  resolved?: { errMsg: string }
  rejected?: { errMsg: string; errCode?: number; errno?: number; message: string; isError: boolean }
  returned?: string
  told: [string, { errMsg: string; errCode?: number }][]
}
interface Matrix {
  device(sn: string): Promise<object>
  group(): Promise<object>
  ask(way: string, option: object, withCallbacks?: boolean): Promise<Outcome>
  list(way: string): Promise<{ list: { sn?: string; group_id?: string; status: number }[] }>
  askAndForget(option: object): Promise<{ errMsg: string }>
  openSetting(): Promise<unknown>
  canIUse(): Record<string, boolean>
  canIUseAtRunTime(schema: string): boolean
}
declare global {
  var matrix: Matrix
}

export interface WebApp {
  page: Page
  context: BrowserContext
  /** What scripts threw or nobody caught. */
  errors: string[]
  /** Bytes of all scripts that were loaded so far, each compressed with gzip -9. */
  loaded(): Promise<number>
  /** Their text. */
  scripts(): Promise<string>
  close(): Promise<void>
}

/** Opens the app as somebody who was never here. @param ready what is there when it has started */
export async function openApp(browser: Browser, url: string, ready = '#ready'): Promise<WebApp> {
  const context = await browser.newContext({ locale: 'zh-CN', viewport: { width: 400, height: 800 } })
  context.setDefaultTimeout(60_000)
  const errors: string[] = []
  context.on('weberror', (error) => errors.push(error.error().stack || String(error.error())))
  const page = await context.newPage()
  const scripts = new Map<string, Response>()
  page.on('response', (response) => {
    if (/\.js(\?|$)/.test(response.url())) scripts.set(response.url(), response)
  })
  const bodies = () => Promise.all([...scripts.values()].map((response) => response.body()))
  await page.goto(url, { waitUntil: 'load' })
  await page
    .locator(ready)
    .waitFor({ timeout: 120_000 })
    .catch((cause: unknown) => {
      throw new Error(`the app does not start:\n${errors.join('\n')}`, { cause })
    })
  return {
    page,
    context,
    errors,
    async loaded() {
      return (await bodies()).reduce((sum, body) => sum + gzipSync(body, { level: 9 }).length, 0)
    },
    scripts: async () => (await bodies()).join('\n'),
    close: () => context.close(),
  }
}

/** Asks in one way, answers the dialog, and says what became of the call. */
export async function ask(
  app: WebApp,
  way: string,
  sn: string,
  answer: '允许' | '拒绝' | 'none',
  callbacks = false,
) {
  const call = app.page.evaluate(
    async ([how, which, told]) => {
      const option = which === 'group' ? await matrix.group() : await matrix.device(which)
      return matrix.ask(how, option, told)
    },
    [way, sn, callbacks] as const,
  )
  if (answer !== 'none') await answerDialog(app.page, answer)
  return call
}

/** Taps until a tap counts: one in the first 300 ms does not. @returns the sentence that was asked */
export async function answerDialog(page: Page, name: '允许' | '拒绝'): Promise<string> {
  const dialog = page.getByRole('dialog')
  await dialog.waitFor()
  const words = await dialog.locator('h2').innerText()
  await expect
    .poll(
      async () => {
        if (await dialog.count())
          await page.getByRole('button', { name, exact: true }).click({ timeout: 1000 })
        return dialog.count()
      },
      { timeout: 30_000 },
    )
    .toBe(0)
  return words
}
