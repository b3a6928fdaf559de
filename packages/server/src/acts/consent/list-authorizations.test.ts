import { expect, it } from 'vitest'
import {
  type ConsentTestbed,
  createConsentTestbed,
  expectRefusal,
  MODEL,
  NOON,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { createModel } from '../devices/create-model.ts'
import { listDevices } from '../devices/list-devices.ts'
import { addGroupDevices } from '../groups/add-group-devices.ts'
import { askAuthorization } from './ask-authorization.ts'
import { checkAuthorization, checkAuthorizations } from './check-authorization.ts'
import { listAuthorizations } from './list-authorizations.ts'
import { listConsentRecords } from './list-consent-records.ts'
import { listOwnAuthorizations } from './list-own-authorizations.ts'

const SN = 'door-1'
const DOOR = { model_id: MODEL, sn: SN }

/** Follows the cursors of a listing to its end. */
async function all<T>(
  page: (cursor: string | undefined) => Promise<{ items: T[]; next_cursor: string | null }>,
) {
  const items: T[] = []
  let cursor: string | undefined
  for (let pages = 0; pages < 100; pages++) {
    const answer = await page(cursor)
    items.push(...answer.items)
    if (answer.next_cursor === null) return items
    cursor = answer.next_cursor
  }
  throw new Error('The pages do not end.')
}

eachStore((open) => {
  const start = async () => createConsentTestbed(await open())

  /** Five people: a, c and e allow the door, b and d refuse it; a and b decide on the group too. */
  async function peopled() {
    const testbed = await start()
    const groupId = await testbed.group()
    await addGroupDevices(testbed.ctx, testbed.backend, groupId, { device_list: [DOOR], force_add: false })
    for (const [index, openid] of ['c', 'a', 'e', 'b', 'd'].entries()) {
      testbed.clock.now = NOON + index
      const who = await testbed.person(openid)
      await testbed.decideDevice(who, SN, 'ace'.includes(openid) ? 'allow' : 'reject')
      if (openid === 'a') await testbed.decideGroup(who, groupId)
      if (openid === 'b') await testbed.decideGroup(who, groupId, 'reject')
    }
    return { testbed, groupId }
  }
  const list = (testbed: ConsentTestbed, filter: Omit<Parameters<typeof listAuthorizations>[2], 'limit'>) =>
    all((cursor) => listAuthorizations(testbed.ctx, testbed.backend, { limit: 2, cursor, ...filter }))

  it('lists by person, device, group and status, in pages that lose and double nothing (B1)', async () => {
    const { testbed, groupId } = await peopled()
    const openids = async (filter: Parameters<typeof list>[1]) =>
      (await list(testbed, filter)).map(({ openid }) => openid)
    expect(await openids({})).toEqual(['a', 'a', 'b', 'b', 'c', 'd', 'e'])
    expect(await openids({ openid: 'a' })).toEqual(['a', 'a'])
    expect(await openids(DOOR)).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await openids({ model_id: MODEL })).toEqual(['a', 'b', 'c', 'd', 'e'])
    expect(await openids({ group_id: groupId })).toEqual(['a', 'b'])
    expect(await openids({ status: 0 })).toEqual(['b', 'b', 'd'])
    expect(await openids({ ...DOOR, status: 1 })).toEqual(['a', 'c', 'e'])
    expect(await openids({ openid: 'nobody' })).toEqual([])
  })

  it('shows each row whole (B1, A9)', async () => {
    const { testbed, groupId } = await peopled()
    const [door] = await list(testbed, { openid: 'c' })
    expect(door).toEqual({
      openid: 'c',
      kind: 'device',
      ...DOOR,
      group_id: null,
      status: 1,
      display_name: 'Front door phone',
      created_at: NOON,
      updated_at: NOON,
    })
    const [group] = await list(testbed, { group_id: groupId })
    expect(group).toMatchObject({ kind: 'group', sn: null, model_id: null, display_name: 'Hall' })
  })

  it('a page goes on where it stopped, though rows came before and after meanwhile (B1)', async () => {
    const { testbed } = await peopled()
    const first = await listAuthorizations(testbed.ctx, testbed.backend, { limit: 3, ...DOOR })
    await testbed.decideDevice(await testbed.person('aa'), SN)
    await testbed.decideDevice(await testbed.person('z'), SN)
    const cursor = first.next_cursor ?? expect.fail('there is a second page')
    const rest = await listAuthorizations(testbed.ctx, testbed.backend, { limit: 10, cursor, ...DOOR })
    expect(rest.items.map(({ openid }) => openid)).toEqual(['d', 'e', 'z'])
    expect(rest.next_cursor).toBeNull()
  })

  it('keeps the records of other devices and models out of a device’s (B3)', async () => {
    const testbed = await start()
    const { ctx, backend } = testbed
    const alice = await testbed.person()
    await createModel(ctx, backend, { model_id: 'm_bell', model_type: 'bell' })
    for (const [model_id, sn] of [
      [MODEL, SN],
      [MODEL, 'door-2'],
      ['m_bell', SN],
    ] as const) {
      const sn_ticket = await testbed.ticket(sn, model_id)
      await askAuthorization(ctx, alice, { sn, model_id, sn_ticket, device_name: 'Front' })
    }
    const found = async (filter: { model_id?: string; sn?: string }) =>
      (await listConsentRecords(ctx, backend, { limit: 10, ...filter })).items
        .map(({ model_id, sn }) => `${model_id} ${sn}`)
        .toSorted()
    expect(await found(DOOR)).toEqual(['m_door door-1'])
    expect(await found({ sn: SN })).toEqual(['m_bell door-1', 'm_door door-1'])
    expect(await found({ model_id: MODEL })).toEqual(['m_door door-1', 'm_door door-2'])
  })

  it.each(['', 'x', 'a.b.c', '..', 'a.', "a.';--"])('refuses the cursor %j', async (cursor) => {
    const testbed = await start()
    const page = { limit: 10, cursor }
    const error = await expectRefusal(listAuthorizations(testbed.ctx, testbed.backend, page), 'bad_request')
    expect(error.faults).toMatchObject([{ parameter: 'cursor' }])
    if (cursor !== 'x') {
      await expectRefusal(listConsentRecords(testbed.ctx, testbed.backend, page), 'bad_request')
    }
    await expectRefusal(listDevices(testbed.ctx, testbed.backend, page), 'bad_request')
  })

  it('refuses a serial with no model, and a device and a group at once', async () => {
    const testbed = await start()
    for (const filter of [{ sn: SN }, { ...DOOR, group_id: 'g' }, { model_id: MODEL, group_id: 'g' }]) {
      await expectRefusal(
        listAuthorizations(testbed.ctx, testbed.backend, { limit: 1, ...filter }),
        'bad_request',
      )
    }
  })

  it('shows nothing of another app (B1)', async () => {
    const store = await open()
    const testbed = await createConsentTestbed(store)
    const other = await createConsentTestbed(store, 'other')
    await testbed.decideDevice(await testbed.person(), SN)
    await other.person()
    expect(await list(other, {})).toEqual([])
    expect((await listConsentRecords(other.ctx, other.backend, { limit: 10 })).items).toEqual([])
    const check = await checkAuthorization(other.ctx, other.backend, { openid: 'alice', ...DOOR })
    expect(check).toMatchObject({ allowed: false, decided_by: 'none' })
  })

  it('checks with the row that decided and the reason in words (B1, A5, A6)', async () => {
    const { testbed, groupId } = await peopled()
    const check = (openid: string, sn = SN) =>
      checkAuthorization(testbed.ctx, testbed.backend, { openid, model_id: MODEL, sn })
    expect(await check('a')).toMatchObject({
      allowed: true,
      decided_by: 'device',
      group_id: groupId,
      reason: 'openid has authorized device door-1',
      authorization: { openid: 'a', kind: 'device', status: 1 },
    })
    expect(await check('b')).toMatchObject({ allowed: false, decided_by: 'device' })
    await addGroupDevices(testbed.ctx, testbed.backend, groupId, {
      device_list: [{ model_id: MODEL, sn: 'door-2' }],
      force_add: false,
    })
    expect(await check('a', 'door-2')).toMatchObject({
      allowed: true,
      decided_by: 'group',
      authorization: { kind: 'group', group_id: groupId },
    })
    expect(await check('b', 'door-2')).toMatchObject({ allowed: false, decided_by: 'group' })
    expect(await check('a', 'door-3')).toEqual({
      allowed: false,
      decided_by: 'none',
      decided_at: null,
      explanation: `The person has given no answer about device door-3, or cleared the app since. They allowed group ${groupId}, but the device is not in it.`,
      group_id: null,
      reason: `openid has not authorized device door-3 (group ${groupId}: device is not in it)`,
      authorization: null,
    })
    // Who was forgotten is as unknown.
    expect(await check('nobody')).toMatchObject({
      ...{ allowed: false, decided_by: 'person_unknown', decided_at: null, group_id: groupId },
      explanation: expect.stringContaining('No person of this app'),
    })
    const unknown = checkAuthorization(testbed.ctx, testbed.backend, {
      openid: 'a',
      model_id: 'm_none',
      sn: SN,
    })
    await expectRefusal(unknown, 'model_unknown')
  })

  it('says that the app may not call at all, whatever a person agreed to, and that a device has no key yet', async () => {
    const { testbed } = await peopled()
    const check = () => checkAuthorization(testbed.ctx, testbed.backend, { openid: 'a', ...DOOR })
    const { authorization, ...allowed } = await check()
    expect(allowed).toMatchObject({
      ...{ allowed: true, decided_by: 'device', decided_at: authorization?.updated_at },
      explanation:
        'The person allowed device door-1. The device has no key now, and can ring once it is registered.',
    })
    await testbed.store.apps.update(testbed.backend.appid, { calling: 0 })
    expect(await check()).toMatchObject({
      ...{ allowed: false, decided_by: 'calling_off', decided_at: null, authorization },
      explanation: expect.stringContaining('no calling capability'),
    })
  })

  it('answers many checks at once as one by one, in one query and in their order (B1, A5, A6)', async () => {
    const { testbed, groupId } = await peopled()
    const device_list = [{ model_id: MODEL, sn: 'door-2' }]
    await addGroupDevices(testbed.ctx, testbed.backend, groupId, { device_list, force_add: false })
    const people = ['a', 'b', 'nobody', 'a']
    const questions = people.flatMap((openid) =>
      [SN, 'door-2', 'door-3'].map((sn) => ({ openid, model_id: MODEL, sn })),
    )
    const answers = await checkAuthorizations(testbed.ctx, testbed.backend, questions)
    expect(answers).toHaveLength(12)
    for (const [place, { openid, model_id, sn }] of questions.entries()) {
      const { allowed, reason, groupId, row } = await testbed.ctx.store.consent.effective(
        ...([testbed.backend.appid, openid, model_id, sn, testbed.ctx.now] as const),
      )
      const known = openid !== 'nobody' && { reason }
      expect(answers[place]).toMatchObject({ allowed, group_id: groupId, ...known })
      expect(answers[place]?.decided_at).toBe(row?.updated_at ?? null)
      expect(answers[place]?.authorization?.display_name).toBe(row?.display_name)
    }
    const strange = [questions[0], { openid: 'a', model_id: 'm_none', sn: SN }]
    const refusal = await expectRefusal(
      checkAuthorizations(testbed.ctx, testbed.backend, strange as typeof questions),
      'model_unknown',
    )
    expect(refusal.message).toBe('The app has no model m_none (question 2 of 2).')
  })

  it('a person’s own list has devices and groups, a group unexpanded and without sn and model_id (A13, A14)', async () => {
    const { testbed, groupId } = await peopled()
    const { list: own, app_name } = await listOwnAuthorizations(testbed.ctx, await testbed.person('b'))
    expect(app_name).toBe('Campus')
    expect(own).toHaveLength(2)
    expect(own).toContainEqual({ ...DOOR, status: 0, display_name: 'Front door phone' })
    expect(own).toContainEqual({ group_id: groupId, status: 0, display_name: 'Hall' })
    expect((await listOwnAuthorizations(testbed.ctx, await testbed.person('new'))).list).toEqual([])
  })

  it('pages through the record, newest first, by person, device and group (B3)', async () => {
    const { testbed, groupId } = await peopled()
    const records = (filter: { openid?: string; model_id?: string; sn?: string; group_id?: string }) =>
      all((cursor) => listConsentRecords(testbed.ctx, testbed.backend, { limit: 3, cursor, ...filter }))
    const everything = await records({})
    expect(everything).toHaveLength(14)
    expect(everything.map(({ id }) => id)).toEqual(
      everything
        .map(({ id }) => id)
        .toSorted()
        .toReversed(),
    )
    expect((await records({ openid: 'b' })).map(({ act }) => act)).toEqual([
      'refused',
      'asked',
      'refused',
      'asked',
    ])
    expect(await records(DOOR)).toHaveLength(10)
    expect(await records({ group_id: groupId })).toHaveLength(4)
  })
})
