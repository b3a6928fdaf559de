/** A real Chromium for tests, and a page in it with the elements; each test file serves that page for itself. */

import type { Browser, Page } from 'playwright-core'
import { type ChromiumOptions, launchChromium } from './chromium.ts'
import { serveHarness } from './harness-server.ts'

export { hasChromium } from './chromium.ts'
export { axeViolations, shot } from './look.ts'

export interface Harness {
  browser: Browser
  /** Opens the harness page in a context of its own, with the elements at `window.ui`. */
  open(options?: Parameters<Browser['newContext']>[0]): Promise<Page>
  close(): Promise<void>
}

/** Serves the harness page, and launches Chromium. @param extraArgs of its command line */
export async function openHarness(extraArgs: string[] = [], options: ChromiumOptions = {}): Promise<Harness> {
  const page = await serveHarness()
  const browser = await launchChromium(extraArgs, options)
  return {
    browser,
    async open(options) {
      const context = await browser.newContext(options)
      const opened = await context.newPage()
      await opened.goto(page.url)
      await opened.waitForFunction(() => 'ui' in window)
      return opened
    },
    async close() {
      await browser.close()
      await page.close()
    },
  }
}

/** Sizes that everything must fit: the smallest phone, a common one, a desktop. */
export const SIZES = {
  small: { width: 320, height: 568 },
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const
