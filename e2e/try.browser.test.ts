/** The try page in a real Chromium against the real server: every way through the story. */

import type { Browser } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { STEPS } from '../apps/try/src/story.ts'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { axeViolations, shot } from './lib/look.ts'
import { answerDialog, button, callPageGoes, decoded, online, openTry, type Place } from './lib/try-page.ts'
import { startTryServer, type TryServer } from './lib/try-server.ts'

let server: TryServer
let browser: Browser
beforeAll(async () => {
  if (!hasChromium) return
  server = await startTryServer()
  browser = await launchChromium()
})
afterAll(async () => {
  await browser?.close()
  await server?.stop()
})

/** Polls for as long as a machine under load may need. */
const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 30_000 })
/** The other side’s picture is decoded here, on and on. */
const seesTheOther = (side: Place) =>
  eventually(async () => {
    const { frames, width } = await decoded(side)
    return frames > 20 && width > 0
  }).toBe(true)
const TIMES = { timeout: 180_000 }

const DESKTOP = { width: 1280, height: 800 }
const PHONE = { width: 390, height: 844 }
const SMALL = { width: 320, height: 568 }

describe.skipIf(!hasChromium)('the try page', TIMES, () => {
  for (const [language, colorScheme] of [
    ['en', 'light'],
    ['zh', 'dark'],
  ] as const) {
    test(`tells the whole story by itself, ${language}, ${colorScheme}`, async () => {
      const { page, phone, door, t, errors, close } = await openTry(browser, server.url, {
        language,
        colorScheme,
        viewport: DESKTOP,
      })
      const done = () => page.locator('.steps li.done').count()
      const looks = async (name: string) => {
        expect(await axeViolations(page), name).toEqual([])
        await shot(page, `story-${language}-${name}`)
      }
      expect(await done()).toBe(0)
      await looks('0')

      await button(phone, t.phone.ask).click()
      await eventually(done).toBe(1)
      await looks('1-asked')
      await answerDialog(phone, t.dialog.allow)
      await eventually(done).toBe(2)
      await page.locator('[data-consent=authorized]').waitFor()
      await door.locator('[data-status="1"]').waitFor()

      // The call page's code is there before the first ring.
      for (const side of [phone, door]) {
        const loaded = () =>
          side.locator('body').evaluate(() => customElements.get('callgrant-call') !== undefined)
        await eventually(loaded).toBe(true)
      }
      await button(door, t.door.ringVideo).click()
      await button(phone, t.call.accept).waitFor()
      await eventually(done).toBe(3)
      // The name that she was shown is the name that rings (A9).
      await phone
        .getByRole('heading', { name: `${t.phone.deviceName}` })
        .last()
        .waitFor()
      await looks('3-rings')

      await button(phone, t.call.accept).click()
      await eventually(done).toBe(4)
      for (const side of [phone, door]) await seesTheOther(side)
      await looks('4-talk')

      await button(door, t.call.hangUp).click()
      await eventually(done).toBe(5)
      await callPageGoes(phone, door)

      await button(phone, t.phone.settings).click()
      await phone.getByRole('switch').click()
      await eventually(done).toBe(6)
      await page.locator('[data-consent=refused]').waitFor()
      await looks('6-withdrawn')
      await button(phone, t.settings.close).click()

      await button(door, t.door.ringVideo).click()
      await door.getByText('errCode 9').waitFor()
      await eventually(done).toBe(STEPS.length)
      expect(await phone.locator('callgrant-call').count()).toBe(0)
      await looks('7-refused')

      const acts = await page.locator('[data-list=records] b').allTextContents()
      expect(acts).toEqual([t.index.acts.switched_off, t.index.acts.authorized, t.index.acts.asked])
      expect(errors).toEqual([])
      await close()
    })
  }

  test('can be walked on one phone, where the panels are behind tabs', async () => {
    const { page, phone, door, t, errors, close } = await openTry(browser, server.url, { viewport: PHONE })
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.allow)
    await button(page, t.index.goTo.door).click()
    await button(door, t.door.ringVideo).click()
    await page.locator('#tab-phone.calling').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await page.getByRole('tab', { name: t.index.panels.phone.tab }).click()
    await button(phone, t.call.accept).click()
    await phone.getByRole('timer').waitFor()
    await shot(page, 'phone-talk')
    await button(phone, t.call.hangUp).click()
    await callPageGoes(phone)
    await page.getByRole('tab', { name: t.index.panels.server.tab }).click()
    await page.locator('[data-consent=authorized]').waitFor()
    await eventually(() => page.locator('.steps li.done').count()).toBe(5)
    expect(errors).toEqual([])
    await close()
  })

  test('leads from a refusal to settings, and asks no second time (A1)', async () => {
    const { page, phone, door, t, close } = await openTry(browser, server.url, { viewport: DESKTOP })
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.reject)
    await phone.getByText(t.phone.rejected).waitFor()
    await phone.getByText('requestDeviceVoIP:fail auth deny (10021)').waitFor()
    await page.locator('[data-consent=refused]').waitFor()

    await button(phone, t.phone.ask).click()
    await phone.getByText(t.phone.refusedBefore).waitFor()
    expect(await phone.locator('callgrant-dialog').count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    await phone.locator('.outcome').getByRole('button', { name: t.phone.settings }).click()
    await phone.getByRole('switch').click()
    await page.locator('[data-consent=authorized]').waitFor()
    await button(phone, t.settings.close).click()

    await button(door, t.door.ringVoice).click()
    await button(phone, t.call.decline).click()
    await door.getByText(t.call.theyDeclined(t.door.contact)).waitFor()
    await close()
  })

  test('decides nothing when the question is dismissed, and may ask again', async () => {
    const { page, phone, t, close } = await openTry(browser, server.url, { viewport: DESKTOP })
    await button(phone, t.phone.ask).click()
    await phone.getByRole('dialog').waitFor()
    await page.keyboard.press('Escape')
    await phone.getByText(t.phone.dismissed).waitFor()
    await phone.getByText('requestDeviceVoIP:fail cancel (10022)').waitFor()
    await page.locator('[data-consent=none]').waitFor()
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.allow)
    await page.locator('[data-consent=authorized]').waitFor()

    await button(phone, t.phone.ask).click()
    await phone.getByText('The sn has been subscribed (10001)').waitFor()
    await close()
  })

  test('asks as for the first time after the records were removed (A3)', async () => {
    const { page, phone, t, close } = await openTry(browser, server.url, { viewport: DESKTOP })
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.reject)
    await button(phone, t.phone.settings).first().click()
    await button(phone, t.settings.clear).click()
    await button(phone, t.settings.remove).click()
    await phone.getByText(t.settings.empty).waitFor()
    await page.locator('[data-consent=none]').waitFor()
    await button(phone, t.settings.close).click()
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.allow)
    await page.locator('[data-consent=authorized]').waitFor()
    await close()
  })

  test('asks once for a group, whose answer gives way to the door’s own (A5, A8)', async () => {
    const { page, phone, door, t, close } = await openTry(browser, server.url, { viewport: DESKTOP })
    await button(phone, t.phone.askGroup).click()
    await phone.getByRole('heading', { name: `“${t.phone.groupName}”` }).waitFor()
    await answerDialog(phone, t.dialog.allow)
    await page.getByText(t.index.whyWords.group).waitFor()
    await door.locator('[data-status="1"]').waitFor()

    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.reject)
    await page.getByText(t.index.whyWords.device).waitFor()
    await door.locator('[data-status="0"]').waitFor()
    await button(door, t.door.ringVideo).click()
    await door.getByText('errCode 9').waitFor()
    await close()
  })

  test('rings as often as she allowed and then asks anew; quiet hours refuse, but no urgent door (Y1, Y4, Y8, Y10)', async () => {
    const { page, phone, door, t, errors, close } = await openTry(browser, server.url, { viewport: DESKTOP })
    const dialog = phone.locator('callgrant-dialog')
    const askFor = async (...choose: (() => Promise<void>)[]) => {
      await button(phone, t.phone.ask).click()
      await button(phone, t.dialog.forATime).click()
      for (const one of choose) await one()
      await answerDialog(phone, t.dialog.allow)
      await phone.locator('[data-status=allowed]').waitFor()
    }
    const declined = async () => {
      await button(door, t.door.ringVideo).click()
      await Promise.all([
        door.getByText(t.call.theyDeclined(t.door.contact)).waitFor(),
        button(phone, t.call.decline).click(),
      ])
      await button(door, t.call.close).click()
      await callPageGoes(door)
    }
    await askFor(
      () => dialog.getByRole('radio', { name: t.dialog.today }).click(),
      () => dialog.getByRole('checkbox', { name: t.dialog.someRings }).click(),
      () => dialog.getByRole('spinbutton').fill('2'),
    )
    // The words that were read are those that are kept.
    await page.locator('[data-list=records]').getByText('today only, until midnight, for 2 rings').waitFor()
    for (let rings = 0; rings < 2; rings++) await declined()
    await button(door, t.door.ringVideo).click()
    await door.getByText('errCode 9').waitFor()

    // What ran out is as if she had never been asked: until a time now, an hour from here.
    const inAnHour = new Date(Date.now() + 3_600_000 - new Date().getTimezoneOffset() * 60_000)
    await askFor(
      () => dialog.getByRole('radio', { name: t.dialog.until }).click(),
      () => dialog.locator('.field').fill(inAnHour.toISOString().slice(0, 16)),
    )
    await declined()

    await button(phone, t.phone.settings).first().click()
    const settings = phone.locator('callgrant-settings')
    await settings.getByText(/^Until /).waitFor()
    await settings.getByRole('checkbox', { name: t.settings.quiet, exact: true }).click()
    // All day long, whenever this runs.
    await settings.getByLabel(t.settings.from, { exact: true }).fill('00:00')
    await settings.getByText(t.settings.changed).waitFor({ state: 'attached' })
    await settings.getByLabel(t.settings.to, { exact: true }).fill('00:00')
    await settings.getByRole('checkbox', { name: t.settings.tell }).click()
    const told = () => settings.getByRole('checkbox', { name: t.settings.tell }).isChecked()
    await eventually(told).toBe(true)
    await button(door, t.door.ringVideo).click()
    await door.getByText('errCode 100001').waitFor()
    expect(await phone.locator('callgrant-call').count()).toBe(0)

    await settings.getByRole('button', { name: t.settings.more('') }).click()
    await settings.getByRole('checkbox', { name: t.settings.urgent }).click()
    await settings.getByText(t.settings.urgentShort).waitFor()
    await button(phone, t.settings.close).click()
    await declined()
    expect(errors).toEqual([])
    await close()
  })

  test('rings two phones of one person; the first to accept has the call (C7)', async () => {
    const { context, page, phone, door, t, errors, close } = await openTry(browser, server.url, {
      viewport: DESKTOP,
    })
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.allow)
    const [second] = await Promise.all([
      context.waitForEvent('page'),
      page.getByRole('link', { name: t.index.elsewhere.phone }).click(),
    ])
    await online(second)

    await button(door, t.door.ringVideo).click()
    await button(phone, t.call.accept).waitFor()
    // It goes after two seconds: whoever waits for it begins before.
    await Promise.all([phone.getByText(t.call.elsewhere).waitFor(), button(second, t.call.accept).click()])
    for (const side of [second, door]) await seesTheOther(side)
    await button(second, t.call.hangUp).click()

    // Rejecting on one rejects for both.
    await callPageGoes(phone, second, door)
    await button(door, t.door.ringVideo).click()
    await button(second, t.call.accept).waitFor()
    await button(phone, t.call.decline).click()
    await door.getByText(t.call.theyDeclined(t.door.contact)).waitFor()
    await eventually(() => button(second, t.call.accept).count()).toBe(0)
    expect(errors).toEqual([])
    await close()
  })

  test('rings two people of a house: one answers, and the other stops and sees who has it (H2, H3)', async () => {
    const { page, phone, door, t, errors, close } = await openTry(browser, server.url, {
      viewport: { width: 1440, height: 900 },
    })
    await button(page, t.index.addSecond).click()
    const second = page.frameLocator('.second iframe')
    await online(second)
    await door.getByRole('heading', { name: t.door.second }).waitFor()
    for (const place of [phone, second]) {
      await button(place, t.phone.ask).click()
      await answerDialog(place, t.dialog.allow)
    }
    await eventually(() => door.locator('[data-status="1"]').count()).toBe(2)
    expect(await axeViolations(page)).toEqual([])

    await button(door, t.door.ringVideo).click()
    await eventually(() => door.locator('[data-outcome=ringing]').count()).toBe(2)
    await button(phone, t.call.accept).waitFor()
    await shot(page, 'two-people-ring')
    await Promise.all([
      phone.getByText(t.call.answeredBy(t.door.second)).waitFor(),
      button(second, t.call.accept).click(),
    ])
    for (const side of [second, door]) await seesTheOther(side)
    await door.locator('callgrant-call').getByRole('heading', { name: t.door.second }).waitFor()
    await button(second, t.call.hangUp).click()
    await callPageGoes(phone, second, door)

    // One declines, and the other is rung on; the door gives up.
    await button(door, t.door.ringVideo).click()
    await button(phone, t.call.decline).click()
    await door.locator('[data-outcome=rejected]').waitFor()
    await button(second, t.call.accept).waitFor()
    await button(door, t.door.cancel).click()
    await door.locator('[data-outcome]').first().waitFor({ state: 'detached' })
    await eventually(() => button(second, t.call.accept).count()).toBe(0)
    await page.getByText(`${t.index.panels.second.tab}: ${t.index.call.ended}`).first().waitFor()
    expect(errors).toEqual([])
    await close()
  })

  test('calls the door with no permission (A4), with voice alone', async () => {
    const { phone, door, t, close } = await openTry(browser, server.url, { viewport: DESKTOP })
    await button(phone, t.phone.callVoice).click()
    await button(door, t.call.accept).click()
    await phone.getByRole('timer').waitFor()
    expect(await phone.getByRole('switch', { name: t.call.camera.on }).count()).toBe(0)
    await Promise.all([
      door.getByText(t.call.theyHungUp(t.door.contact)).waitFor(),
      button(phone, t.call.hangUp).click(),
    ])
    await close()
  })

  test('lets another browser take the door over only by a reset', async () => {
    const first = await openTry(browser, server.url, { viewport: DESKTOP })
    const address = await first.page
      .getByRole('link', { name: first.t.index.elsewhere.door })
      .getAttribute('href')
    const other = await browser.newContext({ locale: 'en-GB', reducedMotion: 'reduce' })
    const door = await other.newPage()
    await door.goto(address ?? '')
    await door.getByText(first.t.door.otherKey).waitFor()
    expect(await axeViolations(door)).toEqual([])
    await button(door, first.t.door.takeOver).click()
    await online(door)
    // The first door is cut off, says so, and may take it back in the same way.
    await first.door.getByText(first.t.door.signedOut).waitFor()
    await button(first.door, first.t.door.retry).click()
    await first.door.getByText(first.t.door.otherKey).waitFor()
    await button(first.door, first.t.door.takeOver).click()
    await online(first.door)
    await other.close()
    await first.close()
  })

  test('switches language and theme in all three pages at once', async () => {
    const { page, phone, door, close } = await openTry(browser, server.url, { viewport: DESKTOP })
    await button(page, '中文').click()
    await phone.getByRole('heading', { name: '李静的手机' }).waitFor()
    expect(await page.title()).toBe('Callgrant：试一试')
    await door.getByRole('heading', { name: '大门' }).waitFor()
    await page.locator('[data-theme-switch]').click()
    const backgrounds = () =>
      Promise.all(
        [page.locator('body'), phone.locator('body'), door.locator('body')].map((body) =>
          body.evaluate((element) => getComputedStyle(element).backgroundColor),
        ),
      )
    await eventually(backgrounds).toEqual(Array(3).fill('rgb(15, 19, 17)'))
    await online(phone)
    await button(phone, '请求允许大门呼叫我').click()
    await phone.getByRole('heading', { name: /^允许「大门门铃」向你发起/ }).waitFor()
    await close()
  })

  test('starts over with people who have never met', async () => {
    const { page, phone, t, close } = await openTry(browser, server.url, { viewport: DESKTOP })
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.allow)
    await eventually(() => page.locator('.steps li.done').count()).toBe(2)
    // A reload begins nothing anew.
    await page.reload()
    await online(phone)
    expect(await page.locator('.steps li.done').count()).toBe(2)
    await button(page, t.index.startOver).click()
    await page.locator('[data-consent=none]').waitFor()
    expect(await page.locator('.steps li.done').count()).toBe(0)
    await phone.locator('[data-status=none]').waitFor()
    await close()
  })

  test('has no axe violation on any page, any size, light and dark, en and zh', async () => {
    for (const path of ['', 'phone.html', 'door.html']) {
      for (const [locale, colorScheme] of [
        ['en-GB', 'dark'],
        ['zh-CN', 'light'],
      ] as const) {
        const context = await browser.newContext({
          viewport: SMALL,
          locale,
          colorScheme,
          reducedMotion: 'reduce',
        })
        const page = await context.newPage()
        await page.goto(`${server.url}/${path}`)
        await page.getByRole('heading', { level: 1 }).waitFor()
        if (path) await online(page)
        for (const viewport of [SMALL, path ? DESKTOP : { width: 900, height: 700 }]) {
          await page.setViewportSize(viewport)
          const where = `${path} ${viewport.width} ${locale}`
          expect(await axeViolations(page), where).toEqual([])
          const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
          expect(wider, `${where} is wider than the screen`).toBeLessThanOrEqual(0)
          await shot(page, `page-${path || 'index'}-${viewport.width}-${locale}-${colorScheme}`)
        }
        await context.close()
      }
    }
  })
})

