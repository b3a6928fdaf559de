/** Taro's small dialog answers as `<callgrant-dialog>` does: the two share `@callgrant/ui/dialog-core`. */

import type { AskAnswer } from '@callgrant/sdk/person'
import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations, type Harness, hasChromium, openHarness, SIZES } from '../../../../e2e/lib/browser.ts'

let harness: Harness
beforeAll(async () => {
  if (hasChromium) harness = await openHarness()
})
afterAll(() => harness?.close())

type Asked = Window & {
  askInDialog: typeof import('./dialog.ts').askInDialog
  clock: number
  answers: AskAnswer[]
  controller: AbortController
}

/** A page with the dialog's module. */
async function open(): Promise<Page> {
  const page = await harness.open()
  const content =
    "import { askInDialog } from '/packages/taro-plugin/src/h5/dialog.ts'\nObject.assign(window, { askInDialog })"
  await page.addScriptTag({ type: 'module', content })
  await page.waitForFunction(() => 'askInDialog' in window)
  return page
}

/** Opens the dialog with a clock that the test moves. */
async function ask(page: Page, language: 'en' | 'zh' = 'en', aborted = false, late = false) {
  await page.evaluate(
    ([language, aborted, late]) => {
      const w = window as unknown as Asked
      w.clock = 0
      w.answers = []
      w.controller = new AbortController()
      if (aborted) w.controller.abort()
      const displayName = 'iot campus phone'
      const request = {
        displayName,
        appName: language === 'zh' ? '小区之家' : 'Example Home',
        kind: 'device' as const,
        words: language === 'zh' ? `允许「${displayName}」向你发起通话` : `Let “${displayName}” call you`,
        language,
        late,
        signal: w.controller.signal,
      }
      w.askInDialog(request, () => w.clock).then((answer) => w.answers.push(answer))
    },
    [language, aborted, late] as const,
  )
}
const clock = (page: Page, to: number) =>
  page.evaluate((to) => {
    ;(window as unknown as Asked).clock = to
  }, to)
const answers = (page: Page) => page.evaluate(() => (window as unknown as Asked).answers)
const tap = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

describe.skipIf(!hasChromium)('the dialog of Taro on H5', () => {
  test('names who asks and the device in brackets, in both languages (A8)', async () => {
    const page = await open()
    await ask(page, 'zh')
    const dialog = page.getByRole('dialog')
    expect(await dialog.textContent()).toContain('小区之家 申请')
    expect(await dialog.getByRole('heading').textContent()).toBe('允许「iot campus phone」向你发起通话')
    await clock(page, 300)
    await tap(page, '允许')
    expect(await answers(page)).toEqual(['allow'])
    await page.context().close()
  })

  test('says that an answer came too late, beside the same sentence', async () => {
    const page = await open()
    await ask(page, 'zh', false, true)
    expect(await page.getByRole('dialog').textContent()).toContain(
      '询问已超时，你的选择没有保存，请重新选择。',
    )
    expect(await page.getByRole('dialog').getByRole('heading').textContent()).toBe(
      '允许「iot campus phone」向你发起通话',
    )
    await page.context().close()
  })

  test('takes no tap in the first 300 ms, and none while the page is hidden or in the 300 ms after', async () => {
    const page = await open()
    await ask(page)
    await clock(page, 299)
    await tap(page, 'Allow')
    await clock(page, 10_000)
    const visibility = (state: string) =>
      page.evaluate((state) => {
        Object.defineProperty(document, 'visibilityState', { value: state, configurable: true })
        document.dispatchEvent(new Event('visibilitychange'))
      }, state)
    await visibility('hidden')
    await tap(page, 'Allow')
    await visibility('visible')
    await tap(page, 'Allow')
    expect(await answers(page)).toEqual([])
    await clock(page, 10_300)
    await tap(page, 'Reject')
    expect(await answers(page)).toEqual(['reject'])
    expect(await page.locator('callgrant-question').count()).toBe(0)
    await page.context().close()
  })

  test('is dismissed by Esc, by its removal, by a signal and by leaving the page', async () => {
    const page = await open()
    await ask(page)
    await page.keyboard.press('Escape')
    expect(await answers(page)).toEqual(['dismiss'])

    const dismissals = [
      () => document.querySelector('callgrant-question')?.remove(),
      () => (window as unknown as Asked).controller.abort(),
      () => void window.dispatchEvent(new PageTransitionEvent('pagehide')),
    ]
    for (const dismiss of dismissals) {
      await ask(page)
      await page.evaluate(dismiss)
      expect(await answers(page)).toEqual(['dismiss'])
      expect(await page.locator('callgrant-question').count()).toBe(0)
    }
    await page.context().close()
  })

  test('is not shown when it was called off before', async () => {
    const page = await open()
    await ask(page, 'en', true)
    expect(await answers(page)).toEqual(['dismiss'])
    expect(await page.locator('callgrant-question').count()).toBe(0)
    await page.context().close()
  })

  test('has the focus on the sentence, keeps it inside, and gives it back', async () => {
    const page = await open()
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
    expect(await answers(page)).toEqual([])
    const seen: unknown[] = []
    for (const key of ['Tab', 'Tab', 'Tab', 'Shift+Tab', 'Shift+Tab']) {
      await page.keyboard.press(key)
      seen.push(await focus())
    }
    expect(seen).toEqual(['Reject', 'Allow', 'Reject', 'Allow', 'Reject'])
    await page.keyboard.press('Enter')
    expect(await answers(page)).toEqual(['reject'])
    expect(await focus()).toBe('before')
    await page.context().close()
  })

  test('fits every size with buttons of 44 px and no axe violation, light and dark', async () => {
    const page = await open()
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await ask(page)
        expect(await axeViolations(page), `${size} ${colorScheme}`).toEqual([])
        for (const button of await page.locator('callgrant-question button').all()) {
          expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
        }
        await page.keyboard.press('Escape')
      }
    }
    await page.context().close()
  })
})
