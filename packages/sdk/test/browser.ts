/** A real Chromium for tests: one browser and one small page server a test file. */

import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Browser, Page } from 'playwright-core'
import { createServer, defaultClientConditions } from 'vite'
import { launchChromium } from '../../../e2e/lib/chromium.ts'

export { hasChromium } from '../../../e2e/lib/chromium.ts'
export { axeViolations, shot } from '../../../e2e/lib/look.ts'

export interface Harness {
  browser: Browser
  /** Opens the harness page in a context of its own, with the elements at `window.ui`. */
  open(options?: Parameters<Browser['newContext']>[0]): Promise<Page>
  close(): Promise<void>
}

/** Serves `test/harness.html` from source and launches Chromium. */
export async function openHarness(): Promise<Harness> {
  const vite = await createServer({
    configFile: false,
    root: fileURLToPath(new URL('..', import.meta.url)),
    cacheDir: join(tmpdir(), `callgrant-vite-${process.pid}`),
    logLevel: 'error',
    resolve: { conditions: ['callgrant-source', ...defaultClientConditions] },
    // Everything is ESM already; without pre-bundling there is no reload in the middle of a test.
    optimizeDeps: { noDiscovery: true },
    server: { host: '127.0.0.1', port: 0, hmr: false, watch: null, fs: { strict: false } },
  })
  await vite.listen()
  const browser = await launchChromium()
  const url = new URL('test/harness.html', vite.resolvedUrls?.local[0]).href
  return {
    browser,
    async open(options) {
      const context = await browser.newContext(options)
      const page = await context.newPage()
      await page.goto(url)
      await page.waitForFunction(() => 'ui' in window)
      return page
    },
    async close() {
      await browser.close()
      await vite.close()
    },
  }
}

/** Sizes that everything must fit: the smallest phone, a common one, a desktop. */
export const SIZES = {
  small: { width: 320, height: 568 },
  phone: { width: 390, height: 844 },
  desktop: { width: 1280, height: 800 },
} as const
