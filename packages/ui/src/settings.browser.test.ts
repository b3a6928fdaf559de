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
      // The message is in the language of the client, which is not the page's.
      if (f.mode === 'fail') throw Object.assign(new Error('The client’s own words.'), { code: 'network' })
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
    await page.getByRole('heading', { name: 'Who may ring you' }).waitFor()
    for (const name of ['Front door phone', '奶奶的音箱', 'A school with a rather long name'])
      await page.getByRole('switch', { name }).waitFor()
    expect(await switches(page)).toEqual([true, false, true])
    await page.context().close()
  })

  test('has the title that it is given, as wx gives WeChat’s own', async () => {
    const page = await harness.open()
    await page.evaluate(() => {
      const person = { listAuthorizations: async () => ({ app_name: 'A', list: [] }), on: () => () => {} }
      const settingsTitle = { en: 'Voice and Video Call Reminder', zh: '语音、视频通话提醒' }
      const signal = new AbortController().signal
      void window
        .drawnUi({ settingsTitle })
        .openSettings?.({ person: person as never, language: 'zh', signal })
    })
    await page.getByRole('dialog', { name: '语音、视频通话提醒' }).waitFor()
    await page.context().close()
  })

  test('says which row decides when there are a device and a group (A5), and only then', async () => {
    const page = await harness.open()
    await open(page)
    const order = page.getByText('A device’s own switch decides for it')
    await order.waitFor()
    expect(
      await page.getByRole('switch', { name: 'Front door phone' }).evaluate((element) =>
        (element.getAttribute('aria-describedby') ?? '')
          .split(' ')
          .map((id) => (element.getRootNode() as ShadowRoot).getElementById(id)?.textContent)
          .join(': '),
      ),
    ).toMatch(/^Device door-1: A device’s own switch decides/)
    await fixture(page, (f) => {
      f.rows = f.rows.filter(({ group_id }) => group_id === undefined)
      f.changed()
    })
    await expect.poll(() => order.count()).toBe(0)
    await fixture(page, (f) => {
      f.rows = [{ group_id: 'g_1', status: 1, display_name: 'A school' }]
      f.changed()
    })
    await page.getByRole('switch', { name: 'A school' }).waitFor()
    expect(await order.count()).toBe(0)
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

  test('speaks one language, also in its errors, whatever that of the client is', async () => {
    const page = await harness.open()
    const alert = () => page.getByRole('alert').textContent()
    await open(page, { language: 'zh', fail: true })
    await expect.poll(alert).toMatch(/^\s*无法读取列表。 无法连接服务器，请检查网络后重试。\s*重试\s*$/)
    await fixture(page, (f) => {
      f.mode = 'ok'
    })
    await page.getByRole('button', { name: '重试' }).click()
    await page.getByRole('switch', { name: '奶奶的音箱' }).waitFor()
    await fixture(page, (f) => {
      f.mode = 'fail'
    })
    await page.getByRole('switch', { name: '奶奶的音箱' }).click()
    await expect.poll(alert).toContain('奶奶的音箱 未更改。 无法连接服务器')
    await page.getByRole('button', { name: '删除此应用的记录' }).click()
    await page.getByRole('alertdialog').getByRole('button', { name: '删除' }).click()
    await expect.poll(alert).toContain('记录未删除。 无法连接服务器')
    const text = await page.locator('callgrant-settings .head, callgrant-settings .problem').allTextContents()
    expect(text.join('')).not.toMatch(/[A-Za-z]/)
    await page.evaluate(() => {
      const settings = document.querySelector('callgrant-settings')
      if (settings) (settings as { language?: string }).language = 'en'
    })
    await expect.poll(alert).toContain('The records were not removed. The server cannot be reached.')
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

  test('has the person’s switch for the picture before the answer, where there is one (C17)', async () => {
    const page = await harness.open({ viewport: SIZES.small })
    await page.evaluate(() => {
      const asked: boolean[] = []
      let fails = false
      const person = {
        listAuthorizations: async () => ({
          app_name: 'Example Home',
          list: [{ sn: 'door-1', model_id: 'm', status: 1 as const, display_name: 'Front door phone' }],
        }),
        settings: async () => ({ preview: true }),
        async changeSettings({ preview = true }) {
          if (fails) throw Object.assign(new Error('away'), { code: 'network' })
          asked.push(preview)
          return { preview }
        },
        on: () => () => {},
      }
      Object.assign(window, { asked, fail: () => (fails = true) })
      void window.ui.openSettings({ person: person as never, language: 'en' })
    })
    const box = page.getByRole('checkbox', { name: 'See who is there before I answer' })
    await box.waitFor()
    expect(await box.isChecked()).toBe(true)
    expect(await axeViolations(page)).toEqual([])
    await shot(page, 'settings-preview')
    await box.click()
    await page.getByText('You will see nothing before you answer').waitFor({ state: 'attached' })
    expect(await page.evaluate('asked')).toEqual([false])
    await page.evaluate('fail()')
    await box.focus()
    await page.keyboard.press('Space')
    await page.getByText('Seeing who is there was not changed.').waitFor()
    expect(await box.isChecked()).toBe(false)
    await page.context().close()
  })

  test('shows what the person chose for it while that is under way, and takes no second tap meanwhile', async () => {
    const page = await harness.open({ viewport: SIZES.small })
    await page.evaluate(() => {
      const asked: boolean[] = []
      let settle: (refused: boolean) => void = () => {}
      let changed = () => {}
      let stored = true
      const person = {
        listAuthorizations: async () => ({
          app_name: 'Example Home',
          list: [{ sn: 'door-1', model_id: 'm', status: 1 as const, display_name: 'Front door phone' }],
        }),
        settings: async () => ({ preview: stored }),
        async changeSettings({ preview = true }) {
          asked.push(preview)
          const refused = await new Promise<boolean>((resolve) => (settle = resolve))
          if (refused) throw Object.assign(new Error('away'), { code: 'network' })
          stored = preview
          return { preview }
        },
        on(_event: string, listener: () => void) {
          changed = listener
          return () => {}
        },
      }
      const settled = (refused: boolean) => settle(refused)
      Object.assign(window, { asked, settled, changed: () => changed() })
      void window.ui.openSettings({ person: person as never, language: 'en' })
    })
    const box = page.getByRole('checkbox', { name: 'See who is there before I answer' })
    const is = async () => [await box.isChecked(), await box.getAttribute('aria-busy')]
    await box.waitFor()
    expect(await is()).toEqual([true, 'false'])
    await box.click()
    await expect.poll(is).toEqual([false, 'true'])
    expect(await axeViolations(page)).toEqual([])
    await box.click()
    await expect.poll(is).toEqual([false, 'true'])
    // Reading the list again meanwhile shows what was chosen, not what was stored before.
    await page.evaluate('changed()')
    await expect.poll(is).toEqual([false, 'true'])
    expect(await page.evaluate('asked')).toEqual([false])
    await page.evaluate('settled(false)')
    await expect.poll(is).toEqual([false, 'false'])
    await box.click()
    await expect.poll(is).toEqual([true, 'true'])
    await page.evaluate('settled(true)')
    await page.getByText('Seeing who is there was not changed.').waitFor()
    expect(await is()).toEqual([false, 'false'])
    expect(await page.evaluate('asked')).toEqual([false, true])
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
    await page.getByRole('region', { name: 'Who may ring you' }).getByRole('switch').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    await page.context().close()
  })
})
