import { StartCall, type WechatList, type WechatOutcome } from '@callgrant/protocol'
import { WECHAT_LIST_MAX } from '@callgrant/protocol/limits'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ConsentTestbed,
  createConsentTestbed,
  DEVICE_KEY,
  expectRefusal,
  MODEL,
  NOON,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import type { PersonCaller } from '../../context.ts'
import { changesOfList, statusOfCall, statusOfOutcome } from '../../rules/ledger.ts'
import { startCall } from '../calls/start-call.ts'
import { checkAuthorization } from '../consent/check-authorization.ts'
import { clearAuthorizations } from '../consent/clear-authorizations.ts'
import { deviceContacts } from '../consent/device-contacts.ts'
import { listAuthorizations } from '../consent/list-authorizations.ts'
import { listOwnAuthorizations } from '../consent/list-own-authorizations.ts'
import { createModel } from '../devices/create-model.ts'
import { createGroup } from '../groups/create-group.ts'
import { listWechatAuthorizations } from './list-wechat-authorizations.ts'
import { reportCall } from './report-call.ts'
import { reportList } from './report-list.ts'
import { reportOutcome } from './report-outcome.ts'

const DOOR = { model_id: MODEL, sn: 'door-1' }
const BELL = { model_id: MODEL, sn: 'bell-1' }
const on = (named: object) => ({ ...named, status: 1 }) as WechatList['list'][number]
const off = (named: object) => ({ ...named, status: 0 }) as WechatList['list'][number]

describe('what WeChat’s numbers say (B5)', () => {
  it('success and 10001 say authorized, 10021 refused, and others nothing', () => {
    expect([0, 10001, 10021].map(statusOfOutcome)).toEqual([1, 1, 0])
    for (const code of [1001, 10008, 10022, 10025, -12001, 600001, 9, -1, 1]) {
      expect(statusOfOutcome(code), String(code)).toBeNull()
    }
  })
  it('of a call only 9 says something', () => {
    expect(statusOfCall(9)).toBe(0)
    for (const code of [0, 1, 2, 7, 10021, 10001, -1]) expect(statusOfCall(code), String(code)).toBeNull()
  })
  it('a list that names a device twice, with both statuses, says refused', () => {
    const subject = { kind: 'device', modelId: MODEL, sn: 'door-1' } as const
    for (const statuses of [
      [0, 1],
      [1, 0],
    ] as const) {
      const changes = changesOfList(
        [],
        statuses.map((status) => ({ subject, status })),
        NOON,
      )
      expect(changes.map(({ after }) => after?.status)).toEqual([0])
    }
  })
})

