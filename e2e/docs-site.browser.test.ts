/** The documentation's site, built and served: what somebody who has never seen the project looks for is found by its search. */

import { existsSync, globSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations, shot } from './lib/browser.ts'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { type Site, serveSite } from './lib/docs-site.ts'

const DIST = resolve(import.meta.dirname, '../apps/docs/dist')
const SIZES = { desktop: { width: 1440, height: 900 }, phone: { width: 390, height: 844 } }
/** What is typed, and the page and the heading that the first result leads to. */
const SEARCHES = {
  en: [
    ['errCode 9', '/guides/consent#errcode-9-the-person-has-not-agreed'],
    ['TURN', '/guides/turn'],
    ['webhook signature', '/guides/back-end#webhooks-verify-the-signature'],
    ['locked phone', '/guides/ringing-a-locked-phone'],
    ['delete a person', '/guides/back-end#delete-a-person'],
  ],
  zh: [
    ['errCode 9', '/zh/guides/consent#errcode-9用户没有同意'],
    ['TURN', '/zh/guides/turn'],
    ['webhook 签名', '/zh/guides/back-end#webhook验证签名'],
    ['锁屏', '/zh/guides/ringing-a-locked-phone'],
    ['删除用户', '/zh/guides/back-end#删除用户'],
  ],
} as const
/** The page on a locked phone comes with Web Push. */
const isWritten = ([, leadsTo]: readonly [string, string]) =>
  !leadsTo.endsWith('ringing-a-locked-phone') ||
  existsSync(resolve(import.meta.dirname, '../docs/ringing-a-locked-phone.md'))
const HOME = { en: '/', zh: '/zh/' }

let site: Site
let browser: Browser
beforeAll(async () => {
  if (!hasChromium) return
  site = await serveSite()
  browser = await launchChromium()
}, 300_000)
afterAll(async () => {
  await browser?.close()
  await site?.close()
})

/** A page in which whatever is asked of another host is noted. */
async function open(path: string, options: Parameters<Browser['newContext']>[0]) {
  const context = await browser.newContext({ reducedMotion: 'reduce', ...options })
  const page = await context.newPage()
  const elsewhere: string[] = []
  page.on('request', (request) => {
    if (!request.url().startsWith(site.url) && !request.url().startsWith('data:'))
      elsewhere.push(request.url())
  })
  await page.goto(site.url + path)
  return { page, elsewhere, close: () => context.close() }
}

/** Types into the search. @returns where the first result leads, once that is settled */
async function firstResult(page: Page, words: string): Promise<string> {
  await page.locator('#local-search button').click()
  const box = page.locator('.VPLocalSearchBox input')
  await box.fill(words)
  const result = page.locator('.VPLocalSearchBox .result').first()
  await result.waitFor()
  await result.click()
  await page.locator('.VPLocalSearchBox').waitFor({ state: 'detached' })
  return decodeURIComponent(new URL(page.url()).pathname.replace(/\.html$/, '') + new URL(page.url()).hash)
}

describe.skipIf(!hasChromium)('the documentation’s site', { timeout: 120_000 }, () => {
  for (const language of ['en', 'zh'] as const) {
    for (const [size, viewport] of Object.entries(SIZES)) {
      test(`finds what is looked for, ${language}, ${size}`, async () => {
        const { page, elsewhere, close } = await open(HOME[language], { viewport })
        for (const [words, leadsTo] of SEARCHES[language].filter(isWritten)) {
          const found = await firstResult(page, words)
          // A page's first heading is the page: its anchor may be there.
          expect(found.startsWith(leadsTo), `${words} leads to ${found}`).toBe(true)
          const anchor = found.split('#')[1]
          if (anchor) await page.locator(`[id="${anchor}"]`).waitFor()
        }
        expect(elsewhere).toEqual([])
        await close()
      })
    }

    for (const colorScheme of ['light', 'dark'] as const) {
      test(`has no fault that axe finds, and nothing wider than the screen, ${language}, ${colorScheme}`, async () => {
        for (const [size, viewport] of Object.entries(SIZES)) {
          const { page, close } = await open(HOME[language], { viewport, colorScheme })
          for (const path of ['', 'start', 'guides/consent', 'reference/errors', 'why/how-it-works']) {
            await page.goto(`${site.url}${HOME[language]}${path}`)
            await page.locator('h1').first().waitFor()
            expect(await axeViolations(page), `${path} ${size}`).toEqual([])
            const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
            expect(wider, `${path} ${size}`).toBeLessThanOrEqual(0)
            await shot(
              page,
              `docs-site-${language}-${colorScheme}-${size}-${path.replaceAll('/', '-') || 'home'}`,
            )
          }
          await close()
        }
      })
    }
  }

  test('has no link to a page or a heading that is not there', () => {
    const pages = new Map(
      globSync('**/*.html', { cwd: DIST }).map((file) => {
        const path = `/${file.replace(/(^|\/)index\.html$/, '$1').replace(/\.html$/, '')}`
        return [path, readFileSync(join(DIST, file), 'utf8')] as const
      }),
    )
    const dead: string[] = []
    let links = 0
    for (const [path, html] of pages) {
      for (const [, to = ''] of html.matchAll(/<a\b[^>]*\bhref="([^"]+)"/g)) {
        if (/^[a-z]+:/i.test(to)) continue
        links += 1
        const url = new URL(to.replaceAll('&amp;', '&'), `http://site${path}`)
        const target = pages.get(decodeURIComponent(url.pathname).replace(/(?<=.)\.html$/, ''))
        const anchor = decodeURIComponent(url.hash.slice(1))
        if (target === undefined || (anchor && !target.includes(`id="${anchor}"`)))
          dead.push(`${path} → ${to}`)
      }
    }
    expect([...new Set(dead)]).toEqual([])
    expect(links).toBeGreaterThan(1000)
  })
})
