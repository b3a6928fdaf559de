import type { OwnAuthorization, OwnSettings } from '@callgrant/protocol'
import type { AuthorizationSubject } from '@callgrant/sdk/person'
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
import type { SettingsSource } from './settings-source.ts'

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

/** Opens the settings of a person who has limits and quiet hours; `asked` on the window is what was asked of the server. */
async function openYesBut(page: Page, language: 'en' | 'zh' = 'en') {
  await page.evaluate((language) => {
    const w = Object.assign(window, { asked: [] as unknown[], failing: false })
    const zone = new Intl.DateTimeFormat().resolvedOptions().timeZone
    const midnight = new Date('2030-11-30T00:00').getTime()
    const list: OwnAuthorization[] = [
      {
        sn: 'door-1',
        model_id: 'm',
        status: 1,
        display_name: 'Front door phone',
        expires_at: new Date('2030-12-06T00:00').getTime(),
        rings_left: 2,
      },
      {
        sn: 'cam-2',
        model_id: 'm',
        status: 0,
        display_name: '奶奶的音箱',
        quiet: { hours: [{ from: '12:00', to: '14:00', days: 'weekend' }], time_zone: zone },
      },
      { group_id: 'g_1', status: 1, display_name: 'A school with a rather long name', urgent: true },
    ]
    const settings: OwnSettings = {
      preview: true,
      quiet: { on: false, hours: [], time_zone: null, tell: false },
    }
    const act = async (...what: unknown[]) => {
      if (w.failing) throw Object.assign(new Error('away'), { code: 'network' })
      w.asked.push(what)
    }
    const rowOf = (subject: AuthorizationSubject) =>
      list.find(({ sn, group_id }) => ('sn' in subject ? sn === subject.sn : group_id === subject.group_id))
    const person: SettingsSource = {
      listAuthorizations: async () => ({ app_name: 'Example Home', list: structuredClone(list) }),
      settings: async () => structuredClone(settings),
      async switchAuthorization(subject, on, limit) {
        await act('switch', subject, on, limit)
        const row = rowOf(subject)
        if (!row) throw new Error('no such row')
        if (!on || limit !== undefined) {
          delete row.expires_at
          delete row.rings_left
        }
        if (limit?.rings) row.rings_left = limit.rings
        if (limit?.until) row.expires_at = limit.until === 'midnight' ? midnight : limit.until
        return Object.assign(row, { status: on ? 1 : 0 })
      },
      async changeAuthorization(subject, change) {
        await act('change', subject, change)
        const row = rowOf(subject)
        if (!row) throw new Error('no such row')
        if (change.urgent !== undefined) row.urgent = change.urgent || undefined
        if (change.quiet !== undefined) {
          row.quiet = change.quiet ? { hours: change.quiet, time_zone: zone } : undefined
        }
        return row
      },
      async changeSettings({ quiet }) {
        await act('settings', quiet)
        Object.assign(settings.quiet, quiet, { time_zone: zone })
        return settings
      },
      clearAuthorizations: async () => ({ cleared: 0 }),
      on: () => () => {},
    }
    void window.ui.openSettings({ person: person as never, language })
  }, language)
  await page.getByRole('switch', { name: 'Front door phone' }).waitFor()
}
const asked = (page: Page) => page.evaluate('asked')
const described = (page: Page, name: string) =>
  page.getByRole('switch', { name }).evaluate((element) =>
    (element.getAttribute('aria-describedby') ?? '')
      .split(' ')
      .filter((id) => id.startsWith('how'))
      .map((id) => (element.getRootNode() as ShadowRoot).getElementById(id)?.textContent ?? '')
      .join(''),
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

  test('says until when, for how many rings and in which hours each may ring, and changes it (Y3, Y6, Y8)', async () => {
    const page = await harness.open()
    await openYesBut(page)
    const door = () => described(page, 'Front door phone')
    expect(await door()).toMatch(/^Until Dec 6, 2030, 12:00.AM · 2 rings left$/)
    expect(await described(page, '奶奶的音箱')).toBe('Quiet 12:00–14:00, weekend')
    expect(await described(page, 'A school')).toBe('Also in quiet hours')

    await page.getByRole('button', { name: 'Options of Front door phone' }).click()
    const options = page.getByRole('group', { name: 'How Front door phone may ring' })
    const allowed = options.getByRole('combobox', { name: 'Allowed' })
    const chosen = () => allowed.evaluate((select) => (select as HTMLSelectElement).value)
    expect(await chosen()).toBe('')
    await allowed.selectOption('For one more ring')
    await expect.poll(door).toBe('1 ring left')
    await expect.poll(chosen).toBe('')
    await allowed.selectOption('For good')
    await expect.poll(door).toBe('')
    expect(await chosen()).toBe('good')
    // A time and a number of rings, together.
    await allowed.selectOption('Another limit…')
    expect(await options.getByRole('radio', { name: 'Today, until midnight' }).isChecked()).toBe(true)
    const save = options.getByRole('button', { name: 'Save' })
    await options.getByRole('checkbox', { name: 'Only for a number of rings' }).click()
    await options.getByRole('spinbutton', { name: 'Number of rings' }).fill('100')
    await expect.poll(() => save.isDisabled()).toBe(true)
    await options.getByRole('spinbutton', { name: 'Number of rings' }).fill('3')
    await save.click()
    await expect.poll(door).toMatch(/^Until Nov 30, 2030, 12:00.AM · 3 rings left$/)
    await save.waitFor({ state: 'detached' })
    await allowed.selectOption('Another limit…')
    await allowed.selectOption('For good')
    await save.waitFor({ state: 'detached' })
    await expect.poll(door).toBe('')
    await options.getByRole('checkbox', { name: 'May ring in quiet hours' }).click()
    await expect.poll(door).toBe('Also in quiet hours')
    await options.getByRole('checkbox', { name: 'May ring in quiet hours' }).click()
    await expect.poll(door).toBe('')
    await options.getByRole('checkbox', { name: 'Quiet hours of its own' }).click()
    await expect.poll(door).toBe('Quiet 22:00–07:00, every day')
    await options.getByLabel('From').fill('21:30')
    await expect.poll(door).toBe('Quiet 21:30–07:00, every day')
    await options.getByRole('combobox', { name: 'Days' }).selectOption('weekdays')
    await expect.poll(door).toBe('Quiet 21:30–07:00, weekdays')
    const subject = { sn: 'door-1', model_id: 'm' }
    const night = { from: '22:00', to: '07:00', days: 'every' }
    expect(await asked(page)).toEqual([
      ['switch', subject, true, { rings: 1 }],
      ['switch', subject, true, null],
      ['switch', subject, true, { until: 'midnight', rings: 3 }],
      ['switch', subject, true, null],
      ['change', subject, { urgent: true }],
      ['change', subject, { urgent: false }],
      ['change', subject, { quiet: [night] }],
      ['change', subject, { quiet: [{ ...night, from: '21:30' }] }],
      ['change', subject, { quiet: [{ ...night, from: '21:30', days: 'weekdays' }] }],
    ])

    // What the server refuses is shown as it was.
    await page.evaluate('failing = true')
    await options.getByRole('combobox', { name: 'Days' }).selectOption('weekend')
    await page.getByRole('alert').getByText('It was not changed.').waitFor()
    await options.getByRole('checkbox', { name: 'Quiet hours of its own' }).click()
    await expect
      .poll(async () => [
        await options.getByRole('combobox', { name: 'Days' }).inputValue(),
        await options.getByRole('checkbox', { name: 'Quiet hours of its own' }).isChecked(),
      ])
      .toEqual(['weekdays', true])
    await page.context().close()
  })

  test('has the person’s quiet hours, and whether callers are told of them (Y7, Y10)', async () => {
    const page = await harness.open()
    await openYesBut(page)
    const quiet = page.getByRole('checkbox', { name: 'Quiet hours', exact: true })
    const tell = page.getByRole('checkbox', { name: 'Let callers know' })
    expect([await quiet.isChecked(), await tell.count()]).toEqual([false, 0])
    await quiet.click()
    await tell.waitFor()
    expect(await tell.isChecked()).toBe(false)
    await page.getByLabel('To', { exact: true }).fill('06:15')
    await expect.poll(async () => ((await asked(page)) as unknown[]).length).toBe(2)
    await tell.click()
    await expect.poll(async () => ((await asked(page)) as unknown[]).length).toBe(3)
    await quiet.click()
    await tell.waitFor({ state: 'detached' })
    const night = { from: '22:00', to: '07:00', days: 'every' }
    expect(await asked(page)).toEqual([
      ['settings', { on: true, hours: [night] }],
      ['settings', { hours: [{ ...night, to: '06:15' }] }],
      ['settings', { tell: true }],
      ['settings', { on: false }],
    ])
    // Switched on again, the hours are those that were set.
    await quiet.click()
    await expect.poll(() => page.getByLabel('To', { exact: true }).inputValue()).toBe('06:15')
    await page.evaluate('failing = true')
    await tell.click()
    await page.getByRole('alert').getByText('It was not changed.').waitFor()
    await expect.poll(() => tell.isChecked()).toBe(true)
    await page.context().close()
  })

  test('has more stretches of quiet hours, up to eight, and never none (Y7)', async () => {
    const page = await harness.open()
    await openYesBut(page)
    await page.getByRole('checkbox', { name: 'Quiet hours', exact: true }).click()
    const add = page.getByRole('button', { name: 'Add a time of day' })
    const remove = page.getByRole('button', { name: /^Remove \d/ })
    const stretches = page.locator('callgrant-settings .stretch')
    await add.waitFor()
    expect(await remove.count()).toBe(0)
    const night = { from: '22:00', to: '07:00', days: 'every' }
    const noon = { from: '12:00', to: '14:00', days: 'every' }
    const last = async () => ((await asked(page)) as unknown[]).at(-1)
    await add.click()
    await expect.poll(last).toEqual(['settings', { hours: [night, noon] }])
    await stretches.nth(1).getByRole('combobox', { name: 'Days' }).selectOption('weekend')
    await expect.poll(last).toEqual(['settings', { hours: [night, { ...noon, days: 'weekend' }] }])
    expect(await axeViolations(page)).toEqual([])

    await page.getByRole('button', { name: 'Remove 22:00–07:00, every day' }).click()
    await expect.poll(last).toEqual(['settings', { hours: [{ ...noon, days: 'weekend' }] }])
    await expect.poll(() => remove.count()).toBe(0)
    const focus = () =>
      page.evaluate(() => document.activeElement?.shadowRoot?.activeElement?.getAttribute('type'))
    expect(await focus()).toBe('time')
    for (let count = 2; count <= 8; count++) {
      await add.click()
      await expect.poll(() => stretches.count()).toBe(count)
    }
    expect(await add.count()).toBe(0)
    expect(await focus()).toBe('time')
    await page.context().close()
  })

  test('has limits and quiet hours on every size without an axe violation, light and dark, en and zh', async () => {
    const page = await harness.open({ reducedMotion: 'reduce' })
    for (const viewport of [SIZES.small, { width: 1440, height: 900 }]) {
      await page.setViewportSize(viewport)
      for (const [colorScheme, language] of [
        ['light', 'en'],
        ['dark', 'zh'],
      ] as const) {
        await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
        await openYesBut(page, language)
        await page.getByRole('checkbox', { name: /^(Quiet hours|免打扰时段)$/ }).click()
        await page.getByRole('checkbox', { name: /^(Let callers know|告知对方)/ }).waitFor()
        for (const row of ['Front door phone', '奶奶的音箱']) {
          await page.getByRole('button', { name: row }).click()
          await page.getByRole('group', { name: row }).waitFor()
          if (row === 'Front door phone') {
            await page.getByRole('combobox', { name: /^(Allowed|允许)$/ }).selectOption('other')
            await page.getByRole('checkbox', { name: /^(Only for a number of rings|限定呼叫次数)$/ }).click()
          } else
            await page
              .getByRole('group', { name: row })
              .getByRole('button', { name: /^(Add|添加)/ })
              .click()
          expect(await axeViolations(page), `${viewport.width} ${colorScheme} ${row}`).toEqual([])
          const panel = page.locator('callgrant-settings .panel')
          expect(await panel.evaluate((one) => one.scrollWidth - one.clientWidth)).toBe(0)
          for (const button of await page.locator('callgrant-settings button:not([role])').all()) {
            expect((await button.boundingBox())?.height).toBeGreaterThanOrEqual(44)
          }
          await page.getByRole('group', { name: row }).scrollIntoViewIfNeeded()
          await shot(page, `yesbut-${viewport.width}-${colorScheme}-${row.length}`)
        }
        await page.getByRole('checkbox', { name: /^(Let callers know|告知对方)/ }).scrollIntoViewIfNeeded()
        await shot(page, `yesbut-${viewport.width}-${colorScheme}-quiet`)
        await page.keyboard.press('Escape')
        await page.locator('callgrant-settings').waitFor({ state: 'detached' })
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
    await page.getByRole('region', { name: 'Who may ring you' }).getByRole('switch').waitFor()
    expect(await page.getByRole('dialog').count()).toBe(0)
    expect(await axeViolations(page)).toEqual([])
    await page.context().close()
  })
})
