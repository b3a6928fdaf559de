import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import {
  axeViolations,
  type Harness,
  hasChromium,
  openHarness,
  SIZES,
  shot,
} from '../../../e2e/lib/browser.ts'
import type { Decision } from './dialog-core.ts'

let harness: Harness
beforeAll(async () => {
  if (hasChromium) harness = await openHarness()
})
afterAll(() => harness?.close())

type Asked = Window & { clock: number; answer: Decision | null; controller: AbortController }

/** Opens the dialog with a clock that the test moves; `answer` on the window is what it answered. */
async function ask(
  page: Page,
  question: {
    language?: 'en' | 'zh'
    theme?: 'light' | 'dark'
    late?: boolean
    displayName?: string
    appName?: string
  } = {},
) {
  await page.evaluate(async (question) => {
    const w = window as unknown as Asked
    w.clock = 0
    w.answer = null
    w.controller = new AbortController()
    const displayName = question.displayName ?? 'iot campus phone'
    const words =
      question.language === 'zh' ? `允许「${displayName}」向你发起通话` : `Let “${displayName}” call you`
    window.ui
      .showAuthorizationDialog({
        appName: question.language === 'zh' ? '小区之家' : 'Example Home',
        ...question,
        displayName,
        words,
        signal: w.controller.signal,
        now: () => w.clock,
      })
      .then((answer) => {
        w.answer = answer
      })
  }, question)
  await page.getByRole('dialog').waitFor()
}
const clock = (page: Page, to: number) =>
  page.evaluate((to) => {
    ;(window as unknown as Asked).clock = to
  }, to)
const answer = (page: Page) => page.evaluate(() => (window as unknown as Asked).answer)

