/** The try page at every size that it is opened at: nothing is covered, cut or out of reach, and one action leads on. */

import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { shot } from './lib/look.ts'
import { answerDialog, button, openTry, type Place } from './lib/try-page.ts'
import { startTryServer, type TryServer } from './lib/try-server.ts'

const SIZES = [
  [320, 568],
  [390, 844],
  [844, 390],
  [568, 320],
  [768, 1024],
  [1440, 900],
  [2560, 1440],
] as const
const TIMES = { timeout: 120_000 }

let browser: Browser
let server: TryServer
beforeAll(async () => {
  if (!hasChromium) return
  browser = await launchChromium()
  server = await startTryServer()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

const primary = (place: Place) => place.locator('button.primary:not(:disabled)')

/** Whether an element of the page, or of a frame in it, is whole on the screen as it is scrolled now. */
async function isWhole(page: Page, element: Locator): Promise<boolean> {
  const box = await element.boundingBox()
  const size = page.viewportSize()
  if (!box || !size) return false
  return box.y >= 0 && box.x >= 0 && box.y + box.height <= size.height && box.x + box.width <= size.width
}

describe.skipIf(!hasChromium)('the try page', TIMES, () => {
  for (const [width, height] of SIZES) {
    test(`fits ${width} × ${height}: the story and what it asks for are in sight`, async () => {
      const { page, phone, t, close } = await openTry(browser, server.url, { viewport: { width, height } })
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
      expect(wider).toBeLessThanOrEqual(0)
      expect(await isWhole(page, page.locator('.story'))).toBe(true)
      const marks = page.locator('.steps .mark')
      for (let n = 0; n < (await marks.count()); n++) expect(await isWhole(page, marks.nth(n))).toBe(true)
      await button(phone, t.phone.ask).click()
      await phone.getByRole('dialog').waitFor()
      // Nobody has to scroll for the answer, and the story still says what to do.
      for (const answer of [t.dialog.allow, t.dialog.reject]) {
        expect(await isWhole(page, button(phone, answer)), answer).toBe(true)
      }
      await shot(page, `try-${width}x${height}`)
      await close()
    })
  }

  test('has one primary action on each side by what was said, and nothing red before anybody said no', async () => {
    const { page, phone, door, t, close } = await openTry(browser, server.url, {
      viewport: { width: 1280, height: 800 },
    })
    const red = async () => {
      const counts = [page, phone, door].map((place) => place.locator('.pill.bad, .outcome.bad').count())
      return (await Promise.all(counts)).reduce((sum, count) => sum + count)
    }
    await phone.locator('[data-status=none]').waitFor()
    await door.locator('[data-status="0"]').waitFor()
    expect(await primary(phone).allInnerTexts()).toEqual([t.phone.ask])
    expect(await primary(door).count()).toBe(0)
    expect(await red()).toBe(0)

    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.allow)
    await door.locator('[data-status="1"]').waitFor()
    await phone.locator('[data-status=allowed]').waitFor()
    expect(await primary(door).allInnerTexts()).toEqual([t.door.ringVideo])
    expect(await primary(phone).count()).toBe(0)
    expect(await red()).toBe(0)

    await button(phone, t.phone.settings).click()
    await phone.getByRole('switch').click()
    await button(phone, t.settings.close).click()
    await phone.locator('[data-status=refused]').waitFor()
    expect(await primary(phone).allInnerTexts()).toEqual([t.phone.settings])
    await expect.poll(red).toBeGreaterThan(0)
    await close()
  })

  test('holds the places of what it has not read yet', async () => {
    const context = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
    const page = await context.newPage()
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<void>()
    await page.route('**/try/state**', async (route) => {
      asked.resolve()
      await answer.promise
      await route.continue()
    })
    await page.goto(server.url)
    await asked.promise
    await page.locator('.server-card .skeleton').waitFor()
    answer.resolve()
    await page.locator('[data-consent=none]').waitFor()
    expect(await page.locator('.server-card .skeleton').count()).toBe(0)
    await context.close()
  })
})
