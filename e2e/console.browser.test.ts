/** The console in a real Chromium against the real server: each page's main task, and how every page looks. */

import { createHash } from 'node:crypto'
import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBackend } from '@callgrant/sdk/backend'
import { createDevice, memoryKeyStore } from '@callgrant/sdk/device'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { en } from '../apps/console/src/text/en.ts'
import { createGroup } from '../packages/server/src/acts/groups/create-group.ts'
import { hasChromium, launchChromium } from './lib/chromium.ts'
import { CONSOLE_PAGES, type ConsoleBed, createConsoleBed, settledPage } from './lib/console.ts'
import { axeViolations, shot } from './lib/look.ts'
import { MODEL } from './lib/testbed.ts'
import { layoutFaults } from './look/faults.ts'

let bed: ConsoleBed
let browser: Browser
let page: Page
const errors: string[] = []
beforeAll(async () => {
  if (!hasChromium) return
  ;[bed, browser] = await Promise.all([createConsoleBed(), launchChromium()])
  page = await bed.open(browser, { viewport: { width: 1440, height: 900 } })
  page.on('pageerror', (error) => errors.push(String(error)))
  // What the policy of the pages forbids is said here.
  page.on('console', (said) => said.text().includes('Content Security Policy') && errors.push(said.text()))
})
afterAll(async () => {
  await browser?.close()
  await bed?.close()
})

const go = async (path: string) => {
  await page.goto(bed.at(path))
  await settledPage(page)
}
const button = (name: string, within: Page | Locator = page) =>
  within.getByRole('button', { name, exact: true })
const dialog = () => page.getByRole('dialog')
const row = (text: string) => page.getByRole('row').filter({ hasText: text })
const eventually = <T>(read: () => Promise<T>) => expect.poll(read, { timeout: 20_000 })

