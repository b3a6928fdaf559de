import type { Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { axeViolations, type Harness, hasChromium, openHarness, SIZES, shot } from '../../test/browser.ts'

let harness: Harness
beforeAll(async () => {
  if (hasChromium) harness = await openHarness()
})
afterAll(() => harness?.close())

interface Fixture {
  rows: { sn?: string; model_id?: string; group_id?: string; status: 0 | 1; display_name: string }[]
  /** What the next requests do: wait for `release`, fail, or answer at once. */
  mode: 'ok' | 'hold' | 'fail'
  release: () => void
  acts: string[]
  changed: () => void
  listening: number
  closed: boolean
}
const fixture = <T>(page: Page, read: (f: Fixture) => T): Promise<T> =>
  page.evaluate(`(${read})(window.fixture)`) as Promise<T>

/** Opens the settings page over a store of rows in the page; what the server would do is in `mode`. */
async function open(
  page: Page,
  options: { language?: 'en' | 'zh'; theme?: 'light' | 'dark'; empty?: boolean; fail?: boolean } = {},
) {
  await page.evaluate((options) => {
    const f: Fixture = {
      rows: options.empty
        ? []
        : [
            { sn: 'door-1', model_id: 'm', status: 1, display_name: 'Front door phone' },
            { sn: 'cam-2', model_id: 'm', status: 0, display_name: '奶奶的音箱' },
            { group_id: 'g_1', status: 1, display_name: 'A school with a rather long name' },
          ],
      mode: options.fail ? 'fail' : 'ok',
      release: () => {},
      acts: [],
      changed: () => {},
      listening: 0,
      closed: false,
    }
    const act = async (name: string) => {
      f.acts.push(name)
      if (f.mode === 'hold') await new Promise<void>((resolve) => (f.release = resolve))
      if (f.mode === 'fail') throw new Error('The server cannot be reached.')
    }
    const person = {
      async listAuthorizations() {
        await act('list')
        return { app_name: 'Example Home', list: structuredClone(f.rows) }
      },
      async switchAuthorization(subject: { sn?: string; group_id?: string }, on: boolean) {
        await act(`switch ${subject.sn ?? subject.group_id} ${on}`)
        const row = f.rows.find((row) => row.sn === subject.sn && row.group_id === subject.group_id)
        if (!row) throw new Error('no such row')
        row.status = on ? 1 : 0
        return row
      },
      async clearAuthorizations() {
        await act('clear')
        const cleared = f.rows.length
        f.rows = []
        return { cleared }
      },
      on(_event: string, listener: () => void) {
        f.changed = listener
        f.listening++
        return () => f.listening--
      },
    }
    Object.assign(window, { fixture: f })
    window.ui.openSettings({ ...options, person: person as never }).then(() => {
      f.closed = true
    })
  }, options)
  await page.getByRole('dialog').waitFor()
}
const switches = async (page: Page) =>
  Promise.all(
    (await page.getByRole('switch').all()).map(
      async (s) => (await s.getAttribute('aria-checked')) === 'true',
    ),
  )

describe.skipIf(!hasChromium)('the settings page', () => {
  test('lists every device and group with its name and switch (A13)', async () => {
    const page = await harness.open()
    await open(page)
    await page.getByRole('heading', { name: 'Voice and Video Call Reminder' }).waitFor()
    for (const name of ['Front door phone', '奶奶的音箱', 'A school with a rather long name'])
      await page.getByRole('switch', { name }).waitFor()
    expect(await switches(page)).toEqual([true, false, true])
    await page.context().close()
  })

  test('says what will happen when there is no row yet (A13)', async () => {
    const page = await harness.open()
    await open(page, { empty: true })
    await page.getByText('Nothing has asked to ring you').waitFor()
    expect(await page.getByRole('switch').count()).toBe(0)
    expect(await page.getByRole('button', { name: 'Remove this app’s records' }).count()).toBe(0)
    await page.context().close()
  })

  test('switches off and on at once, and says so', async () => {
    const page = await harness.open()
    await open(page)
    await page.getByRole('switch', { name: 'Front door phone' }).waitFor()
    await fixture(page, (f) => {
      f.mode = 'hold'
    })
    await page.getByRole('switch', { name: 'Front door phone' }).click()
    expect(await switches(page)).toEqual([false, false, true])
    // A second tap while the first is under way changes nothing.
    await page.getByRole('switch', { name: 'Front door phone' }).click()
    await fixture(page, (f) => {
      f.mode = 'ok'
      f.release()
    })
    await expect
      .poll(() => page.getByRole('status').textContent())
      .toBe('Front door phone can no longer ring you')
    await page.getByRole('switch', { name: 'A school' }).click()
    await expect
      .poll(() => fixture(page, (f) => f.acts))
      .toEqual(['list', 'switch door-1 false', 'switch g_1 false'])
    await page.context().close()
  })

  test('takes a switch back and says why when the server refuses', async () => {
    const page = await harness.open()
    await open(page)
    await page.getByRole('switch', { name: 'Front door phone' }).waitFor()
    await fixture(page, (f) => {
      f.mode = 'fail'
    })
    await page.getByRole('switch', { name: 'Front door phone' }).click()
    await expect
      .poll(() => page.getByRole('alert').textContent())
      .toContain('was not changed. The server cannot be reached.')
    expect(await switches(page)).toEqual([true, false, true])
    expect(await axeViolations(page)).toEqual([])
    await page.context().close()
  })

  test('offers to try again when the list cannot be read', async () => {
    const page = await harness.open()
    await open(page, { fail: true })
    await page.getByRole('alert').getByText('The list could not be read').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await fixture(page, (f) => {
      f.mode = 'ok'
    })
    await page.getByRole('button', { name: 'Try again' }).click()
    await page.getByRole('switch', { name: 'Front door phone' }).waitFor()
    await page.context().close()
  })

  test('reads again when the rows are changed elsewhere, and no more once it is closed', async () => {
    const page = await harness.open()
    await open(page)
    await page.getByRole('switch', { name: 'Front door phone' }).waitFor()
    await fixture(page, (f) => {
      f.rows = f.rows.slice(0, 1).map((row) => ({ ...row, status: 0 }))
      f.changed()
    })
    await expect.poll(() => switches(page)).toEqual([false])
    await page.keyboard.press('Escape')
    await expect.poll(() => fixture(page, (f) => [f.closed, f.listening])).toEqual([true, 0])
    await page.context().close()
  })

  test('removes the app’s records only after the question is answered (A3), by keyboard alone', async () => {
    const page = await harness.open()
    await page.locator('#before').focus()
    await open(page)
    await page.getByRole('switch', { name: 'Front door phone' }).waitFor()
    const remove = page.getByRole('button', { name: 'Remove this app’s records' })
    // Close, three switches, the button.
    for (let i = 0; i < 5; i++) await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').waitFor()
    expect(await axeViolations(page)).toEqual([])
    await shot(page, 'settings-confirm')
    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').waitFor({ state: 'detached' })
    expect(await fixture(page, (f) => f.acts)).toEqual(['list'])
    expect(
      await remove.evaluate((button) => (button.getRootNode() as ShadowRoot).activeElement === button),
    ).toBe(true)

    await page.keyboard.press('Enter')
    await page.getByRole('alertdialog').waitFor()
    await page.keyboard.press('Tab')
    await page.keyboard.press('Enter')
    await page.getByText('Nothing has asked to ring you').waitFor()
    expect(await fixture(page, (f) => f.acts)).toEqual(['list', 'clear'])
    await page.keyboard.press('Escape')
    expect(await page.evaluate(() => document.activeElement?.id)).toBe('before')
    await page.context().close()
  })

  test('fits every size without an axe violation, light and dark, en and zh, full and empty', async () => {
    const page = await harness.open()
    for (const [size, viewport] of Object.entries(SIZES)) {
      await page.setViewportSize(viewport)
      for (const colorScheme of ['light', 'dark'] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        for (const [language, empty] of [
          ['en', false],
          ['zh', false],
          ['zh', true],
        ] as const) {
          await open(page, { language, empty })
          await page.locator(empty ? '.empty' : '.cells').waitFor()
          expect(await axeViolations(page), `${size} ${colorScheme} ${language}`).toEqual([])
          const panel = page.locator('callgrant-settings .panel')
          expect(await panel.evaluate((p) => p.scrollWidth - p.clientWidth)).toBe(0)
          for (const button of await page.locator('callgrant-settings button:not([role])').all()) {
            expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
          }
          await shot(page, `settings-${size}-${colorScheme}-${language}${empty ? '-empty' : ''}`)
          await page.keyboard.press('Escape')
          await page.locator('callgrant-settings').waitFor({ state: 'detached' })
        }
      }
    }
    await page.context().close()
  })

  test('stands in the flow of a page as well', async () => {
    const page = await harness.open()
    await page.evaluate(async () => {
      await window.ui.defineElements()
      const element = document.createElement('callgrant-settings') as HTMLElement & { person: unknown }
      element.person = {
        listAuthorizations: async () => ({
          app_name: 'Example Home',
          list: [{ sn: 'door-1', model_id: 'm', status: 1, display_name: 'Front door phone' }],
        }),
        on: () => () => {},
      }
      document.querySelector('#place')?.append(element)
    })
    await page.getByRole('region', { name: 'Voice and Video Call Reminder' }).getByRole('switch').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    await page.context().close()
  })
})
