/** What a ring does beside the call page: title, icon, notification, ring tone. */

import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { type Harness, hasChromium, openHarness } from '../../../e2e/lib/browser.ts'
import type { FixtureCall } from '../test/fixture-call.ts'

let harness: Harness
beforeAll(async () => {
  if (hasChromium) harness = await openHarness()
})
afterAll(() => harness?.close())

interface Shown {
  title: string
  body: string
  tag: string
  closed: boolean
}
type W = { fixture: FixtureCall; shown: Shown[]; contexts: AudioContext[] }

async function ring(page: Page): Promise<void> {
  await page.evaluate(() => {
    const w = window as unknown as W
    w.fixture = new window.FixtureCall({ roomType: 'voice', peerName: 'Front door' })
    void window.ui.showCall({ call: w.fixture })
  })
  await page.getByRole('dialog').waitFor()
}
const end = (page: Page) =>
  page.evaluate(() => (window as unknown as W).fixture.set({ state: 'ended', answeredElsewhere: true }))
const title = (page: Page) => page.title()

/** Notifications that are noted and not shown. @param permission of this site */
const noteNotifications = (page: Page, permission: string, visible: boolean) =>
  page.evaluate(
    ({ permission, visible }) => {
      const w = window as unknown as W
      w.shown = []
      class Noted {
        static permission = permission
        readonly #shown: Shown
        constructor(title: string, { body, tag }: NotificationOptions) {
          this.#shown = { title, body: body ?? '', tag: tag ?? '', closed: false }
          w.shown.push(this.#shown)
        }
        close() {
          this.#shown.closed = true
        }
      }
      Object.assign(window, { Notification: Noted })
      document.hasFocus = () => visible
    },
    { permission, visible },
  )
const shown = (page: Page) => page.evaluate(() => (window as unknown as W).shown)

describe.skipIf(!hasChromium)('a ring', () => {
  test('changes the title to and fro, and gives it back; what the app has written meanwhile stays', async () => {
    const page = await harness.open()
    await page.clock.install({ time: 0 })
    await page.clock.pauseAt(1000)
    const own = await title(page)
    await ring(page)
    await expect.poll(() => title(page)).toBe('\u{1F4DE} Front door is calling')
    await page.clock.runFor(1000)
    expect(await title(page)).toBe(own)
    await page.clock.runFor(1000)
    expect(await title(page)).toBe('\u{1F4DE} Front door is calling')
    await end(page)
    await expect.poll(() => title(page)).toBe(own)

    await ring(page)
    await page.evaluate(() => {
      document.title = 'Another page of the app'
    })
    await page.clock.runFor(2000)
    expect(await title(page)).toBe('\u{1F4DE} Front door is calling')
    await end(page)
    await expect.poll(() => title(page)).toBe('Another page of the app')
    await page.context().close()
  })

  test('changes the icon of the tab, and gives the page’s own back where they were', async () => {
    const page = await harness.open()
    await page.evaluate(() => {
      document.head.insertAdjacentHTML(
        'afterbegin',
        '<link rel="shortcut icon" href="data:,"><link rel="icon" href="data:,">',
      )
    })
    const icons = () =>
      page.evaluate(() =>
        [...document.querySelectorAll('link[rel~="icon"]')].map((link) => [
          link.getAttribute('rel'),
          link.getAttribute('href')?.slice(0, 15),
        ]),
      )
    const own = await icons()
    await ring(page)
    await expect.poll(icons).toEqual([['icon', 'data:image/png;']])
    await end(page)
    await expect.poll(icons).toEqual(own)
    await page.context().close()
  })

  test('shows a notification out of sight where the person allowed it, and takes it away with the ring', async () => {
    const page = await harness.open()
    await noteNotifications(page, 'granted', false)
    await ring(page)
    const notification = {
      title: 'Front door is calling',
      body: 'invites you to a voice call',
      tag: 'r_fixture',
    }
    await expect.poll(() => shown(page)).toEqual([{ ...notification, closed: false }])
    await end(page)
    await expect.poll(() => shown(page)).toEqual([{ ...notification, closed: true }])
    await page.context().close()
  })

  test.each([
    ['default', false],
    ['denied', false],
    ['granted', true],
  ] as const)('shows none with the permission %s, and none in sight (%s)', async (permission, visible) => {
    const page = await harness.open()
    await noteNotifications(page, permission, visible)
    await ring(page)
    await expect.poll(() => title(page)).toContain('Front door')
    expect(await shown(page)).toEqual([])
    if (permission === 'granted') {
      // The person goes to another window while it rings.
      await page.evaluate(() => {
        document.hasFocus = () => false
        window.dispatchEvent(new Event('blur'))
      })
      await expect.poll(async () => (await shown(page)).length).toBe(1)
    }
    await page.context().close()
  })

  test('sounds after the first touch, whose release is what counts', async () => {
    const page = await harness.open({ hasTouch: true })
    await page.evaluate(() => {
      const w = window as unknown as W
      w.contexts = []
      let allowed = false
      addEventListener('touchend', () => (allowed = true), true)
      window.AudioContext = class extends AudioContext {
        constructor() {
          super()
          void super.suspend()
          w.contexts.push(this)
        }
        override resume(): Promise<void> {
          return allowed ? super.resume() : Promise.reject(new DOMException('not yet', 'NotAllowedError'))
        }
      }
    })
    await ring(page)
    await page.getByText('The browser keeps the ring silent').waitFor()
    await page.touchscreen.tap(100, 100)
    await expect
      .poll(() => page.evaluate(() => (window as unknown as W).contexts.at(-1)?.state))
      .toBe('running')
    await page.context().close()
  })
})