eachStore((open) => {
  const start = async () => createConsentTestbed(await open())
  const page = (testbed: ConsentTestbed, filter: object = {}) =>
    listWechatAuthorizations(testbed.ctx, testbed.backend, { limit: 50, ...filter })
  /** `{ 'door-1': 1 }`: what the ledger says of one person. */
  const known = async (testbed: ConsentTestbed, openid = 'alice') =>
    Object.fromEntries(
      (await page(testbed, { openid })).items.map(({ sn, group_id, status }) => [sn ?? group_id, status]),
    )
  const outcome = (testbed: ConsentTestbed, who: PersonCaller, report: WechatOutcome) =>
    reportOutcome(testbed.ctx, who, report)

  it('keeps how a request ended, and shows it whole to the back end (B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const group_id = await testbed.group()
    expect(await outcome(testbed, alice, { ...DOOR, err_code: 0 })).toEqual({ taken: true, status: 1 })
    expect(await outcome(testbed, alice, { group_id, err_code: 10021 })).toEqual({ taken: true, status: 0 })
    expect((await page(testbed)).items).toEqual([
      {
        openid: 'alice',
        kind: 'device',
        ...DOOR,
        group_id: null,
        status: 1,
        known_by: 'request',
        observed_at: NOON,
        changed_at: NOON,
      },
      {
        openid: 'alice',
        kind: 'group',
        model_id: null,
        sn: null,
        group_id,
        status: 0,
        known_by: 'request',
        observed_at: NOON,
        changed_at: NOON,
      },
    ])
  })

  it('a code that says nothing changes nothing, and answers what is known (B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    expect(await outcome(testbed, alice, { ...DOOR, err_code: 10022 })).toEqual({
      taken: false,
      status: null,
    })
    expect(await known(testbed)).toEqual({})
    await outcome(testbed, alice, { ...DOOR, err_code: 10001 })
    for (const err_code of [10022, 10008, -12001, 600001, 1001]) {
      testbed.clock.now++
      expect(await outcome(testbed, alice, { ...DOOR, err_code })).toEqual({ taken: false, status: 1 })
    }
    expect((await page(testbed)).items).toMatchObject([{ status: 1, observed_at: NOON }])
  })

  it('says since when it is so, and when it was seen last (B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    for (const [ms, err_code] of [0, 10001, 10021, 10021].entries()) {
      testbed.clock.now = NOON + ms
      await outcome(testbed, alice, { ...DOOR, err_code })
    }
    expect((await page(testbed)).items).toMatchObject([
      { status: 0, observed_at: NOON + 3, changed_at: NOON + 2 },
    ])
  })

  it('a list is the whole truth: what is not in it is gone (B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const group_id = await testbed.group()
    await outcome(testbed, alice, { ...DOOR, err_code: 0 })
    await outcome(testbed, alice, { ...BELL, err_code: 0 })
    testbed.clock.now++
    const taken = await reportList(testbed.ctx, alice, { list: [off(BELL), on({ group_id })] })
    expect(taken).toEqual({ taken: true, kept: 2, unknown: 0 })
    expect(await known(testbed)).toEqual({ 'bell-1': 0, [group_id]: 1 })
    expect((await page(testbed, { openid: 'alice', ...BELL })).items).toMatchObject([{ known_by: 'list' }])
    testbed.clock.now++
    expect(await reportList(testbed.ctx, alice, { list: [] })).toEqual({ taken: true, kept: 0, unknown: 0 })
    expect(await known(testbed)).toEqual({})
  })

  it('an older list changes nothing, and neither does an older outcome (B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    testbed.clock.now = NOON + 100
    await reportList(testbed.ctx, alice, { list: [on(DOOR)], observed_at: NOON + 50 })
    const late = await reportList(testbed.ctx, alice, { list: [off(DOOR), on(BELL)], observed_at: NOON + 49 })
    expect(late).toEqual({ taken: false, kept: 0, unknown: 0 })
    // Seen before the list was asked for: the list knew.
    for (const observed_at of [NOON, NOON + 50]) {
      expect(await outcome(testbed, alice, { ...BELL, err_code: 0, observed_at })).toEqual({
        taken: false,
        status: null,
      })
      expect(await outcome(testbed, alice, { ...DOOR, err_code: 10021, observed_at })).toEqual({
        taken: false,
        status: 1,
      })
    }
    expect(await known(testbed)).toEqual({ 'door-1': 1 })
  })

  it('what was seen after a list was asked for stays, though the list comes later (B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    testbed.clock.now = NOON + 100
    await outcome(testbed, alice, { ...DOOR, err_code: 0, observed_at: NOON + 60 })
    await outcome(testbed, alice, { ...BELL, err_code: 10021, observed_at: NOON + 60 })
    const taken = await reportList(testbed.ctx, alice, { list: [on(BELL)], observed_at: NOON + 50 })
    expect(taken).toMatchObject({ taken: true, kept: 0 })
    expect(await known(testbed)).toEqual({ 'door-1': 1, 'bell-1': 0 })
  })

  it('a phone whose clock is ahead says nothing about times to come (B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    await outcome(testbed, alice, { ...DOOR, err_code: 0, observed_at: NOON + 3_600_000 })
    await reportList(testbed.ctx, alice, { list: [on(DOOR)], observed_at: NOON + 7_200_000 })
    expect((await page(testbed)).items).toMatchObject([{ observed_at: NOON }])
    testbed.clock.now++
    expect(await outcome(testbed, alice, { ...DOOR, err_code: 10021 })).toEqual({ taken: true, status: 0 })
  })

  it('errCode 9 of a call corrects the row of the device, not that of its group (B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const group_id = await testbed.group()
    await reportList(testbed.ctx, alice, { list: [on(DOOR), on({ group_id })] })
    const call = (err_code: number) =>
      reportCall(testbed.ctx, testbed.backend, { openid: 'alice', ...DOOR, err_code })
    testbed.clock.now++
    expect(await call(0)).toEqual({ taken: false, status: 1 })
    expect(await call(9)).toEqual({ taken: true, status: 0 })
    expect(await known(testbed)).toEqual({ 'door-1': 0, [group_id]: 1 })
    expect((await page(testbed, DOOR)).items).toMatchObject([{ known_by: 'call_refused' }])
    testbed.clock.now++
    await reportList(testbed.ctx, alice, { list: [on(DOOR)] })
    expect((await page(testbed, DOOR)).items).toMatchObject([{ known_by: 'list', status: 1 }])
  })

  it('errCode 9 of a device that nothing was known of is known from then on (B5)', async () => {
    const testbed = await start()
    await testbed.person()
    await reportCall(testbed.ctx, testbed.backend, { openid: 'alice', ...DOOR, err_code: 9 })
    expect((await page(testbed, { status: 0 })).items).toMatchObject([{ ...DOOR, known_by: 'call_refused' }])
  })

  it('refuses errCode 9 of nobody, and of another app’s person (B5)', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    await other.person('bob')
    for (const openid of ['nobody', 'bob']) {
      const report = reportCall(testbed.ctx, testbed.backend, { openid, ...DOOR, err_code: 9 })
      await expectRefusal(report, 'openid_unknown')
    }
  })

  it('refuses models and groups that the app has not, also those of another app (B5)', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    const alice = await testbed.person()
    await createModel(other.ctx, other.backend, { model_id: 'm_theirs', model_type: 'door phone' })
    const theirs = { model_id: 'm_theirs', sn: 'door-1' }
    const group_id = await other.group()
    await expectRefusal(outcome(testbed, alice, { ...theirs, err_code: 0 }), 'model_unknown')
    await expectRefusal(outcome(testbed, alice, { group_id, err_code: 0 }), 'group_unknown')
    const call = reportCall(testbed.ctx, testbed.backend, { openid: 'alice', ...theirs, err_code: 9 })
    await expectRefusal(call, 'model_unknown')
    const list = [on(theirs), on({ group_id }), on(DOOR)]
    const taken = await reportList(testbed.ctx, alice, { list })
    expect(taken).toEqual({ taken: true, kept: 1, unknown: 2 })
    expect(await known(testbed)).toEqual({ 'door-1': 1 })
  })

  it('a group made under WeChat’s own id counts; a second of that id is refused', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const group = { model_id: MODEL, group_name: 'Hall', group_id: 'wx_group_7' }
    expect(await createGroup(testbed.ctx, testbed.backend, group)).toMatchObject({ group_id: 'wx_group_7' })
    await expectRefusal(createGroup(testbed.ctx, testbed.backend, group), 'group_exists')
    await reportList(testbed.ctx, alice, { list: [on({ group_id: 'wx_group_7' })] })
    expect(await known(testbed)).toEqual({ wx_group_7: 1 })
  })

  it('lets no device ring through Callgrant, and is no consent of this system (B5, A4)', async () => {
    const testbed = await start()
    const { ctx, backend } = testbed
    const alice = await testbed.person()
    await testbed.store.devices.ensure('app', { modelId: MODEL, sn: DOOR.sn }, NOON)
    const bound = { public_key: DEVICE_KEY, registered_at: NOON }
    await testbed.store.devices.update('app', { modelId: MODEL, sn: DOOR.sn }, bound)
    await outcome(testbed, alice, { ...DOOR, err_code: 0 })
    await reportList(ctx, alice, { list: [on(DOOR)] })

    const door = { ...testbed.device(DOOR.sn), clientId: 'client_1' }
    const ring = { id: 1, type: 'call.start', to: { openid: 'alice' }, room_type: 'video' }
    await expectRefusal(startCall(ctx, door, StartCall.parse(ring)), 'not_authorized')
    const check = await checkAuthorization(ctx, backend, { openid: 'alice', ...DOOR })
    expect(check).toMatchObject({ allowed: false, decided_by: 'none' })
    const contacts = await deviceContacts(ctx, testbed.device(DOOR.sn), { ...DOOR, openid_list: ['alice'] })
    expect(contacts.contact_list).toMatchObject([{ status: 0 }])
    expect((await listOwnAuthorizations(ctx, alice)).list).toEqual([])
    expect((await listAuthorizations(ctx, backend, { limit: 10 })).items).toEqual([])
    // And what the person decides here is nothing that WeChat decided.
    await testbed.decideDevice(alice, DOOR.sn, 'reject')
    await clearAuthorizations(ctx, alice)
    expect(await known(testbed)).toEqual({ 'door-1': 1 })
  })

  it('tells the back end what changed, and not what was seen again (B2, B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const events = await testbed.events()
    await outcome(testbed, alice, { ...DOOR, err_code: 0 })
    testbed.clock.now++
    await outcome(testbed, alice, { ...DOOR, err_code: 10001 })
    await reportCall(testbed.ctx, testbed.backend, { openid: 'alice', ...DOOR, err_code: 9 })
    testbed.clock.now++
    await reportList(testbed.ctx, alice, { list: [on(BELL)] })
    const data = (await events()).map(({ type, data }) => ({ type, ...(data as object) }))
    const about = { type: 'wechat.changed', openid: 'alice', kind: 'device', group_id: null }
    expect(data).toEqual([
      { ...about, ...DOOR, status: 1, known_by: 'request' },
      { ...about, ...DOOR, status: 0, known_by: 'call_refused' },
      { ...about, ...DOOR, status: null, known_by: 'list' },
      { ...about, ...BELL, status: 1, known_by: 'list' },
    ])
  })

  it('holds 500 devices of a person at most; a list makes room (B5)', async () => {
    const testbed = await start()
    const alice = await testbed.person()
    const list = Array.from({ length: WECHAT_LIST_MAX }, (_, i) => on({ model_id: MODEL, sn: `s${i}` }))
    expect(await reportList(testbed.ctx, alice, { list })).toMatchObject({ kept: WECHAT_LIST_MAX })
    testbed.clock.now++
    await expectRefusal(outcome(testbed, alice, { ...DOOR, err_code: 0 }), 'wechat_ledger_full')
    // One that is in it can still change.
    expect(await outcome(testbed, alice, { model_id: MODEL, sn: 's7', err_code: 10021 })).toMatchObject({
      taken: true,
    })
    testbed.clock.now++
    await reportList(testbed.ctx, alice, { list: list.slice(1) })
    testbed.clock.now++
    expect(await outcome(testbed, alice, { ...DOOR, err_code: 0 })).toMatchObject({ taken: true })
  })

  it('lists by person, device, group and status, in pages that lose and double nothing (B1, B5)', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    const group_id = await testbed.group()
    for (const [index, openid] of ['c', 'a', 'e', 'b', 'd'].entries()) {
      const who = await testbed.person(openid)
      await reportList(testbed.ctx, who, { list: [index % 2 ? off(DOOR) : on(DOOR), on({ group_id })] })
    }
    await reportList(other.ctx, await other.person('a'), { list: [on(DOOR)] })
    const openids = async (filter: object) => {
      const found: string[] = []
      let cursor: string | undefined
      do {
        const { items, next_cursor } = await page(testbed, { limit: 2, cursor, ...filter })
        found.push(...items.map(({ openid }) => openid))
        cursor = next_cursor ?? undefined
      } while (cursor)
      return found
    }
    expect(await openids({})).toEqual(['a', 'a', 'b', 'b', 'c', 'c', 'd', 'd', 'e', 'e'])
    expect(await openids(DOOR)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await openids({ ...DOOR, status: 1 })).toEqual(['c', 'd', 'e'])
    expect(await openids({ group_id })).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await openids({ openid: 'a', status: 0 })).toEqual(['a'])
    expect(await openids({ openid: 'nobody' })).toEqual([])
    for (const wrong of [{ sn: 'door-1' }, { ...DOOR, group_id }, { cursor: 'x' }]) {
      await expectRefusal(page(testbed, wrong), 'bad_request')
    }
  })

  it('ends the same, in whatever order and at however many nodes the reports arrive at once (B5)', async () => {
    const store = await open()
    const testbeds = [await createConsentTestbed(store)]
    const [testbed] = testbeds as [ConsentTestbed]
    const second = { ...testbed.ctx, store: await store.secondNode() }
    const names = ['s0', 's1', 's2']
    const device = (sn: string) => ({ model_id: MODEL, sn })
    const report = fc.oneof(
      fc.record({ sn: fc.constantFrom(...names), err_code: fc.constantFrom(0, 10021, 10022) }),
      fc.record({ sn: fc.constantFrom(...names), refused: fc.constant(true) }),
      fc.record({ list: fc.dictionary(fc.constantFrom(...names), fc.constantFrom(0, 1)) }),
    )
    let run = 0
    await fc.assert(
      fc.asyncProperty(
        fc.array(report, { maxLength: 8 }),
        fc.infiniteStream(fc.nat()),
        async (made, pick) => {
          const who = await testbed.person(`p${run++}`)
          const { openid } = who
          testbed.clock.now += 1000
          // Each was seen a millisecond after the one before; they arrive in another order, and at once.
          const from = testbed.clock.now - 500
          const arriving = made
            .map((one, index) => ({ one, observed_at: from + index, at: pick.next().value as number }))
            .toSorted((a, b) => a.at - b.at)
          await Promise.all(
            arriving.map(({ one, observed_at, at }) => {
              const ctx = at % 2 ? second : testbed.ctx
              if ('list' in one) {
                const list = Object.entries(one.list).map(([sn, status]) => ({ ...device(sn), status }))
                return reportList(ctx, who, { list, observed_at } as WechatList)
              }
              if ('refused' in one) {
                return reportCall(ctx, testbed.backend, {
                  openid,
                  ...device(one.sn),
                  err_code: 9,
                  observed_at,
                })
              }
              return reportOutcome(ctx, who, { ...device(one.sn), err_code: one.err_code, observed_at })
            }),
          )
          // One after the other, as they were seen.
          let expected: Record<string, number> = {}
          for (const one of made) {
            if ('list' in one) expected = { ...one.list }
            else if ('refused' in one) expected[one.sn] = 0
            else if (one.err_code !== 10022) expected[one.sn] = one.err_code === 0 ? 1 : 0
          }
          expect(await known(testbed, openid)).toEqual(expected)
        },
      ),
      { numRuns: 60 },
    )
  })
})
