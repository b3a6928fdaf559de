/**
 * A phone whose page is closed, in a real Chromium against the real server: it is rung by Web Push, answers and declines
 * on the notification, and hears of what it missed (C7, C14).
 *
 * A headless Chromium reaches no push service, so `subscribe` alone is replaced, by one at a push service of ours, which reads
 * what the server encrypted for this browser; Chromium's own service worker then gets it by the DevTools protocol, as from
 * its push service. Nobody can tap on a headless notification either: the worker is sent the event of the tap, and
 * the window that it would open is opened for it.
 */

import type { Browser, BrowserContext, CDPSession, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { DOOR_TEXTS } from '../apps/try/src/door-texts.ts'
import { PHONE_TEXTS } from '../apps/try/src/phone-texts.ts'
import { type PushService, pushService } from '../packages/server/test/push-service.ts'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { axeViolations, shot } from './lib/look.ts'
import { answerDialog, button, callPageGoes, decoded, online } from './lib/try-page.ts'
import { startTryServer, type TryServer } from './lib/try-server.ts'

let server: TryServer
let push: PushService
let browser: Browser
beforeAll(async () => {
  if (!hasChromium) return
  server = await startTryServer()
  push = await pushService()
  browser = await launchChromium([], { whole: true })
})
afterAll(async () => {
  await browser?.close()
  await push?.close()
  await server?.stop()
})

const T = { door: DOOR_TEXTS.en, phone: PHONE_TEXTS.en }

/** In each page: what Chromium's push service would have given it. */
function subscribeHere({ endpoint, keys }: { endpoint: string; keys: object }): void {
  const KEY = 'subscribed-with'
  const bytes = (text: string) =>
    Uint8Array.from(atob(text.replaceAll('-', '+').replaceAll('_', '/')), (c) => c.charCodeAt(0)).buffer
  const subscription = () => {
    const key = localStorage.getItem(KEY)
    if (key === null) return null
    return {
      endpoint,
      options: { applicationServerKey: bytes(key) },
      toJSON: () => ({ endpoint, keys }),
      unsubscribe: async () => {
        localStorage.removeItem(KEY)
        return true
      },
    }
  }
  Object.assign(PushManager.prototype, {
    async subscribe({ applicationServerKey }: { applicationServerKey: string }) {
      localStorage.setItem(KEY, applicationServerKey)
      return subscription()
    },
    getSubscription: async () => subscription(),
  })
}

/** A phone and a door of one browser; its worker outlives the pages. */
async function openPhone(name: string) {
  const context = await browser.newContext({
    locale: 'en-GB',
    reducedMotion: 'reduce',
    viewport: { width: 390, height: 844 },
  })
  await context.grantPermissions(['notifications', 'camera', 'microphone'], { origin: server.url })
  await context.addInitScript(subscribeHere, push.browser())
  const open = async (path: string) => {
    const page = await context.newPage()
    await page.goto(new URL(path, server.url).href)
    await online(page)
    return page
  }
  const door = await open(`/door.html?try=${name}`)
  const worker = await watchWorker(context, door)
  return { context, door, worker, openPhone: () => open(`/phone.html?try=${name}`) }
}

/** Delivers what was pushed to the worker, and reads the notifications that it shows. */
async function watchWorker(context: BrowserContext, door: Page) {
  const cdp: CDPSession = await context.newCDPSession(door)
  let registrationId = ''
  cdp.on('ServiceWorker.workerRegistrationUpdated', ({ registrations }) => {
    registrationId = registrations[0]?.registrationId ?? registrationId
  })
  await cdp.send('ServiceWorker.enable')
  let delivered = push.pushed.length
  const shown = () =>
    door.evaluate(async () => {
      const registration = await navigator.serviceWorker.getRegistration()
      const all = (await registration?.getNotifications()) ?? []
      return all.map(({ title, body, data }) => ({ title, body, type: data.type, room: data.room_id }))
    })
  return {
    shown,
    /** Waits for the next push, and gives it to the worker. */
    async deliver() {
      await expect.poll(() => push.pushed.length).toBeGreaterThan(delivered)
      const message = push.pushed[delivered++]?.message
      const data = JSON.stringify(message)
      await cdp.send('ServiceWorker.deliverPushMessage', { origin: server.url, registrationId, data })
      return message
    },
    /** Taps on the notification. @returns the address that the worker wanted to open, or null */
    async tap(action: 'answer' | 'decline' | ''): Promise<string | null> {
      const [worker] = context.serviceWorkers()
      if (!worker) throw new Error('there is no worker')
      return worker.evaluate(async (action) => {
        type Global = typeof globalThis & {
          registration: ServiceWorkerRegistration
          clients: { openWindow(url: string): Promise<unknown> }
          NotificationEvent: new (type: string, init: object) => Event
        }
        const self = globalThis as Global
        let opened: string | null = null
        self.clients.openWindow = async (url) => {
          opened = url
        }
        const [notification] = await self.registration.getNotifications()
        const { promise, resolve } = Promise.withResolvers<void>()
        const event = new self.NotificationEvent('notificationclick', { notification, action })
        Object.assign(event, { waitUntil: (work: Promise<void>) => void work.then(resolve) })
        self.dispatchEvent(event)
        await promise
        return opened
      }, action)
    },
  }
}

describe.skipIf(!hasChromium)('a phone whose page is closed', { timeout: 120_000 }, () => {
  test('is rung, answers and declines on the notification, and lists what it missed', async () => {
    const { context, door, worker, openPhone: openAgain } = await openPhone('closed1')
    let phone = await openAgain()
    await button(phone, T.phone.ask).click()
    await answerDialog(phone, 'Allow')
    await phone.locator('[data-status=allowed]').waitFor()
    await phone.locator('[data-ringing=off]').waitFor()
    await button(phone, T.phone.ringMeNow).click()
    await phone.locator('[data-ringing=on]').waitFor()
    expect(await axeViolations(phone)).toEqual([])
    await shot(phone, 'ringing-on')
    await phone.close()

    // Answered on the notification: a page opens in the call, and both talk.
    await button(door, T.door.ringVideo).click()
    const ring = await worker.deliver()
    expect(ring).toMatchObject({ type: 'ring', name: 'Front door phone' })
    const notification = { title: 'Front door phone', room: ring?.room_id }
    await expect.poll(worker.shown).toEqual([{ ...notification, type: 'ring', body: 'Incoming video call' }])
    const opens = await worker.tap('answer')
    expect(await worker.shown()).toEqual([])
    expect(opens).toContain(`callgrant-answer=${ring?.room_id}`)
    phone = await context.newPage()
    await phone.goto(opens ?? '')
    for (const side of [phone, door]) {
      await expect.poll(async () => (await decoded(side)).frames, { timeout: 60_000 }).toBeGreaterThan(5)
    }
    expect(phone.url()).not.toContain('callgrant-answer')
    expect(await worker.deliver()).toMatchObject({ type: 'gone' })
    await expect.poll(worker.shown).toEqual([])

    await button(phone, 'Hang up').click()
    await callPageGoes(phone, door)
    await phone.close()

    // Declined on the notification: the door hears it, and no page was opened.
    await button(door, T.door.ringVideo).click()
    expect(await worker.deliver()).toMatchObject({ type: 'ring' })
    await expect.poll(async () => (await worker.shown()).length).toBe(1)
    expect(await worker.tap('decline')).toBe(null)
    await door
      .getByText(/declined the call/)
      .first()
      .waitFor()
    await button(door, 'Close').click()
    await callPageGoes(door)
    expect(await worker.shown()).toEqual([])

    // Given up: the notification becomes a missed call, which is listed, and read on one page for both.
    await button(door, T.door.ringVideo).click()
    await worker.deliver()
    await expect.poll(async () => (await worker.shown())[0]?.type).toBe('ring')
    await button(door, 'Cancel').click()
    expect(await worker.deliver()).toMatchObject({ type: 'missed', unread: 1 })
    await expect
      .poll(worker.shown)
      .toMatchObject([{ title: 'Front door phone', body: 'Missed call', type: 'missed' }])
    const pages = [await openAgain(), await openAgain()]
    for (const page of pages) await page.locator('.missed[data-unread="1"]').waitFor()
    await button(pages[0] as Page, T.phone.allRead).click()
    for (const page of pages) await page.locator('.missed[data-unread="0"]').waitFor()
    await shot(pages[0] as Page, 'ringing-missed')
    await context.close()
  })

  test('can be installed: its manifest, icons and worker are what Chromium asks for', async () => {
    const { context, openPhone: open } = await openPhone('closed2')
    const phone = await open()
    const cdp = await context.newCDPSession(phone)
    const { errors, data } = await cdp.send('Page.getAppManifest')
    expect(errors).toEqual([])
    const manifest = JSON.parse(data ?? '')
    expect(manifest).toMatchObject({ display: 'standalone', start_url: './phone.html' })
    for (const { src, sizes } of manifest.icons) {
      const size = await phone.evaluate(async (src) => {
        const { width, height } = await createImageBitmap(await (await fetch(src)).blob())
        return `${width}x${height}`
      }, src)
      expect(size).toBe(sizes)
    }
    // A context of a test is incognito; nothing else stands in the way.
    const { installabilityErrors } = await cdp.send('Page.getInstallabilityErrors')
    expect(installabilityErrors.map(({ errorId }) => errorId)).toEqual(['in-incognito'])
    await context.close()
  })
})
