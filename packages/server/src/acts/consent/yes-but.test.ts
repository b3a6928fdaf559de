/** An Allow for a time, or for a number of rings (docs/yes-but.md, Y1–Y6), on both databases. */

import type { ConsentLimit } from '@callgrant/protocol'
import { beforeEach, describe, expect, test } from 'vitest'
import {
  type ConsentTestbed,
  createConsentTestbed,
  expectRefusal,
  MODEL,
  NOON,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import type { Context, PersonCaller } from '../../context.ts'
import { sweep } from '../calls/sweep.ts'
import { addGroupDevices } from '../groups/add-group-devices.ts'
import { changeAuthorization } from './change-authorization.ts'
import { checkAuthorization, checkAuthorizations } from './check-authorization.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { consentReceipt } from './consent-receipt.ts'
import { decideAuthorization } from './decide-authorization.ts'
import { deviceContacts } from './device-contacts.ts'
import { listAuthorizations } from './list-authorizations.ts'
import { listConsentRecords } from './list-consent-records.ts'
import { listOwnAuthorizations } from './list-own-authorizations.ts'
import { switchAuthorization } from './switch-authorization.ts'
import { verifyRecords } from './verify-records.ts'

const SN = 'door-1'
const DOOR = { model_id: MODEL, sn: SN }
const HOUR = 3_600_000
const UNTIL = NOON + HOUR

eachStore((open) => {
  let testbed: ConsentTestbed
  let alice: PersonCaller
  /** Another node on the same data. */
  let node2: Context
  beforeEach(async () => {
    const store = await open()
    testbed = await createConsentTestbed(store)
    node2 = { ...testbed.ctx, store: await store.secondNode() }
    alice = await testbed.person()
  })
  const answer = async (limit: ConsentLimit | undefined, decision: 'allow' | 'reject' = 'allow') => {
    const { ask } = await testbed.askDevice(alice, SN)
    const said = { ask, decision, words: 'May it?', sdk: 'test/1', ...(limit && { limit }) }
    return decideAuthorization(testbed.ctx, alice, said)
  }
  const own = async () => (await listOwnAuthorizations(testbed.ctx, alice)).list
  const listed = async () =>
    (await listAuthorizations(testbed.ctx, testbed.backend, { limit: 10 })).items.map(({ status }) => status)
  const check = (language: 'en' | 'zh' = 'en') =>
    checkAuthorization(testbed.ctx, testbed.backend, { openid: 'alice', ...DOOR }, language)
  const records = async () => {
    const { items } = await listConsentRecords(testbed.ctx, testbed.backend, { limit: 100 })
    return items.filter(({ act }) => act !== 'asked').toReversed()
  }
  const acts = async () => (await records()).map(({ act }) => act)
  /** Everybody who can see it sees that there is nothing, and that the dialog may ask. */
  const isNone = async () => {
    expect(await check()).toMatchObject({ allowed: false, decided_by: 'none', authorization: null })
    expect(await own()).toEqual([])
    expect(await listed()).toEqual([])
    const contacts = { ...DOOR, openid_list: ['alice'] }
    const { contact_list } = await deviceContacts(testbed.ctx, testbed.backend, contacts)
    expect(contact_list.map(({ status }) => status)).toEqual([0])
    const settings = switchAuthorization(testbed.ctx, alice, { ...DOOR, status: 1 })
    await expectRefusal(settings, 'authorization_unknown')
    const urgent = changeAuthorization(testbed.ctx, alice, { ...DOOR, urgent: true })
    await expectRefusal(urgent, 'authorization_unknown')
    await testbed.askDevice(alice, SN)
  }

  test('the plain Allow is for good, and its record says no time (Y3)', async () => {
    expect(await answer(undefined)).toEqual({ ...DOOR, status: 1, display_name: 'Front door phone' })
    testbed.clock.now += 100 * 366 * 24 * HOUR
    expect(await check()).toMatchObject({ allowed: true })
    expect((await records())[0]).not.toHaveProperty('terms')
  })

  test('until a time: it holds to the last moment, and is none at that very moment (Y1, A1, A13, A14, A15)', async () => {
    expect(await answer({ until: UNTIL })).toMatchObject({ status: 1, expires_at: UNTIL })
    testbed.clock.now = UNTIL - 1
    expect(await own()).toMatchObject([{ status: 1, expires_at: UNTIL }])
    expect(await check()).toMatchObject({
      allowed: true,
      explanation: expect.stringContaining('The person allowed device door-1, until Nov 14, 2023, 11:13:20'),
      authorization: { expires_at: UNTIL },
    })
    await expectRefusal(testbed.askDevice(alice, SN), 'already_authorized')
    testbed.clock.now = UNTIL
    await isNone()
    await sweep(testbed.ctx)
    await isNone()
  })

  test('the back end is told why: until when, and when it ran out, also long after (B1)', async () => {
    await answer({ until: UNTIL, rings: 2 })
    expect((await check()).explanation).toMatch(
      /^The person allowed device door-1, until .* UTC, for 2 more rings\./,
    )
    expect((await check('zh')).explanation).toMatch(/^用户已允许设备 door-1（至 .* UTC，还可呼叫 2 次）。/)
    testbed.clock.now = UNTIL
    const out = 'What the person allowed device door-1 ran out at Nov 14, 2023, 11:13:20'
    expect((await check()).explanation).toContain(out)
    await sweep(testbed.ctx)
    testbed.clock.now += 24 * HOUR
    const { explanation, reason, decided_at, ran_out } = await check()
    expect([explanation, decided_at]).toEqual([expect.stringContaining(out), null])
    expect(ran_out).toMatchObject({ kind: 'device', model_id: DOOR.model_id, sn: DOOR.sn, at: UNTIL })
    expect(reason).toBe('openid has not authorized device door-1 any more: it was for a time, which is over')
    expect((await check('zh')).explanation).toMatch(
      /^用户对设备 door-1 的允许已于 .* UTC 到期，可再次询问。$/,
    )
  })

  test('its end is recorded and told once, whatever nodes look (B2, B3)', async () => {
    const heard = await testbed.events()
    await answer({ until: UNTIL })
    testbed.clock.now = UNTIL + 5
    await Promise.all([sweep(testbed.ctx), sweep(node2), sweep(testbed.ctx), sweep(node2)])
    await sweep(node2)
    expect(await acts()).toEqual(['authorized', 'expired'])
    const terms = { until: UNTIL, rings: null }
    expect((await records()).map((record) => record.terms)).toEqual([terms, terms])
    const told = (await heard()).filter(({ type }) => type !== 'authorization.asked')
    expect(told.map(({ type }) => type)).toEqual(['authorization.authorized', 'authorization.expired'])
    expect(told[1]).toMatchObject({ at: UNTIL + 5, data: { openid: 'alice', sn: SN, terms } })
    expect(await verifyRecords(testbed.ctx, testbed.backend, {})).toMatchObject({ items: [] })
  })

  test('the record keeps for how long as firmly as who and what, and the receipt says it (B3)', async () => {
    await answer({ rings: 1 })
    const [record] = await records()
    const { receipt } = await consentReceipt(testbed.ctx, testbed.backend, record?.id ?? '')
    expect(receipt.consent).toMatchObject({
      validity_duration: { en: 'For at most 1 ring, unless it is changed or withdrawn before.' },
      terms: '{"until":null,"rings":1}',
    })
    const forge = (terms: string | null) =>
      testbed.store.db
        .updateTable('consent_record')
        .set({ terms })
        .where('id', '=', record?.id ?? '')
        .execute()
    for (const forged of ['{"until":null,"rings":99}', null]) {
      await forge(forged)
      const { items } = await verifyRecords(testbed.ctx, testbed.backend, {})
      expect(items).toMatchObject([{ kind: 'changed', record_id: record?.id }])
    }
  })

  test('asked again before its end was noted, both are told, in their order (A3)', async () => {
    await answer({ until: UNTIL })
    testbed.clock.now = UNTIL
    await answer(undefined, 'reject')
    await sweep(testbed.ctx)
    expect(await acts()).toEqual(['authorized', 'expired', 'refused'])
    expect(await check()).toMatchObject({ allowed: false, decided_by: 'device' })
    // A refusal has no end.
    testbed.clock.now += 366 * 24 * HOUR
    await expectRefusal(testbed.askDevice(alice, SN), 'already_refused')
  })

  test('an own row that ran out is no row: the group’s decides then (A5)', async () => {
    const groupId = await testbed.group()
    await addGroupDevices(testbed.ctx, testbed.backend, groupId, { device_list: [DOOR], force_add: false })
    await testbed.decideGroup(alice, groupId)
    await answer({ until: UNTIL })
    expect(await check()).toMatchObject({ decided_by: 'device' })
    expect(await check()).not.toHaveProperty('ran_out')
    for (const _ of ['before', 'after']) {
      testbed.clock.now = UNTIL
      expect(await check()).toMatchObject({
        ...{ allowed: true, decided_by: 'group', ran_out: { kind: 'device', sn: DOOR.sn, at: UNTIL } },
        explanation: expect.stringMatching(
          /^The person allowed group .* What they allowed the device itself ran out/,
        ),
      })
      await sweep(testbed.ctx)
    }
  })

  test('a group that ran out is named nowhere, and many checks say the same as one by one', async () => {
    const groupId = await testbed.group()
    const { ask } = await testbed.askGroup(alice, groupId)
    const limit = { until: UNTIL }
    await decideAuthorization(testbed.ctx, alice, { ask, decision: 'allow', words: 'w', sdk: 's', limit })
    await answer({ until: UNTIL + 1 })
    const questions = [SN, 'door-2'].map((sn) => ({ openid: 'alice', model_id: MODEL, sn }))
    for (const now of [NOON, UNTIL, UNTIL + 1]) {
      testbed.clock.now = now
      const answers = await checkAuthorizations(testbed.ctx, testbed.backend, questions)
      for (const [place, { openid, model_id, sn }] of questions.entries()) {
        const [appid, clock] = [testbed.backend.appid, testbed.ctx.now]
        const one = await testbed.store.consent.effective(appid, openid, model_id, sn, clock)
        expect(answers[place]).toMatchObject({ allowed: one.allowed, reason: one.reason })
      }
      expect(answers[1]?.reason.includes(groupId)).toBe(now < UNTIL)
    }
  })

  describe('in settings', () => {
    test('off is for good; on again is for good, or for as long as the person says (Y6)', async () => {
      await answer({ until: UNTIL, rings: 3 })
      await switchAuthorization(testbed.ctx, alice, { ...DOOR, status: 0 })
      testbed.clock.now = UNTIL + 1
      await sweep(testbed.ctx)
      expect(await own()).toEqual([{ ...DOOR, status: 0, display_name: 'Front door phone' }])
      await expectRefusal(testbed.askDevice(alice, SN), 'already_refused')
      const on = { ...DOOR, status: 1 as const }
      expect(await switchAuthorization(testbed.ctx, alice, on)).not.toHaveProperty('expires_at')
      const limit = { rings: 2 }
      expect(await switchAuthorization(testbed.ctx, alice, { ...on, limit })).toMatchObject({ rings_left: 2 })
      // Switched on where it is on: as it is.
      expect(await switchAuthorization(testbed.ctx, alice, on)).toMatchObject({ rings_left: 2 })
      expect(await switchAuthorization(testbed.ctx, alice, { ...on, limit: null })).not.toHaveProperty(
        'rings_left',
      )
      expect(await acts()).toEqual(['authorized', 'switched_off', ...Array(3).fill('switched_on')])
      expect((await records()).map(({ terms }) => terms?.rings)).toEqual([
        3,
        undefined,
        undefined,
        2,
        undefined,
      ])
    })

    test('refuses a time that is past, and changes nothing', async () => {
      await answer({ until: UNTIL })
      const past = { ...DOOR, status: 1 as const, limit: { until: NOON } }
      await expectRefusal(switchAuthorization(testbed.ctx, alice, past), 'bad_request')
      await expectRefusal(answer({ until: NOON }), 'already_authorized')
      expect(await own()).toMatchObject([{ expires_at: UNTIL }])
      expect(await acts()).toEqual(['authorized'])
    })

    test('urgent, and hours of its own, are kept with the row and told to the back end, and recorded nowhere', async () => {
      await answer(undefined)
      const quiet = {
        hours: [{ from: '12:00', to: '13:00', days: 'every' as const }],
        time_zone: 'Europe/Berlin',
      }
      await changeAuthorization(testbed.ctx, alice, { ...DOOR, urgent: true, quiet })
      expect(await own()).toMatchObject([{ urgent: true, quiet }])
      expect(await check()).toMatchObject({ authorization: { urgent: true, quiet } })
      await switchAuthorization(testbed.ctx, alice, { ...DOOR, status: 0 })
      expect(await own()).toMatchObject([{ status: 0, urgent: true, quiet }])
      const row = await changeAuthorization(testbed.ctx, alice, { ...DOOR, urgent: false, quiet: null })
      expect(row).toEqual({ ...DOOR, status: 0, display_name: 'Front door phone' })
      expect(await acts()).toEqual(['authorized', 'switched_off'])
    })
  })

  test('clearing tells of what stood, and of what ran out that it did, once (A3)', async () => {
    await answer({ until: UNTIL })
    await testbed.decideDevice(alice, 'door-2')
    testbed.clock.now = UNTIL
    expect(await clearAuthorizations(testbed.ctx, alice)).toEqual({ cleared: 1 })
    expect((await acts()).toSorted()).toEqual(['authorized', 'authorized', 'cleared', 'expired'])
    await answer({ until: UNTIL + 1 })
    testbed.clock.now = UNTIL + 1
    await sweep(testbed.ctx)
    expect(await clearAuthorizations(testbed.ctx, alice)).toEqual({ cleared: 0 })
    expect((await acts()).filter((act) => act === 'expired')).toHaveLength(2)
    expect(await testbed.store.db.selectFrom('authorization').selectAll().execute()).toEqual([])
  })
})
