import { expect, it } from 'vitest'
import { type ConsentWorld, consentWorld, expectRefusal, MODEL, NOON } from '../../test/consent-world.ts'
import { eachStore } from '../../test/each-store.ts'
import { askAuthorization } from './ask-authorization.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { createModel } from './create-model.ts'
import { listConsentRecords } from './list-consent-records.ts'
import { listOwnAuthorizations } from './list-own-authorizations.ts'
import { switchAuthorization } from './switch-authorization.ts'
import { updateApp } from './update-app.ts'

const SN = 'door-1'

eachStore((open) => {
  const start = async () => consentWorld(await open())
  const rowsOf = async (world: ConsentWorld) => {
    const { list } = await listOwnAuthorizations(world.ctx, await world.person())
    return list
  }

  it('asks from none, with the name of device and type, and leaves the state at none (A1, A8)', async () => {
    const world = await start()
    const alice = await world.person()
    const asked = await world.askDevice(alice, SN, 'iot')
    expect(asked).toMatchObject({ display_name: 'iot door phone', app_name: 'Campus', expires_in: 600 })
    expect(await rowsOf(world)).toEqual([])
  })

  it('asks again after a dialog that went away with no answer', async () => {
    const world = await start()
    const alice = await world.person()
    await world.askDevice(alice, SN)
    await world.askDevice(alice, SN)
  })

  it('asks about a device that never registered: its ticket speaks for it', async () => {
    const world = await start()
    await world.askDevice(await world.person(), 'never-seen')
  })

  it('never shows a dialog from refused, not even with a new ticket (A1)', async () => {
    const world = await start()
    const alice = await world.person()
    await world.decideDevice(alice, SN, 'reject')
    world.clock.now += 10 * 60_000
    await expectRefusal(world.askDevice(alice, SN), 'already_refused')
    await expectRefusal(world.askDevice(alice, SN, 'Other'), 'already_refused')
  })

  it('never shows a dialog for what was switched off in settings (A1)', async () => {
    const world = await start()
    const alice = await world.person()
    await world.decideDevice(alice, SN)
    await switchAuthorization(world.ctx, alice, { sn: SN, model_id: MODEL, status: 0 })
    await expectRefusal(world.askDevice(alice, SN), 'already_refused')
  })

  it('fails from authorized, showing nothing (A2)', async () => {
    const world = await start()
    const alice = await world.person()
    await world.decideDevice(alice, SN)
    await expectRefusal(world.askDevice(alice, SN), 'already_authorized')
    expect(await rowsOf(world)).toMatchObject([{ status: 1 }])
  })

  it.each(['allow', 'reject'] as const)(
    'shows the dialog again after %s and clearing (A3)',
    async (first) => {
      const world = await start()
      const alice = await world.person()
      await world.decideDevice(alice, SN, first)
      await clearAuthorizations(world.ctx, alice)
      await world.askDevice(alice, SN)
    },
  )

  it('joins the name with no space at a CJK seam (A8)', async () => {
    const world = await start()
    await createModel(world.ctx, world.backend, { model_id: 'm_zh', model_type: '门禁' })
    const asked = await askAuthorization(world.ctx, await world.person(), {
      sn: SN,
      sn_ticket: await world.ticket(SN, 'm_zh'),
      model_id: 'm_zh',
      device_name: '前门',
    })
    expect(asked.display_name).toBe('前门门禁')
  })

  it('shows a group by its own name, and needs no ticket for it (A8, A11)', async () => {
    const world = await start()
    const groupId = await world.group('Hall doors')
    const asked = await world.askGroup(await world.person(), groupId)
    expect(asked.display_name).toBe('Hall doors')
  })

  it('a device and its group are asked about apart', async () => {
    const world = await start()
    const alice = await world.person()
    const groupId = await world.group()
    await world.decideGroup(alice, groupId)
    await world.askDevice(alice, SN)
    await expectRefusal(world.askGroup(alice, groupId), 'already_authorized')
  })

  it('what one person decided does not answer for another', async () => {
    const world = await start()
    await world.decideDevice(await world.person('alice'), SN, 'reject')
    await world.askDevice(await world.person('bob'), SN)
  })

  it('refuses a ticket of another device or model (A12)', async () => {
    const world = await start()
    const alice = await world.person()
    await createModel(world.ctx, world.backend, { model_id: 'm_bell', model_type: 'bell' })
    for (const sn_ticket of [
      await world.ticket('door-2'),
      await world.ticket(SN, 'm_bell'),
      'x',
      '0'.repeat(32),
    ]) {
      const ask = { sn: SN, sn_ticket, model_id: MODEL, device_name: 'Front' }
      await expectRefusal(askAuthorization(world.ctx, alice, ask), 'ticket_invalid')
    }
  })

  it('refuses a ticket of another app (A12)', async () => {
    const store = await open()
    const world = await consentWorld(store)
    const other = await consentWorld(store, 'other')
    const sn_ticket = await other.ticket(SN)
    const ask = { sn: SN, sn_ticket, model_id: MODEL, device_name: 'Front' }
    // The same keys, so that only the app differs.
    const ctx = { ...world.ctx, keys: other.ctx.keys }
    await expectRefusal(askAuthorization(ctx, await world.person(), ask), 'ticket_invalid')
    await askAuthorization(ctx, await other.person(), ask)
  })

  it('takes a ticket any number of times for 5 minutes, and not after (A12)', async () => {
    const world = await start()
    const alice = await world.person()
    const ask = { sn: SN, sn_ticket: await world.ticket(SN), model_id: MODEL, device_name: 'Front' }
    for (const at of [0, 1, 299_999, 300_000]) {
      world.clock.now = NOON + at
      await askAuthorization(world.ctx, alice, ask)
    }
    world.clock.now = NOON + 300_001
    await expectRefusal(askAuthorization(world.ctx, alice, ask), 'ticket_expired')
  })

  it('refuses an app without the calling capability (-12001)', async () => {
    const world = await start()
    const alice = await world.person()
    const groupId = await world.group()
    await updateApp(world.ctx, 'app', { calling: false })
    await expectRefusal(world.askDevice(alice, SN), 'capability_missing')
    await expectRefusal(world.askGroup(alice, groupId), 'capability_missing')
    await updateApp(world.ctx, 'app', { calling: true })
    await world.askDevice(alice, SN)
  })

  it('refuses a model or group that the app does not have, though another app has it', async () => {
    const store = await open()
    const world = await consentWorld(store)
    const other = await consentWorld(store, 'other')
    const alice = await world.person()
    const foreign = await other.group()
    await expectRefusal(world.askGroup(alice, foreign), 'group_unknown')
    await expectRefusal(world.askGroup(alice, 'g_none'), 'group_unknown')
    const ask = { sn: SN, sn_ticket: await world.ticket(SN), model_id: 'm_none', device_name: 'Front' }
    await expectRefusal(askAuthorization(world.ctx, alice, ask), 'model_unknown')
  })

  it('records and tells that it asked, but nothing where it was refused (B2, B3)', async () => {
    const world = await start()
    const alice = await world.person()
    const events = world.events()
    await world.askDevice(alice, SN)
    const ask = { sn: SN, sn_ticket: 'wrong', model_id: MODEL, device_name: 'Front' }
    await expectRefusal(askAuthorization(world.ctx, alice, ask), 'ticket_invalid')
    const { items } = await listConsentRecords(world.ctx, world.backend, { limit: 10 })
    expect(items).toMatchObject([
      { act: 'asked', openid: 'alice', sn: SN, model_id: MODEL, at: NOON, display_name: 'Front door phone' },
    ])
    expect(events).toMatchObject([
      { type: 'authorization.asked', at: NOON, data: { openid: 'alice', sn: SN, record_id: items[0]?.id } },
    ])
  })
})
