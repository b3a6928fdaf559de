/** Rings of people who allowed with a limit, or have quiet hours, on both databases (docs/households.md, H10; docs/yes-but.md). */

import type { ChangePersonQuiet, Ring } from '@callgrant/protocol'
import { beforeEach, expect, test } from 'vitest'
import { APP, addressOf, type CallTestbed, createCallTestbed, MODEL } from '../../../test/call-testbed.ts'
import { expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { eventsFromNow } from '../../../test/events.ts'
import { createHousehold, type Household } from '../../../test/household-testbed.ts'
import type { Context } from '../../context.ts'
import { acceptCall } from '../calls/accept-call.ts'
import { keepAlive } from '../calls/keep-alive.ts'
import { hangUpCall, rejectCall } from '../calls/leave-call.ts'
import { openCalls } from '../calls/open-calls.ts'
import { changeOwnSettings } from '../calls/own-settings.ts'
import { sweep } from '../calls/sweep.ts'
import { changeAuthorization } from '../consent/change-authorization.ts'
import { switchAuthorization } from '../consent/switch-authorization.ts'
import { cancelRing } from './cancel-ring.ts'
import { getRing } from './get-ring.ts'

const app = { appid: APP }
const person = (openid: string) => ({ role: 'person', ...app, openid }) as const
const DOOR = { model_id: MODEL, sn: 'door-1' }
/** The clock of the testbed is in it. */
const NIGHT = { from: '22:00', to: '07:00', days: 'every' } as const

eachStore((open) => {
  let testbed: CallTestbed
  let home: Household
  /** Another node on the same data, with the same bus. */
  let node2: Context
  beforeEach(async () => {
    const store = await open()
    testbed = await createCallTestbed(store)
    node2 = { ...testbed.ctx, store: await store.secondNode() }
    home = await createHousehold(testbed)
  })
  const outcomes = ({ people }: Ring) => people.map(({ outcome, refusal }) => refusal?.code ?? outcome)
  const now = async ({ ring_id }: Ring) => getRing(node2, app, ring_id)
  const room = ({ people }: Ring, openid: string) =>
    people.find((one) => one.openid === openid)?.room_id ?? `${openid} is not rung`
  const give = (openid: string, rings: number) =>
    switchAuthorization(testbed.ctx, person(openid), { ...DOOR, status: 1, limit: { rings } })
  /** How many rings each is still good for; null: any number. */
  const left = async () => {
    const rows = await testbed.store.db
      .selectFrom('authorization')
      .select(['openid', 'rings_left'])
      .where('sn', '=', 'door-1')
      .execute()
    return Object.fromEntries(rows.map(({ openid, rings_left }) => [openid, rings_left]))
  }
  const quiet = (openid: string, change: ChangePersonQuiet = {}) =>
    changeOwnSettings(testbed.ctx, person(openid), {
      quiet: { on: true, hours: [NIGHT], time_zone: 'UTC', ...change },
    })
  /** The door stays there, in all of its calls. */
  const wait = async (ring: Ring, seconds: number) => {
    for (let gone = 0; gone < seconds; gone += 5) {
      testbed.clock.now += 5_000
      for (const { room_id, outcome } of (await now(ring)).people) {
        if (room_id && outcome === 'ringing') await keepAlive(testbed.ctx, testbed.door(), room_id, false)
      }
      await sweep(node2)
    }
  }

  test('each person who is rung uses a ring of their own, whoever answers; busy and refused use none (Y4, H10)', async () => {
    for (const [openid, rings] of [
      ['alice', 2],
      ['bob', 2],
      ['carol', 2],
      ['dave', 1],
    ] as const)
      await give(openid, rings)
    await home.occupy('bob')
    await switchAuthorization(testbed.ctx, person('carol'), { ...DOOR, status: 0 })
    const { ring: first } = await home.ring()
    expect(outcomes(first)).toEqual(['ringing', 'busy', 'not_authorized', 'ringing'])
    expect(await left()).toEqual({ alice: 1, bob: 2, carol: null, dave: 0 })
    // It was Dave’s last, and he may answer it (Y5).
    await acceptCall(node2, testbed.person('dave'), room(first, 'dave'))
    expect(outcomes(await now(first))).toEqual(['another_answered', 'busy', 'not_authorized', 'answered'])
    await hangUpCall(node2, testbed.person('dave'), room(first, 'dave'), 'manual')
    const { ring: second } = await home.ring({}, node2)
    expect(outcomes(second)).toEqual(['ringing', 'busy', 'not_authorized', 'not_authorized'])
    expect(await left()).toEqual({ alice: 0, bob: 2, carol: null, dave: 0 })
  })

  test('in turn, who was not reached uses none (Y4, H10)', async () => {
    for (const openid of ['alice', 'bob', 'carol']) await give(openid, 1)
    const { ring: begun } = await home.ring({ plan: 'in_turn' })
    expect(await left()).toEqual({ alice: 0, bob: 1, carol: 1, dave: null })
    await rejectCall(node2, testbed.person('alice'), room(begun, 'alice'), 'manual')
    await sweep(node2)
    const later = await now(begun)
    expect(outcomes(later)).toEqual(['rejected', 'ringing', 'waiting', 'waiting'])
    await acceptCall(node2, testbed.person('bob'), room(later, 'bob'))
    expect(outcomes(await now(begun))).toEqual(['rejected', 'answered', 'not_rung', 'not_rung'])
    expect(await left()).toEqual({ alice: 0, bob: 0, carol: 1, dave: null })
  })

  test('two nodes that go on with a ring at once use one ring of the next person (Y4, H6)', async () => {
    for (let round = 0; round < 4; round++) {
      await give('bob', 3)
      const { ring: begun } = await home.ring({ plan: 'in_turn' })
      await rejectCall(testbed.ctx, testbed.person('alice'), room(begun, 'alice'), 'manual')
      await Promise.all([sweep(testbed.ctx), sweep(node2), sweep(testbed.ctx)])
      expect(outcomes(await now(begun))).toEqual(['rejected', 'ringing', 'waiting', 'waiting'])
      expect(await left()).toMatchObject({ bob: 2 })
      await cancelRing(node2, testbed.door(), begun.ring_id, 'manual')
    }
  })

  test('somebody in quiet hours is not told, and to the door it is somebody who does not answer (Y9, H10)', async () => {
    await quiet('alice')
    await give('alice', 1)
    const events = await eventsFromNow(testbed.ctx, APP)
    const heard = testbed.hear(addressOf(testbed.person('alice')))
    const { ring: begun, calls } = await home.ring({ people: [{ openid: 'alice' }, { openid: 'bob' }] })
    expect(outcomes(begun)).toEqual(['ringing', 'ringing'])
    expect(JSON.stringify([begun, calls])).not.toMatch(/quiet/)
    expect(await openCalls(testbed.ctx, testbed.person('alice'))).toEqual([])
    await expectRefusal(acceptCall(node2, testbed.person('alice'), room(begun, 'alice')), 'room_unknown')
    // She is free for others (C8), and no ring of hers was used.
    expect(Object.keys(await home.busy()).toSorted()).toEqual([`d:${MODEL}:door-1`, 'p:bob'])
    expect(await left()).toMatchObject({ alice: 1 })
    await wait(begun, 30)
    expect(await now(begun)).toMatchObject({ state: 'ended', end: { reason: 'no_answer' } })
    expect(outcomes(await now(begun))).toEqual(['timeout', 'timeout'])
    expect(heard).toEqual([{ type: 'missed_calls.changed', unread: 1 }])
    const missed = (await events()).flatMap((event) => (event.type === 'call.missed' ? [event.data] : []))
    expect(missed.map(({ call, quiet }) => [call.openid, quiet])).toEqual(
      expect.arrayContaining([['alice', true]]),
    )
    expect(missed).toHaveLength(2)
    expect(await home.busy()).toEqual({})
  })

  test('what another of the house answered is not missed, in quiet hours neither (H3, Y11)', async () => {
    await quiet('alice')
    const events = await eventsFromNow(testbed.ctx, APP)
    const heard = testbed.hear(addressOf(testbed.person('alice')))
    const { ring: begun } = await home.ring()
    await acceptCall(node2, testbed.person('bob'), room(begun, 'bob'))
    expect(outcomes(await now(begun))).toEqual([
      'another_answered',
      'answered',
      'another_answered',
      'another_answered',
    ])
    expect(heard).toEqual([])
    expect((await events()).filter(({ type }) => type === 'call.missed')).toEqual([])
  })

  test('who lets the door know costs a plan in turn no time, and the others ring (Y10, H10)', async () => {
    await quiet('alice', { tell: true })
    await quiet('bob')
    const { ring: begun } = await home.ring({ plan: 'in_turn', seconds: 10 })
    expect(outcomes(begun)).toEqual(['person_quiet', 'ringing', 'waiting', 'waiting'])
    expect(begun.people[0]?.refusal?.message).toMatch(/does not want to be rung now/)
    // Bob is not told, and does not let the door know: his turn is as long as anybody's.
    await wait(begun, 5)
    expect(outcomes(await now(begun))).toEqual(['person_quiet', 'ringing', 'waiting', 'waiting'])
    await wait(begun, 5)
    const later = await now(begun)
    expect(outcomes(later)).toEqual(['person_quiet', 'timeout', 'ringing', 'waiting'])
    await acceptCall(node2, testbed.person('carol'), room(later, 'carol'))
    expect(outcomes(await now(begun))).toEqual(['person_quiet', 'timeout', 'answered', 'not_rung'])
  })

  test('when all have quiet hours nobody is woken, and an urgent device rings all the same (Y8, Y9)', async () => {
    for (const openid of ['alice', 'bob']) await quiet(openid, { tell: openid === 'alice' })
    const people = [{ openid: 'alice' }, { openid: 'bob' }]
    const { ring: hushed } = await home.ring({ people })
    expect(outcomes(hushed)).toEqual(['person_quiet', 'ringing'])
    expect(Object.keys(await home.busy())).toEqual([`d:${MODEL}:door-1`])
    await wait(hushed, 30)
    expect(await now(hushed)).toMatchObject({ end: { reason: 'no_answer' } })
    for (const openid of ['alice', 'bob']) {
      await changeAuthorization(testbed.ctx, person(openid), { ...DOOR, urgent: true })
    }
    const { ring: urgent } = await home.ring({ people }, node2)
    expect(outcomes(urgent)).toEqual(['ringing', 'ringing'])
    await acceptCall(testbed.ctx, testbed.person('alice'), room(urgent, 'alice'))
    expect(outcomes(await now(urgent))).toEqual(['answered', 'another_answered'])
  })
})