describe.skipIf(!hasChromium)('the pages of the API beside it', TIMES, () => {
  test('name the server, lead where they say, and have no axe violation, small and large, light and dark', async () => {
    for (const [viewport, colorScheme] of [
      [SMALL, 'dark'],
      [DESKTOP, 'light'],
    ] as const) {
      const context = await browser.newContext({ viewport, colorScheme })
      const page = await context.newPage()
      await page.goto(`${server.url}/docs/socket`)
      await page.getByText(`${server.url.replace('http', 'ws')}/v1/socket`, { exact: true }).waitFor()
      const looks = async (name: string) => {
        expect(await axeViolations(page), `${name} ${colorScheme}`).toEqual([])
        const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)
        expect(wider, name).toBeLessThanOrEqual(0)
        await shot(page, `docs-${name}-${viewport.width}`)
      }
      await page.getByRole('link', { name: 'ring.start', exact: true }).click()
      expect(await page.locator(':target').textContent()).toBe('ring.start')
      await looks('socket')
      await page.getByRole('link', { name: 'not_authorized', exact: true }).click()
      await page.waitForURL(/\/docs\/errors#not_authorized$/)
      expect(await page.locator(':target').textContent()).toContain('not_authorized')
      await looks('errors')
      await context.close()
    }
  })
})