describe.skipIf(!hasChromium)('the console', { timeout: 60_000 }, () => {
  test('signs in once by its link, which is not left in the address, and out again', async () => {
    const link = await bed.link('viewer', 'Bo')
    const context = await browser.newContext({ locale: 'en-GB' })
    const other = await context.newPage()
    await other.goto(link)
    await other.getByText('Bo').first().waitFor()
    expect(other.url()).not.toContain('token')
    await button(en.nav.signOut, other).click()
    await other.getByLabel(en.signIn.token).fill(link)
    await button(en.signIn.act, other).click()
    await other.getByRole('alert').filter({ hasText: 'callgrant console' }).waitFor()
    expect(await axeViolations(other)).toEqual([])
    const fresh = await bed.link('viewer', 'Bo')
    await other.getByLabel(en.signIn.token).fill(fresh)
    await button(en.signIn.act, other).click()
    // A viewer sees all, and is offered nothing that would be refused.
    await other.goto(bed.at(`devices/${MODEL}/door-1`))
    await other.getByText(en.device.registeredAt).waitFor()
    for (const act of [en.device.reset, en.device.move, en.device.ring])
      expect(await button(act, other).count(), act).toBe(0)
    await context.close()
  })

  test('leads by its links and keyboard, keeps language and theme, and says where there is nothing', async () => {
    await go('calls')
    await page.keyboard.press('Tab')
    await expect.poll(() => page.evaluate(() => document.activeElement?.textContent)).toBe(en.nav.skip)
    await page.getByRole('link', { name: en.nav.groups }).click()
    await page.getByRole('heading', { level: 1, name: en.nav.groups }).waitFor()
    await expect.poll(() => page.evaluate(() => document.activeElement?.id)).toBe('main')
    await button(en.preferences.name).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('menuitemradio', { name: '简体中文' }).focus()
    await page.keyboard.press('Enter')
    await page.getByRole('heading', { level: 1, name: '设备组' }).waitFor()
    await page.reload()
    await page.getByRole('heading', { level: 1, name: '设备组' }).waitFor()
    expect(await page.evaluate(() => document.documentElement.lang)).toBe('zh-CN')
    await page.evaluate(() => localStorage.clear())
    await go('groups/g_none')
    await page.getByRole('alert').waitFor()
    await go('nothing/here')
    await page.getByRole('heading', { name: en.notFound.title }).waitFor()
  })

  test('says in a sentence why a device may ring or not, and shows the record with its words', async () => {
    await go('people/bob')
    await page.getByLabel(en.words.model).selectOption(MODEL)
    await page.getByLabel(en.words.sn).fill('door-1')
    await button(en.why.ask).click()
    const answer = page.getByRole('status').filter({ hasText: en.why.mayNot })
    await answer.getByText('door-1').waitFor()
    await answer.getByText(en.why.row).waitFor()
    await answer.getByRole('link', { name: 'Front door phone' }).waitFor()
    // The question stands in the address: who gets the link sees the answer.
    await go(`people/bob?model_id=${MODEL}&sn=door-hall`)
    await page.getByRole('status').filter({ hasText: en.why.may }).getByText('Hall').first().waitFor()
    await page.getByRole('blockquote').filter({ hasText: 'Front door phone' }).waitFor()
    // Quiet hours are named with whose they are, and what ran out with its row (Y1, Y8, Y12).
    await go(`people/carol?model_id=${MODEL}&sn=door-hall`)
    const quiet = page.getByRole('status').filter({ hasText: en.why.quietNow })
    await quiet.getByText(en.quiet.ofPerson).waitFor()
    await quiet.getByText(en.quiet.allDay('00:00')).waitFor()
    await row('Hall').getByText(en.limits.until).waitFor()
    await row(en.wechat.by.call_refused).getByRole('link', { name: 'door-1' }).waitFor()
    await page.getByRole('region', { name: en.quiet.settings }).getByText(en.states.on).first().waitFor()
    await go(`people/dan?model_id=${MODEL}&sn=door-1`)
    await page
      .getByRole('status')
      .filter({ hasText: en.why.mayNot })
      .filter({ hasText: en.why.ranOut })
      .getByRole('link', { name: 'Front door phone' })
      .waitFor()
    await go(`people/bob?model_id=${MODEL}&sn=door-hall`)
    const receipt = page.waitForEvent('download')
    await button(en.person.receipt).first().click()
    expect((await receipt).suggestedFilename()).toMatch(/^receipt-.+\.html$/)
    const exported = page.waitForEvent('download')
    await button(en.person.export).click()
    expect((await exported).suggestedFilename()).toBe('bob.jsonl')
  })

  test('erases a person after their openid was typed, and not before', async () => {
    await bed.testbed.person('dora')
    await go('people/dora')
    await button(en.person.erase).click()
    const erase = button(en.person.erase, dialog())
    expect(await erase.isDisabled()).toBe(true)
    await dialog().getByRole('textbox').fill('dor')
    expect(await erase.isDisabled()).toBe(true)
    await dialog().getByRole('textbox').fill('dora')
    await erase.click()
    await page.getByRole('dialog', { name: en.erase.done }).waitFor()
    await expect(bed.backend.people.export('dora').page()).rejects.toMatchObject({ code: 'openid_unknown' })
  })

  test('registers a device by what its code says, and resets it', async () => {
    await go('devices')
    await button(en.devices.register).click()
    await dialog().getByLabel(en.words.model).selectOption(MODEL)
    await dialog().getByLabel(en.words.sn).fill('door-new')
    await button(en.register.act, dialog()).click()
    await dialog()
      .getByRole('img', { name: en.register.code('door-new') })
      .waitFor()
    await dialog().getByText(en.register.byHand).click()
    expect(await axeViolations(page)).toEqual([])
    const { snTicket, ...identity } = JSON.parse(await dialog().locator('pre').innerText())
    const device = createDevice({ ...identity, key: memoryKeyStore() })
    await device.register(snTicket)
    await dialog().getByText(en.register.done).waitFor()
    await page.keyboard.press('Escape')
    await row('door-new').getByText(en.devices.hasKey).waitFor()
    await row('door-new').getByRole('link', { name: 'door-new' }).click()
    await button(en.device.reset).click()
    await button(en.device.reset, dialog()).click()
    await page.getByText(en.devices.noKey).waitFor()
    const { registered_at } = await bed.backend.devices.get({ model_id: MODEL, sn: 'door-new' })
    expect(registered_at).toBeNull()
    await device.close()
  })

  test('shows what a move changes and for whom before it is done (A5, A6)', async () => {
    await go('groups/g_gate')
    await button(en.groups.add).click()
    await dialog().getByRole('checkbox', { name: 'door-hall' }).check()
    await button(en.groups.preview(1), dialog()).click()
    const changes = dialog().getByRole('region', { name: en.move.changes })
    // Bob and Carol allowed the hall, and nobody the gate.
    await changes.getByText(en.move.loses('door-hall', 'bob')).waitFor()
    await changes.getByText(en.move.loses('door-hall', 'carol')).waitFor()
    const group = async () => (await bed.backend.devices.get({ model_id: MODEL, sn: 'door-hall' })).group_id
    expect(await group()).toBe('g_hall')
    await button(en.move.act, dialog()).click()
    await page.getByRole('link', { name: 'door-hall' }).waitFor()
    expect(await group()).toBe('g_gate')

    await go(`devices/${MODEL}/door-hall`)
    await button(en.device.move).click()
    await dialog().getByLabel(en.words.group).selectOption('g_hall')
    await dialog().getByText(en.move.gains('door-hall', 'carol')).waitFor()
    await button(en.move.act, dialog()).click()
    await eventually(group).toBe('g_hall')
  })

  test('lists calls by filter, shows one as a timeline with its quality, and rings by the rules (C2)', async () => {
    await go('calls?state=past&openid=alice')
    await page.getByRole('row').nth(1).getByRole('link').first().click()
    for (const step of [
      en.call.steps.ringing,
      en.call.steps.connecting,
      en.call.steps.talking,
      en.call.steps.ended,
    ])
      await page.getByText(step).first().waitFor()
    await page.getByRole('heading', { name: en.quality.sides.listener }).waitFor()
    await page
      .getByText(/^\d+ ms$/)
      .first()
      .waitFor()

    // The ring that it was part of: whom else it rang, and what became of them (H4).
    await go(`calls/${bed.ringRoomId}`)
    const rung = page.getByRole('list', { name: en.household.title }).getByRole('listitem')
    await rung.filter({ hasText: 'alice' }).getByText(en.household.outcomes.answered).waitFor()
    await rung.filter({ hasText: 'bob' }).getByText(en.household.outcomes.refused).waitFor()
    await rung
      .filter({ hasText: 'dan' })
      .getByRole('link', { name: en.household.itsCall('dan') })
      .click()
    await page.getByText(en.household.answeredBy).waitFor()

    await go('calls')
    await page.getByLabel(en.calls.state).selectOption('missed')
    await eventually(() => page.getByRole('row').count()).toBe(2)
    await row('carol').getByRole('link').first().click()
    await page.getByText(en.call.steps.missed_quiet).waitFor()
    // Back is where one was, with its filter.
    await page.goBack()
    await row('carol').waitFor()
    await go('calls?openid=nobody')
    await page.getByText(en.states.nothingFits).waitFor()
    await go(`devices/${MODEL}/door-1`)
    await button(en.device.ring).click()
    await dialog().getByLabel(en.words.openid).fill('bob')
    await button(en.ring.act, dialog()).click()
    await dialog().getByRole('alert').filter({ hasText: 'door-1' }).waitFor()
    await dialog().getByLabel(en.words.openid).fill('alice')
    await button(en.ring.act, dialog()).click()
    await dialog().getByRole('link', { name: en.ring.follow }).click()
    await eventually(async () => bed.alice.person.currentCall?.state).toBe('incoming')
    await bed.alice.person.currentCall?.reject()
    await page.getByText(en.calls.ends.rejected).waitFor()
  })

  test('shows the failing webhook on top, a delivery with its body, and sends it again', async () => {
    await go('webhooks')
    await page.getByRole('row').nth(1).getByText(en.webhooks.states.retrying).waitFor()
    await go(`webhooks/${bed.goodWebhook}`)
    const before = bed.receiver.received.length
    await page.getByRole('button', { name: 'authorization.authorized' }).first().click()
    await dialog().getByText('"authorization.authorized"').waitFor()
    await button(en.webhooks.replayAct, dialog()).click()
    await eventually(async () => bed.receiver.received.length).toBeGreaterThan(before)
    await page.keyboard.press('Escape')
    await button(en.webhooks.test).click()
    await page.getByRole('dialog', { name: 'webhook.test' }).getByText(en.deliveries.states.done).waitFor()
    await page.keyboard.press('Escape')
    await button(en.webhooks.change).click()
    await dialog().getByRole('checkbox', { name: 'call.missed' }).check()
    await button(en.acts.save, dialog()).click()
    await eventually(async () => (await bed.backend.webhooks.get(bed.goodWebhook)).types).toEqual([
      'call.missed',
    ])
    await go('webhooks')
    await button(en.webhooks.add).click()
    await dialog().getByLabel(en.webhooks.url).fill(`${bed.receiver.url}&second`)
    await button(en.webhooks.add, dialog()).click()
    expect(await dialog().locator('[data-secret]').innerText()).toMatch(/^whsec_/)
    await button(en.acts.close, dialog()).last().click()
    await row('second').waitFor()
  })

  test('tails events as they happen, by type and text', async () => {
    await page.goto(bed.at('events?kind=device.reset'))
    await page.getByText(en.events.live, { exact: true }).waitFor()
    await bed.backend.tickets.create({ model_id: MODEL, sn: 'door-1' })
    await bed.backend.groups.addDevices('g_gate', { device_list: [{ model_id: MODEL, sn: 'door-yard' }] })
    await bed.backend.devices.reset({ model_id: MODEL, sn: 'door-new' })
    await page.getByRole('list', { name: en.nav.events }).getByText('door-new', { exact: true }).waitFor()
    expect(await page.getByText('group.changed', { exact: true }).locator('visible=true').count()).toBe(0)
    await page.getByLabel(en.words.type).selectOption('')
    await page.getByRole('listitem').filter({ hasText: 'g_gate' }).click()
    await page.getByText('"added"').waitFor()
    expect(await axeViolations(page)).toEqual([])
  })

  test('takes an origin as browsers write it, and nothing else; sets up message push once the URL answers, and tries it', async () => {
    const { backend } = bed
    await go('app')
    await page.getByLabel(en.origins.origin).fill('https://*.example.com')
    await button(en.acts.add, page.getByRole('region', { name: en.origins.title })).click()
    await page.getByRole('alert').waitFor()
    await page.getByLabel(en.origins.origin).fill('https://app.example.com')
    await button(en.acts.add, page.getByRole('region', { name: en.origins.title })).click()
    await button(en.origins.remove('https://app.example.com')).waitFor()
    expect((await backend.app.get()).origins).toEqual(['https://app.example.com'])

    // As the back end's: it answers what it is asked, unless its token is another.
    let token = ''
    const echo = createServer((request, response) => {
      const query = new URL(request.url ?? '', 'http://localhost').searchParams
      const [timestamp, nonce] = [query.get('timestamp') ?? '', query.get('nonce') ?? '']
      const signature = createHash('sha1').update([token, timestamp, nonce].sort().join('')).digest('hex')
      response.end(signature === query.get('signature') ? query.get('echostr') : 'no')
    }).listen(0, '127.0.0.1')
    await once(echo, 'listening')
    const url = `http://127.0.0.1:${(echo.address() as AddressInfo).port}/push`
    await button(en.push.setUp).click()
    await page.getByLabel(en.push.url).fill(url)
    await button(en.push.save, dialog()).click()
    await dialog().getByRole('alert').waitFor()
    expect((await backend.app.get()).message_push).toBeNull()
    token = await dialog().getByLabel('Token').inputValue()
    await button(en.push.save, dialog()).click()
    await dialog().waitFor({ state: 'detached' })
    expect(await backend.app.get()).toMatchObject({ message_push: { url, format: 'json', calls: 'cloud' } })
    const card = page.getByRole('region', { name: en.push.title })
    expect(await card.textContent()).not.toContain(token)
    await button(en.push.test, card).click()
    await eventually(() => card.getByRole('status').textContent()).toMatch(/ms/)
    expect(await axeViolations(page)).toEqual([])
    token = 'another'
    await button(en.push.test, card).click()
    await card.getByRole('alert').waitFor()
    await button(en.acts.remove, card).click()
    await button(en.acts.remove, dialog()).click()
    await card.getByText(en.push.none).waitFor()
    echo.close()
  })

  test('changes the app, and replaces its secret after the appid was typed: the old one is refused', async () => {
    const { appid, address } = bed.testbed.server
    await go('app')
    await page.getByLabel(en.app.name).fill('Greenfield Academy')
    await page.getByLabel(en.app.ringTime).fill('45')
    await button(en.acts.save).click()
    await eventually(() => bed.backend.app.get()).toMatchObject({
      name: 'Greenfield Academy',
      ring_timeout_seconds: 45,
    })
    await button(en.models.create).click()
    await dialog().getByLabel(en.models.type, { exact: true }).fill('watch')
    await dialog().getByLabel('model_id').fill('m_watch')
    await button(en.models.create, dialog()).click()
    await row('m_watch').waitFor()
    await button(en.app.rotate).click()
    expect(await button(en.app.rotate, dialog()).isDisabled()).toBe(true)
    await dialog().getByRole('textbox').fill(appid)
    await button(en.app.rotate, dialog()).click()
    const secret = await dialog().locator('[data-secret]').innerText()
    expect(await createBackend({ server: address, appid, secret }).app.get()).toMatchObject({ appid })
    await expect(bed.backend.app.get()).rejects.toMatchObject({ code: 'unauthenticated' })
  })

  test('logs what was done, and by whom', async () => {
    await go('audit')
    await row('POST /v1/apps/:appid/secret').filter({ hasText: 'Anna' }).waitFor()
    await row('DELETE /v1/people/:openid').waitFor()
    expect(await page.getByRole('main').innerText()).not.toContain('dora')
    await page.getByLabel(en.audit.of).selectOption('all')
    await row('POST /console/api/session').filter({ hasText: 'Bo' }).first().waitFor()
  })

  for (const [locale, first, second] of [
    ['en-GB', 'light', 'dark'],
    ['zh-CN', 'dark', 'light'],
  ] as const) {
    test(`has nothing cut or overlapping, and no axe violation, on any page: ${locale}`, async () => {
      const looked = await bed.open(browser, { viewport: { width: 390, height: 844 }, locale })
      for (const [name, path] of Object.entries(CONSOLE_PAGES)) {
        await looked.goto(bed.at(path(bed)))
        for (const [width, colorScheme] of [
          [390, first],
          [1440, second],
        ] as const) {
          await looked.emulateMedia({ colorScheme })
          await settledPage(looked, width)
          const where = `${name} ${width} ${colorScheme} ${locale}`
          expect(await axeViolations(looked), where).toEqual([])
          expect(await layoutFaults(looked, '.never', width < 1024 ? 44 : 24), where).toEqual([])
          await shot(looked, `console-${where.replaceAll(' ', '-')}`)
        }
      }
      await looked.context().close()
    })
  }

  test('keeps the page of a list for who goes back to it', async () => {
    const { ctx, appid } = bed.testbed.server
    for (let n = 0; n < 50; n++)
      await createGroup(ctx, { appid }, { model_id: MODEL, group_id: `g_more_${n}`, group_name: `More ${n}` })
    await go('groups')
    await button(en.pager.next).click()
    await page.getByRole('link', { name: 'More 49' }).click()
    await page.getByRole('heading', { level: 1, name: 'More 49' }).waitFor()
    await page.goBack()
    await row('More 49').waitFor()
    await button(en.pager.previous).click()
    await row('Main gate').waitFor()
  })

  test('broke nowhere, and did nothing that its policy forbids', () => {
    expect(errors).toEqual([])
  })
})
