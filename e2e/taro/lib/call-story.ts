/** The example's page in a built app: asked, rung, answered, hung up, declined, switched off. */

import type { Page } from 'playwright-core'
import { expect } from 'vitest'
import { shot } from '../../lib/look.ts'
import type { Listening } from './back-end.ts'
import type { Door } from './door.ts'
import { answerDialog, type WebApp } from './web-app.ts'

const LONG = { timeout: 30_000 }

/** Of the page and the router: what a dialog or a call over the app must leave as it was. */
const place = (page: Page) => page.evaluate(() => [location.href, history.length, scrollX, scrollY])

const calls = (page: Page) => page.locator('callgrant-call')
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

/** Opens the example's page as a new person who can be rung. @returns it, and the person's openid */
async function openExample(app: WebApp, backEnd: Listening & { people: string[] }) {
  const page = await app.context.newPage()
  // Low enough that the page scrolls.
  await page.setViewportSize({ width: 390, height: 420 })
  await page.goto(new URL('#/pages/index/index', app.page.url()).href)
  await page.locator('.dot.online').waitFor()
  return { page, openid: backEnd.people.at(-1) as string }
}

/** A door is allowed, rings, and is declined: that much in every build. */
export async function rungOnce(
  app: WebApp,
  backEnd: Listening & { people: string[] },
  door: Door,
): Promise<{ page: Page; openid: string }> {
  const { page, openid } = await openExample(app, backEnd)
  await page.evaluate(() => scrollTo(0, 60))
  const before = await place(page)

  // Esc answers nothing, and the page has the focus and its place again.
  await page.locator('#authorize').click()
  await page.getByRole('dialog').waitFor()
  await page.keyboard.press('Escape')
  await page.getByText('10022').waitFor()
  expect(await page.getByRole('dialog').count()).toBe(0)

  await page.locator('#authorize').click()
  // What the person was told is the name that rings (A9).
  expect(await answerDialog(page, '允许')).toContain('前门door phone')
  await page.getByText('已授权').first().waitFor()

  expect(await door.ring(openid)).toMatchObject({ isSuccess: true })
  await calls(page).getByRole('heading', { name: '前门door phone' }).waitFor()
  // Esc hangs up nothing by accident, and reaches nothing under the call page.
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await press(page, '拒绝')
  await expect.poll(() => door.device.currentCall, LONG).toBeNull()
  expect(door.heard.slice(-3)).toEqual(['rejectVoip', 'endVoip', 'finishVoip'])
  // Both sides meant it: the page goes by itself.
  await calls(page).waitFor({ state: 'detached', timeout: 30_000 })
  await page.getByText('上次通话：已拒绝').waitFor()
  expect(await calls(page).count()).toBe(0)
  expect(await place(page)).toEqual(before)
  return { page, openid }
}

/** The rest: talk in both directions, and no ring after the switch is off (A7). */
export async function wholeCalls(page: Page, openid: string, door: Door, name: string): Promise<void> {
  const before = await place(page)
  const looks = async (what: string) => {
    if (!process.env.SHOTS) return
    for (const [width, height] of [
      [1280, 800],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height })
      await shot(page, `taro-${name}-${what}-${width}`)
    }
    await page.setViewportSize({ width: 390, height: 420 })
  }
  const talks = async () => {
    const picture = () =>
      calls(page)
        .locator('video.remote')
        .evaluate((video: HTMLVideoElement) => video.getVideoPlaybackQuality().totalVideoFrames)
    await expect.poll(picture, LONG).toBeGreaterThan(20)
    const packets = async () => {
      const received = await door.device.currentCall?.received()
      return Math.min(received?.audio.packets ?? 0, received?.video.packets ?? 0)
    }
    await expect.poll(packets, LONG).toBeGreaterThan(10)
  }

  expect(await door.ring(openid)).toMatchObject({ isSuccess: true })
  await page.getByRole('button', { name: '接听' }).waitFor()
  await looks('rings')
  await press(page, '接听')
  await talks()
  expect(await page.locator('#stage').innerText()).toMatch(/^通话中：前门door phone \d+ 秒/)
  await looks('talks')
  await press(page, '挂断')
  await expect.poll(() => door.device.currentCall, LONG).toBeNull()
  expect(door.heard.slice(-3)).toEqual(['hangUpVoip', 'endVoip', 'finishVoip'])
  // Both sides meant it: the page goes by itself.
  await calls(page).waitFor({ state: 'detached', timeout: 30_000 })
  await page.getByText('上次通话：已挂断').waitFor()

  // The other way round: the person calls the door, which hangs up.
  await page.locator('#call').click()
  await expect.poll(() => door.device.currentCall?.state, LONG).toBe('incoming')
  await door.device.currentCall?.accept()
  await talks()
  await door.device.currentCall?.hangUp()
  // Both sides meant it: the page goes by itself.
  await calls(page).waitFor({ state: 'detached', timeout: 30_000 })
  expect(await place(page)).toEqual(before)

  await page.locator('#settings').click()
  // The switch moves at once; what counts is that the server has taken it.
  const taken = page.waitForResponse((response) => response.url().endsWith('/v1/me/switch') && response.ok())
  await page.getByRole('switch', { checked: true }).click()
  await taken
  await page.getByRole('switch', { checked: false }).waitFor()
  await looks('settings')
  await page.keyboard.press('Escape')
  await expect.poll(() => page.getByRole('switch').count()).toBe(0)
  expect(await door.ring(openid)).toMatchObject({ isSuccess: false, errCode: 9 })
  expect(await calls(page).count()).toBe(0)
  expect(await place(page)).toEqual(before)
}
