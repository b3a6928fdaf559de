import { expect, it } from 'vitest'
import {
  type ConsentTestbed,
  createConsentTestbed,
  expectRefusal,
  MODEL,
  NOON,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { updateApp } from '../apps/update-app.ts'
import { createModel } from '../devices/create-model.ts'
import { askAuthorization } from './ask-authorization.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { listConsentRecords } from './list-consent-records.ts'
import { listOwnAuthorizations } from './list-own-authorizations.ts'
import { switchAuthorization } from './switch-authorization.ts'

const SN = 'door-1'

eachStore((open) => {
  const start = async () => createConsentTestbed(await open())
  const rowsOf = async (testbed: ConsentTestbed) => {
    const { list } = await listOwnAuthorizations(testbed.ctx, await testbed.person())
    return list
  }

  it('asks from none, with the name of device and type, and leaves the state at none (A1, A8)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const asked = await testbed.askDevice(alice, SN, 'iot')
    expect(asked).toMatchObject({ display_name: 'iot door phone', app_name: 'Campus', expires_in: 600 })
    expect(await rowsOf(testbed)).toEqual([])
  })

  it('asks again after a dialog that went away with no answer', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await testbed.askDevice(alice, SN)
    await testbed.askDevice(alice, SN)
  })

  it('asks about a device that never registered: its ticket speaks for it', async () => {
    const testbed = await start()
    await testbed.askDevice(await testbed.person(), 'never-seen')
  })

  it('never shows a dialog from refused, not even with a new ticket (A1)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await testbed.decideDevice(alice, SN, 'reject')
    testbed.clock.now += 10 * 60_000
    await expectRefusal(testbed.askDevice(alice, SN), 'already_refused')
    await expectRefusal(testbed.askDevice(alice, SN, 'Other'), 'already_refused')
  })

  it('never shows a dialog for what was switched off in settings (A1)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await testbed.decideDevice(alice, SN)
    await switchAuthorization(testbed.ctx, alice, { sn: SN, model_id: MODEL, status: 0 })
    await expectRefusal(testbed.askDevice(alice, SN), 'already_refused')
  })

  it('fails from authorized, showing nothing (A2)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await testbed.decideDevice(alice, SN)
    await expectRefusal(testbed.askDevice(alice, SN), 'already_authorized')
    expect(await rowsOf(testbed)).toMatchObject([{ status: 1 }])
  })

  it.each(['allow', 'reject'] as const)(
    'shows the dialog again after %s and clearing (A3)',
    async (first) => {
      const testbed = await start()
      const alice = await testbed.person()
      await testbed.decideDevice(alice, SN, first)
      await clearAuthorizations(testbed.ctx, alice)
      await testbed.askDevice(alice, SN)
    },
  )

  it('joins the name with no space at a CJK seam (A8)', async () => {
    const testbed = await start()
    await createModel(testbed.ctx, testbed.backend, { model_id: 'm_zh', model_type: '门禁' })
    const asked = await askAuthorization(testbed.ctx, await testbed.person(), {
      sn: SN,
      sn_ticket: await testbed.ticket(SN, 'm_zh'),
      model_id: 'm_zh',
      device_name: '前门',
    })
    expect(asked.display_name).toBe('前门门禁')
  })

  it.each([
    ['en', 'Front', 'Front door phone'],
    ['zh', '大门', '大门门铃'],
    ['zh', 'iot', 'iot门铃'],
  ] as const)(
    'reads the device type in the language of the dialog (A8): %s',
    async (language, device_name, name) => {
      const testbed = await start()
      const types = { model_type: 'door phone', model_type_zh: '门铃' }
      await createModel(testbed.ctx, testbed.backend, { model_id: 'm_both', ...types })
      const alice = await testbed.person()
      const sn_ticket = await testbed.ticket(SN, 'm_both')
      const question = { sn: SN, sn_ticket, model_id: 'm_both', device_name }
      const asked = await askAuthorization(testbed.ctx, alice, question, language)
      expect(asked.display_name).toBe(name)
      // What was shown is kept, whatever language they read later (A9).
      await testbed.decide(alice, asked, 'allow')
      const { list } = await listOwnAuthorizations(testbed.ctx, alice)
      expect(list).toMatchObject([{ display_name: name }])
    },
  )

  it('shows a group by its own name, and needs no ticket for it (A8, A11)', async () => {
    const testbed = await start()
    const groupId = await testbed.group('Hall doors')
    const asked = await testbed.askGroup(await testbed.person(), groupId)
    expect(asked.display_name).toBe('Hall doors')
  })

  it('a device and its group are asked about apart', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const groupId = await testbed.group()
    await testbed.decideGroup(alice, groupId)
    await testbed.askDevice(alice, SN)
    await expectRefusal(testbed.askGroup(alice, groupId), 'already_authorized')
  })

  it('what one person decided does not answer for another', async () => {
    const testbed = await start()
    await testbed.decideDevice(await testbed.person('alice'), SN, 'reject')
    await testbed.askDevice(await testbed.person('bob'), SN)
  })

  it('refuses a ticket of another device or model (A12)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await createModel(testbed.ctx, testbed.backend, { model_id: 'm_bell', model_type: 'bell' })
    for (const sn_ticket of [
      await testbed.ticket('door-2'),
      await testbed.ticket(SN, 'm_bell'),
      'x',
      '0'.repeat(32),
    ]) {
      const ask = { sn: SN, sn_ticket, model_id: MODEL, device_name: 'Front' }
      await expectRefusal(askAuthorization(testbed.ctx, alice, ask), 'ticket_invalid')
    }
  })

  it('refuses a ticket of another app (A12)', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    const sn_ticket = await other.ticket(SN)
    const ask = { sn: SN, sn_ticket, model_id: MODEL, device_name: 'Front' }
    // The same keys, so that only the app differs.
    const ctx = { ...testbed.ctx, keys: other.ctx.keys }
    await expectRefusal(askAuthorization(ctx, await testbed.person(), ask), 'ticket_invalid')
    await askAuthorization(ctx, await other.person(), ask)
  })

  it('takes a ticket any number of times for 5 minutes, and not after (A12)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const ask = { sn: SN, sn_ticket: await testbed.ticket(SN), model_id: MODEL, device_name: 'Front' }
    for (const at of [0, 1, 299_999, 300_000]) {
      testbed.clock.now = NOON + at
      await askAuthorization(testbed.ctx, alice, ask)
    }
    testbed.clock.now = NOON + 300_001
    await expectRefusal(askAuthorization(testbed.ctx, alice, ask), 'ticket_expired')
  })

  it('refuses an app without the calling capability (-12001)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const groupId = await testbed.group()
    await updateApp(testbed.ctx, 'app', { calling: false })
    await expectRefusal(testbed.askDevice(alice, SN), 'capability_missing')
    await expectRefusal(testbed.askGroup(alice, groupId), 'capability_missing')
    await updateApp(testbed.ctx, 'app', { calling: true })
    await testbed.askDevice(alice, SN)
  })

  it('refuses a model or group that the app does not have, though another app has it', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    const alice = await testbed.person()
    const foreign = await other.group()
    await expectRefusal(testbed.askGroup(alice, foreign), 'group_unknown')
    await expectRefusal(testbed.askGroup(alice, 'g_none'), 'group_unknown')
    const ask = { sn: SN, sn_ticket: await testbed.ticket(SN), model_id: 'm_none', device_name: 'Front' }
    await expectRefusal(askAuthorization(testbed.ctx, alice, ask), 'model_unknown')
  })

  it('records and tells that it asked, but nothing where it was refused (B2, B3)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const events = await testbed.events()
    await testbed.askDevice(alice, SN)
    const ask = { sn: SN, sn_ticket: 'wrong', model_id: MODEL, device_name: 'Front' }
    await expectRefusal(askAuthorization(testbed.ctx, alice, ask), 'ticket_invalid')
    const { items } = await listConsentRecords(testbed.ctx, testbed.backend, { limit: 10 })
    expect(items).toMatchObject([
      { act: 'asked', openid: 'alice', sn: SN, model_id: MODEL, at: NOON, display_name: 'Front door phone' },
    ])
    expect(await events()).toMatchObject([
      { type: 'authorization.asked', at: NOON, data: { openid: 'alice', sn: SN, record_id: items[0]?.id } },
    ])
  })
})
