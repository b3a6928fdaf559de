/** The try page as a person uses it: the door's and the phone's frame, in either language. */

import { CALL_TEXTS, DIALOG_TEXTS, SETTINGS_TEXTS } from '@callgrant/ui/texts'
import type { Browser, BrowserContext, FrameLocator, Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { DOOR_TEXTS } from '../../apps/try/src/door-texts.ts'
import { INDEX_TEXTS } from '../../apps/try/src/index-texts.ts'
import { PHONE_TEXTS } from '../../apps/try/src/phone-texts.ts'

export interface TryOptions {
  language?: 'en' | 'zh'
  colorScheme?: 'light' | 'dark'
  viewport?: { width: number; height: number }
}

/** Where buttons are looked for: a frame of the try page, or a page of its own. */
export type Place = FrameLocator | Page

function wordsOf(language: 'en' | 'zh') {
  return {
    index: INDEX_TEXTS[language],
    phone: PHONE_TEXTS[language],
    door: DOOR_TEXTS[language],
    dialog: DIALOG_TEXTS[language],
    call: CALL_TEXTS[language],
    settings: SETTINGS_TEXTS[language],
  }
}

/** Opens the try page as somebody who was never here, and waits until door and phone are online. */
export async function openTry(browser: Browser, url: string, options: TryOptions = {}) {
  const { language = 'en', ...rest } = options
  const context = await browser.newContext({
    ...rest,
    locale: language === 'zh' ? 'zh-CN' : 'en-GB',
    reducedMotion: 'reduce',
  })
  context.setDefaultTimeout(45_000)
  const errors = watchErrors(context)
  const page = await context.newPage()
  await page.goto(url)
  const phone = page.frameLocator('.phone iframe')
  const door = page.frameLocator('.door iframe')
  const t = wordsOf(language)
  for (const place of [phone, door]) await online(place, errors)
  return { context, page, phone, door, t, errors, close: () => context.close() }
}

/** Waits until a phone or a door is online. @throws with what the page says instead */
export async function online(place: Place, errors: string[] = []): Promise<void> {
  try {
    await place.locator('header .pill.good').waitFor({ state: 'attached', timeout: 45_000 })
  } catch (cause) {
    const says = await place.locator('body').innerText()
    throw new Error(`not online; the page says:\n${says}\n${errors.join('\n')}`, { cause })
  }
}

/** What the pages' scripts threw; a test that ends with any has failed. */
function watchErrors(context: BrowserContext): string[] {
  const errors: string[] = []
  context.on('weberror', (error) => errors.push(error.error().stack || String(error.error())))
  return errors
}

export const button = (place: Place, name: string): Locator =>
  place.getByRole('button', { name, exact: true })

/** Taps in the dialog until a tap counts: by design, one in the first 300 ms does not. */
export async function answerDialog(place: Place, name: string): Promise<void> {
  const dialogs = place.locator('callgrant-dialog')
  await place.getByRole('dialog').waitFor()
  await expect
    .poll(
      async () => {
        if (await dialogs.count()) await button(place, name).click({ timeout: 1000 })
        return dialogs.count()
      },
      { timeout: 30_000 },
    )
    .toBe(0)
}

/** After an end that both sides meant, the call page goes by itself. */
export async function callPageGoes(...places: Place[]): Promise<void> {
  for (const place of places) {
    await place.locator('callgrant-call').waitFor({ state: 'detached', timeout: 30_000 })
  }
}

/** Frames of the other side's video that were decoded, and its width in pixels. */
export const decoded = (place: Place) =>
  place.locator('callgrant-call video.remote').evaluate((video: HTMLVideoElement) => ({
    frames: video.getVideoPlaybackQuality().totalVideoFrames,
    width: video.videoWidth,
  }))