describe.skipIf(!hasChromium)('the authorization dialog', () => {
  test('names who asks and the device in brackets, in both languages (A8)', async () => {
    const page = await harness.open()
    await ask(page, { language: 'zh' })
    const dialog = page.getByRole('dialog')
    expect(await dialog.textContent()).toContain('小区之家')
    expect(await dialog.getByRole('heading').textContent()).toBe('允许「iot campus phone」向你发起通话')
    await dialog.getByRole('button', { name: '拒绝' }).waitFor()
    await dialog.getByRole('button', { name: '允许' }).waitFor()
    await page.context().close()
  })

  test('says that an answer came too late, beside the same sentence, in both languages', async () => {
    const page = await harness.open({ reducedMotion: 'reduce' })
    for (const [language, said] of [
      ['en', 'so your answer was not kept'],
      ['zh', '你的选择没有保存'],
    ] as const) {
      await ask(page, { language, late: true })
      expect(await page.getByRole('alert').textContent()).toContain(said)
      expect(await axeViolations(page)).toEqual([])
      await page.evaluate(() => document.querySelector('callgrant-dialog')?.remove())
    }
    await ask(page, {})
    expect(await page.getByRole('alert').count()).toBe(0)
    await page.context().close()
  })

  test('answers allow and reject by what was tapped', async () => {
    const page = await harness.open()
    for (const [name, expected] of [
      ['Allow', 'allow'],
      ['Reject', 'reject'],
    ] as const) {
      await ask(page)
      await clock(page, 300)
      await page.getByRole('button', { name }).click()
      expect(await answer(page)).toBe(expected)
      expect(await page.locator('callgrant-dialog').count()).toBe(0)
    }
    await page.context().close()
  })

  test('takes no tap in the first 300 ms, and takes it afterwards', async () => {
    const page = await harness.open()
    await ask(page)
    await clock(page, 299)
    await page.getByRole('button', { name: 'Allow' }).click()
    expect(await answer(page)).toBeNull()
    await clock(page, 300)
    await page.getByRole('button', { name: 'Allow' }).click()
    expect(await answer(page)).toBe('allow')
    await page.context().close()
  })

  test('counts the 300 ms anew when the page comes back into sight', async () => {
    const page = await harness.open()
    await ask(page)
    await clock(page, 10_000)
    const sight = (state: string) =>
      page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await sight('hidden')
    await page.getByRole('button', { name: 'Allow' }).click()
    await sight('visible')
    await page.getByRole('button', { name: 'Allow' }).click()
    expect(await answer(page)).toBeNull()
    await clock(page, 10_300)
    await page.getByRole('button', { name: 'Allow' }).click()
    expect(await answer(page)).toBe('allow')
    await page.context().close()
  })

  test('is dismissed by Esc, by its removal, by a signal and by leaving the page', async () => {
    const page = await harness.open()
    await ask(page)
    await page.keyboard.press('Escape')
    expect(await answer(page)).toBe('dismiss')

    await ask(page)
    await page.evaluate(() => document.querySelector('callgrant-dialog')?.remove())
    expect(await answer(page)).toBe('dismiss')

    await ask(page)
    await page.evaluate(() => (window as unknown as Asked).controller.abort())
    expect(await answer(page)).toBe('dismiss')

    await ask(page)
    await page.evaluate(() => window.dispatchEvent(new PageTransitionEvent('pagehide')))
    expect(await answer(page)).toBe('dismiss')
    await page.context().close()
  })

  test('allows for a time or a number of rings, in the sentence that is recorded; a tap on Allow is for good (Y3)', async () => {
    const page = await harness.open()
    const sentence = () => page.getByRole('dialog').getByRole('heading').textContent()
    const allow = page.getByRole('button', { name: 'Allow' })
    const open = async () => {
      await ask(page)
      await clock(page, 300)
      await page.getByRole('button', { name: 'Only for a time…' }).click()
    }
    const plain = 'Let “iot campus phone” call you'

    await open()
    const good = page.getByRole('radio', { name: 'No end date' })
    expect(await good.isChecked()).toBe(true)
    await expect
      .poll(() => good.evaluate((one) => (one.getRootNode() as ShadowRoot).activeElement === one))
      .toBe(true)
    expect(await sentence()).toBe(plain)
    await page.keyboard.press('ArrowDown')
    await expect.poll(sentence).toBe(`${plain}, today only, until midnight`)
    await allow.click()
    expect(await answer(page)).toEqual({ allow: { until: 'midnight' } })

    await open()
    await page.getByRole('checkbox', { name: 'Only for a number of rings' }).click()
    const rings = page.getByRole('spinbutton', { name: 'Number of rings' })
    for (const [given, said] of [
      ['', plain],
      ['100', plain],
      ['3', `${plain}, for 3 rings`],
    ] as const) {
      await rings.fill(given)
      await expect.poll(sentence).toBe(said)
      expect(await allow.isDisabled(), given).toBe(said === plain)
    }
    await allow.click()
    expect(await answer(page)).toEqual({ allow: { rings: 3 } })

    // Both: whichever is over first.
    await open()
    await page.getByRole('radio', { name: 'Today, until midnight' }).click()
    await page.getByRole('checkbox', { name: 'Only for a number of rings' }).click()
    await rings.fill('2')
    await expect.poll(sentence).toBe(`${plain}, today only, until midnight, for 2 rings`)
    await allow.click()
    expect(await answer(page)).toEqual({ allow: { until: 'midnight', rings: 2 } })

    await open()
    await page.getByRole('radio', { name: 'Until a time' }).click()
    await expect.poll(() => allow.isDisabled()).toBe(true)
    const tomorrow = await page.evaluate(() => {
      const now = new Date()
      return new Date(now.getFullYear(), now.getMonth(), now.getDate() + 1, 18).getTime()
    })
    const field = await page.evaluate((at) => {
      const two = (number: number) => String(number).padStart(2, '0')
      const day = new Date(at)
      return `${day.getFullYear()}-${two(day.getMonth() + 1)}-${two(day.getDate())}T18:00`
    }, tomorrow)
    await page.getByLabel('Until a time').and(page.locator('.field')).fill(field)
    await expect.poll(sentence).toContain(`${plain}, until `)
    await allow.click()
    expect(await answer(page)).toEqual({ allow: { until: tomorrow } })

    await open()
    await page.getByRole('radio', { name: 'Today, until midnight' }).click()
    await good.click()
    await expect.poll(sentence).toBe(plain)
    await allow.click()
    expect(await answer(page)).toBe('allow')

    await open()
    await page.getByRole('radio', { name: 'Until a time' }).click()
    await page.getByRole('button', { name: 'Reject' }).click()
    expect(await answer(page)).toBe('reject')
    await page.context().close()
  })

  test('has the choice of a time on every size without an axe violation, light and dark, en and zh', async () => {
    const page = await harness.open({ reducedMotion: 'reduce' })
    for (const viewport of [SIZES.small, { width: 1440, height: 900 }]) {
      await page.setViewportSize(viewport)
      for (const [colorScheme, language] of [
        ['light', 'en'],
        ['dark', 'zh'],
      ] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await ask(page, { language })
        await page.getByRole('button', { name: /^(Only for a time|仅限一段时间)/ }).click()
        for (const [control, kind, role] of [
          ['radio', /^(Until a time|至某一时间)$/, 'datetime-local'],
          ['checkbox', /^(Only for a number of rings|限定呼叫次数)$/, 'number'],
        ] as const) {
          await page.getByRole(control, { name: kind }).click()
          await page.locator(`callgrant-dialog input[type=${role}]`).waitFor()
          expect(await axeViolations(page), `${viewport.width} ${colorScheme}`).toEqual([])
          const panel = page.locator('callgrant-dialog .panel')
          expect(await panel.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
          const allow = await page.locator('callgrant-dialog .allow').boundingBox()
          expect((allow?.y ?? 0) + (allow?.height ?? 0)).toBeLessThanOrEqual(viewport.height)
          await shot(page, `limit-${viewport.width}-${colorScheme}-${language}-${role}`)
        }
        await page.keyboard.press('Escape')
        await page.locator('callgrant-dialog').waitFor({ state: 'detached' })
      }
    }
    await page.context().close()
  })

  test('has the focus on the sentence, keeps it inside, and gives it back', async () => {
    const page = await harness.open()
    await page.locator('#before').focus()
    await ask(page)
    const focus = () =>
      page.evaluate(() => {
        let element = document.activeElement
        while (element?.shadowRoot?.activeElement) element = element.shadowRoot.activeElement
        return element?.id || element?.textContent?.trim()
      })
    expect(await focus()).toBe('words')
    await clock(page, 1000)
    await page.keyboard.press('Enter')
    expect(await answer(page)).toBeNull()
    const seen: unknown[] = []
    for (const key of ['Tab', 'Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
      await page.keyboard.press(key)
      seen.push(await focus())
    }
    const limited = 'Only for a time…'
    expect(seen).toEqual([limited, 'Reject', 'Allow', limited, 'Allow', 'Reject'])
    await page.keyboard.press('Enter')
    expect(await answer(page)).toBe('reject')
    expect(await focus()).toBe('before')
    await page.context().close()
  })

  test('has Allow on the smallest screen without scrolling, whatever the names are', async () => {
    const page = await harness.open({ viewport: SIZES.small, reducedMotion: 'reduce' })
    const long = {
      displayName: 'W'.repeat(40),
      appName: 'An app with a name that goes on and on and on',
      late: true,
    }
    for (const viewport of [SIZES.small, { width: 568, height: 320 }]) {
      await page.setViewportSize(viewport)
      for (const language of ['en', 'zh'] as const) {
        await ask(page, { language, ...long })
        for (const button of await page.locator('callgrant-dialog button').all()) {
          const seen = await button.evaluate((element) => {
            const { left, right, top, bottom } = element.getBoundingClientRect()
            const root = element.getRootNode() as ShadowRoot
            const there = root.elementFromPoint((left + right) / 2, (top + bottom) / 2)
            return { inside: top >= 0 && bottom <= innerHeight, there: there === element }
          })
          expect(seen, `${viewport.width} ${language}`).toEqual({ inside: true, there: true })
        }
        const scrolls = await page
          .locator('callgrant-dialog .panel')
          .evaluate((panel) => panel.scrollHeight - panel.clientHeight)
        if (viewport === SIZES.small) expect(scrolls).toBe(0)
        expect(await axeViolations(page)).toEqual([])
        await shot(page, `dialog-long-${viewport.width}-${language}`)
        await page.keyboard.press('Escape')
        await page.locator('callgrant-dialog').waitFor({ state: 'detached' })
      }
    }
    await page.context().close()
  })

  test('gives the focus back to a button that its app disables meanwhile, and to one that was only clicked', async () => {
    const page = await harness.open()
    const active = () => page.evaluate(() => document.activeElement?.id)
    await page.evaluate(() => {
      const button = document.querySelector('#before') as HTMLButtonElement
      button.addEventListener('click', () => {
        button.disabled = true
      })
    })
    await page.locator('#before').click()
    // The browser takes the focus away from what is disabled.
    await expect.poll(active).not.toBe('before')
    await ask(page)
    await page.keyboard.press('Escape')
    await page.evaluate(() => {
      ;(document.querySelector('#before') as HTMLButtonElement).disabled = false
    })
    await expect.poll(active).toBe('before')
    // Safari does not focus what is clicked.
    await page.evaluate(() => {
      const button = document.querySelector('#before') as HTMLButtonElement
      button.addEventListener('mousedown', (event) => event.preventDefault())
      button.blur()
      button.replaceWith(button.cloneNode(true))
    })
    await page.locator('#before').click()
    await page.evaluate(() => (document.activeElement as HTMLElement).blur())
    await ask(page)
    await page.keyboard.press('Escape')
    await expect.poll(active).toBe('before')
    await page.context().close()
  })

  test('fits every size with buttons of 44 px and no axe violation, light and dark, en and zh', async () => {
    const page = await harness.open()
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        for (const language of ['en', 'zh'] as const) {
          await ask(page, { language })
          expect(await axeViolations(page), `${size} ${colorScheme} ${language}`).toEqual([])
          const panel = await page.locator('callgrant-dialog .panel').boundingBox()
          expect(panel?.x).toBeGreaterThanOrEqual(0)
          expect((panel?.x ?? 0) + (panel?.width ?? 0)).toBeLessThanOrEqual(viewport.width)
          expect((panel?.y ?? 0) + (panel?.height ?? 0)).toBeLessThanOrEqual(viewport.height)
          for (const button of await page.locator('callgrant-dialog button').all()) {
            expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
          }
          await shot(page, `dialog-${size}-${colorScheme}-${language}`)
          await page.keyboard.press('Escape')
          await page.locator('callgrant-dialog').waitFor({ state: 'detached' })
        }
      }
    }
    await page.context().close()
  }, 30_000)

  test('follows its own theme before the system’s', async () => {
    const page = await harness.open({ colorScheme: 'light', reducedMotion: 'reduce' })
    await ask(page, { theme: 'dark' })
    const background = await page
      .locator('callgrant-dialog .panel')
      .evaluate((panel) => getComputedStyle(panel).backgroundColor)
    expect(background).toBe('rgb(32, 32, 32)')
    expect(await axeViolations(page)).toEqual([])
    await page.context().close()
  })
})