describe.skipIf(!hasChromium)('the try page on a machine with no camera and no microphone', TIMES, () => {
  test('sends a generated picture and tone both ways', async () => {
    const blind = await launchChromium([], { camera: false })
    const { page, phone, door, t, errors, close } = await openTry(blind, server.url, { viewport: DESKTOP })
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.allow)
    await button(door, t.door.ringVideo).click()
    await button(phone, t.call.accept).click()
    for (const side of [phone, door]) await seesTheOther(side)
    await eventually(() => page.locator('.steps li.done').count()).toBe(4)
    await shot(page, 'no-camera')
    await Promise.all([
      door.getByText(t.call.theyHungUp(t.door.contact)).waitFor(),
      button(phone, t.call.hangUp).click(),
    ])
    expect(errors).toEqual([])
    await close()
    await blind.close()
  })
})

describe.skipIf(!hasChromium)('the try page where the camera is not allowed', TIMES, () => {
  test('goes on with a generated picture, and says so', async () => {
    const denying = await launchChromium(['--use-fake-ui-for-media-stream=deny'])
    const { phone, door, t, errors, close } = await openTry(denying, server.url, { viewport: DESKTOP })
    await button(phone, t.phone.ask).click()
    await answerDialog(phone, t.dialog.allow)
    await button(door, t.door.ringVideo).click()
    await button(phone, t.call.accept).click()
    for (const side of [phone, door]) await seesTheOther(side)
    await button(phone, t.call.hangUp).click()
    await callPageGoes(phone, door)
    await phone.getByText(t.phone.generated).waitFor()
    await door.getByText(t.door.generated).waitFor()
    expect(errors).toEqual([])
    await close()
    await denying.close()
  })
})

describe.skipIf(!hasChromium)('the try page without its server', TIMES, () => {
  test('says that the server cannot be reached', async () => {
    const own = await startTryServer()
    const { page, phone, t, close } = await openTry(browser, own.url, { viewport: DESKTOP })
    await own.stop()
    await phone.getByText(t.phone.connection.offline).waitFor()
    await page.getByText(t.index.offline).waitFor()
    await close()
  })
})
