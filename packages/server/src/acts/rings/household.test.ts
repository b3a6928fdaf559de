/** Rings of several people on both databases, by three nodes where the database allows it (docs/households.md, H1–H9). */

import type { Ring } from '@callgrant/protocol'
import { beforeEach, expect, test } from 'vitest'
import {
  APP,
  addressOf,
  type CallTestbed,
  createCallTestbed,
  MODEL,
  ring,
} from '../../../test/call-testbed.ts'
import { expectRefusal } from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { eventsFromNow } from '../../../test/events.ts'
import { createHousehold, HOUSEHOLD, type Household, household } from '../../../test/household-testbed.ts'
import type { Context } from '../../context.ts'
import { acceptCall } from '../calls/accept-call.ts'
import { keepAlive } from '../calls/keep-alive.ts'
import { cancelCall, hangUpCall, rejectCall } from '../calls/leave-call.ts'
import { getCall, listCalls } from '../calls/list-calls.ts'
import { mediaReady } from '../calls/media-ready.ts'
import { startCall } from '../calls/start-call.ts'
import { sweep } from '../calls/sweep.ts'
import { switchAuthorization } from '../consent/switch-authorization.ts'
import { forgetPerson } from '../people/forget-person.ts'
import { cancelRing } from './cancel-ring.ts'
import { getRing } from './get-ring.ts'
import { openRings } from './open-rings.ts'
import { startRing } from './start-ring.ts'

const app = { appid: APP }

eachStore((open) => {
  let testbed: CallTestbed
  let home: Household
  /** Three nodes on the same data, with the same bus. */
  let nodes: [Context, Context, Context]
  beforeEach(async () => {
    const store = await open()
    testbed = await createCallTestbed(store)
    const { ctx } = testbed
    nodes = [ctx, { ...ctx, store: await store.secondNode() }, { ...ctx, store: await store.secondNode() }]
    home = await createHousehold(testbed)
  })
  const [DOOR, ALICE, BOB] = [`d:${MODEL}:door-1`, 'p:alice', 'p:bob']
  const outcomes = ({ people }: Ring) => people.map(({ outcome }) => outcome)
  const room = ({ people }: Ring, openid: string) => {
    const found = people.find((person) => person.openid === openid)?.room_id
    if (!found) throw new Error(`${openid} is not rung`)
    return found
  }
  const now = ({ ring_id }: Ring) => getRing(nodes[2], app, ring_id)
  const call = (of: Ring, openid: string) => getCall(nodes[1], app, room(of, openid))
  const refuse = (openid: string, node = nodes[1]) =>
    switchAuthorization(
      node,
      { role: 'person', ...app, openid },
      { sn: 'door-1', model_id: MODEL, status: 0 },
    )
  /** The door says that it is there, in all of its calls, and time goes on. */
  const wait = async (of: Ring, seconds: number) => {
    for (let gone = 0; gone < seconds; gone += 5) {
      testbed.clock.now += Math.min(5, seconds - gone) * 1000
      for (const { room_id, outcome } of (await now(of)).people) {
        if (room_id && outcome === 'ringing') await keepAlive(nodes[0], testbed.door(), room_id, false)
      }
      await sweep(nodes[2])
    }
  }

  test('a household of four, together: one refused, one busy, one quiet, and one who answers has it (H1, H3, H4)', async () => {
    await testbed.decide('bob', 'door-1', 0)
    await home.occupy('carol')
    const heard = HOUSEHOLD.map((openid) => testbed.hear(addressOf(testbed.person(openid))))
    const { ring: begun, calls } = await home.ring()
    expect(begun).toMatchObject({ state: 'ringing', plan: 'together', end: null, client_id: 'client-door-1' })
    expect(outcomes(begun)).toEqual(['ringing', 'refused', 'busy', 'ringing'])
    // Exactly what `call.start` would have answered about bob alone.
    const alone = await startCall(nodes[0], testbed.door('door-1'), ring('bob')).catch((error) => error)
    expect(begun.people[1]?.refusal).toEqual({ code: 'not_authorized', message: alone.message })
    // Each is rung by an ordinary call (C1), and neither of those who are not hears of anything (C8).
    expect(calls.map(({ openid, state, ring_id }) => [openid, state, ring_id])).toEqual([
      ['alice', 'ringing', begun.ring_id],
      ['dave', 'ringing', begun.ring_id],
    ])
    expect(heard.map((notices) => notices.length)).toEqual([1, 0, 0, 1])

    await acceptCall(nodes[1], testbed.person('dave'), room(begun, 'dave'))
    const over = await now(begun)
    expect(over).toMatchObject({ state: 'ended', end: { reason: 'answered', room_id: room(begun, 'dave') } })
    expect(outcomes(over)).toEqual(['another_answered', 'refused', 'busy', 'answered'])
    // Alice stops ringing, and sees who has it: by the name that the door gave, and no openid.
    expect(await call(begun, 'alice')).toMatchObject({
      state: 'ended',
      end: { reason: 'cancelled', by: null, origin: 'other', answered_by: { name: 'DAVE' } },
    })
    expect(JSON.stringify(heard[0])).not.toContain('dave')
    // The door is in that one call from now on, and it goes on as any (C8).
    expect(await home.busy()).toMatchObject({ [DOOR]: room(begun, 'dave'), 'p:dave': room(begun, 'dave') })
    expect(await home.busy()).not.toHaveProperty(ALICE)
    await mediaReady(nodes[2], testbed.door(), room(begun, 'dave'))
    expect(await mediaReady(nodes[0], testbed.person('dave'), room(begun, 'dave'))).toMatchObject({
      state: 'talking',
    })
    await hangUpCall(nodes[2], testbed.person('dave'), room(begun, 'dave'), 'manual')
    expect(Object.keys(await home.busy())).toEqual(['p:carol'])
    expect(outcomes(await now(begun))).toEqual(['another_answered', 'refused', 'busy', 'answered'])
  })

  test('a household of four, in turn: refused, busy, quiet, and the last who answers; the next one from any node, once (H6)', async () => {
    await testbed.decide('alice', 'door-1', 0)
    await home.occupy('bob')
    const heard = testbed.hear(addressOf(testbed.door()))
    const { ring: begun } = await home.ring({ plan: 'in_turn', seconds: 20 })
    // Who cannot be rung costs no time.
    expect(outcomes(begun)).toEqual(['refused', 'busy', 'ringing', 'waiting'])
    await wait(begun, 15)
    expect(outcomes(await now(begun))).toEqual(['refused', 'busy', 'ringing', 'waiting'])
    testbed.clock.now += 5_000
    await keepAlive(nodes[0], testbed.door(), room(begun, 'carol'), false)
    // The node that it began on is gone; two others find that it is time, at once.
    await Promise.all([sweep(nodes[1]), sweep(nodes[2])])
    const later = await now(begun)
    expect(outcomes(later)).toEqual(['refused', 'busy', 'timeout', 'ringing'])
    const { items } = await listCalls(nodes[1], app, { ring_id: begun.ring_id, limit: 50 })
    expect(items.map(({ openid }) => openid).toSorted()).toEqual(['bob', 'carol', 'dave'])
    await acceptCall(nodes[1], testbed.person('dave'), room(later, 'dave'))
    expect(await now(begun)).toMatchObject({ end: { reason: 'answered', room_id: room(later, 'dave') } })
    // The device heard of each step, the newest last.
    const versions = heard.flatMap((notice) => (notice.type === 'ring' ? [notice.ring.version] : []))
    expect(versions).toEqual(versions.toSorted((a, b) => a - b))
    expect(heard.findLast(({ type }) => type === 'ring')).toMatchObject({ ring: { state: 'ended' } })
  })

  test('two who answer at once, on two nodes: one has it, the other is told who (H2)', async () => {
    for (let round = 0; round < 8; round++) {
      const { ring: begun } = await home.ring()
      const people = ['alice', 'bob', 'carol'] as const
      const answers = people.map(
        (openid, n) => () =>
          acceptCall(nodes[(n + round) % 3] ?? nodes[0], testbed.person(openid), room(begun, openid)).then(
            () => openid,
            (error) => error,
          ),
      )
      if (round % 2) answers.reverse()
      const answered = await Promise.all(answers.map((answer) => answer()))
      const winners = answered.filter((one) => typeof one === 'string')
      expect(winners).toHaveLength(1)
      const winner = String(winners[0])
      for (const error of answered.filter((one) => typeof one !== 'string')) {
        expect(error).toMatchObject({ code: 'call_over', message: `${winner.toUpperCase()} has answered.` })
      }
      const over = await now(begun)
      expect(over.end).toEqual({ reason: 'answered', room_id: room(begun, winner) })
      for (const { openid, outcome } of over.people) {
        expect(outcome).toBe(openid === winner ? 'answered' : 'another_answered')
      }
      expect(await home.busy()).toEqual({ [DOOR]: room(begun, winner), [`p:${winner}`]: room(begun, winner) })
      await hangUpCall(nodes[1], testbed.door(), room(begun, winner), 'manual')
      expect(await home.busy()).toEqual({})
    }
  })

  test('an answer and the door giving up at once end in one way (C9, H5)', async () => {
    for (let round = 0; round < 8; round++) {
      const { ring: begun } = await home.ring()
      const allow = (error: unknown) => expect(error).toMatchObject({ code: 'call_over' })
      const acts = [
        () => acceptCall(nodes[1], testbed.person('bob'), room(begun, 'bob')).catch(allow),
        () => cancelRing(nodes[2], testbed.door(), begun.ring_id, 'manual'),
      ]
      if (round % 2) acts.reverse()
      await Promise.all(acts.map((act) => act()))
      const over = await now(begun)
      const answered = over.end?.reason === 'answered'
      expect(over.end).toEqual(
        answered
          ? { reason: 'answered', room_id: room(begun, 'bob') }
          : { reason: 'cancelled', room_id: null },
      )
      expect(outcomes(over)).toEqual(
        HOUSEHOLD.map((openid) => {
          if (!answered) return 'cancelled'
          return openid === 'bob' ? 'answered' : 'another_answered'
        }),
      )
      if (answered) await hangUpCall(nodes[0], testbed.door(), room(begun, 'bob'), 'manual')
      expect(await home.busy()).toEqual({})
    }
  })

  test('nobody is left: one reason, and each person’s own (H4)', async () => {
    await testbed.decide('bob', 'door-1', 0)
    const { ring: begun } = await home.ring({
      people: [
        { openid: 'alice', seconds: 60 },
        { openid: 'bob' },
        { openid: 'carol' },
        { openid: 'nobody' },
        { openid: 'no such openid!' },
      ],
    })
    await rejectCall(nodes[2], testbed.person('alice'), room(begun, 'alice'), 'manual')
    await sweep(nodes[1])
    expect(await now(begun)).toMatchObject({ state: 'ringing', end: null })
    await wait(begun, 30)
    const over = await now(begun)
    expect(over).toMatchObject({ state: 'ended', end: { reason: 'no_answer', room_id: null } })
    expect(over.people.map(({ outcome, refusal }) => refusal?.code ?? outcome)).toEqual([
      'rejected',
      'not_authorized',
      'timeout',
      'openid_unknown',
      'openid_malformed',
    ])
    expect(await home.busy()).toEqual({})
  })

  test('somebody of another app is answered as somebody unknown, also to the word', async () => {
    const store = testbed.store.db
    await store.insertInto('person').values({ appid: 'other', openid: 'eve', created_at: 0 }).execute()
    const { ring: begun } = await home.ring({ people: [{ openid: 'eve' }, { openid: 'nobody' }] })
    expect(begun.people[0]?.refusal).toEqual(begun.people[1]?.refusal)
    expect(begun).toMatchObject({ state: 'ended', end: { reason: 'no_answer' } })
    expect(await home.busy()).toEqual({})
  })

  test('a withdrawal stops one, and the others ring on (A7); in turn the next is rung', async () => {
    const { ring: together } = await home.ring()
    await refuse('alice')
    await sweep(nodes[2])
    expect(outcomes(await now(together))).toEqual(['aborted', 'ringing', 'ringing', 'ringing'])
    expect((await call(together, 'alice')).end).toMatchObject({ message: 'the authorization was withdrawn' })
    await cancelRing(nodes[1], testbed.door(), together.ring_id, 'manual')
    const { ring: inTurn } = await home.ring({ plan: 'in_turn' })
    expect(outcomes(inTurn)).toEqual(['refused', 'ringing', 'waiting', 'waiting'])
    // Taken back before their turn: they are not rung at all (C2).
    await refuse('carol')
    await refuse('bob')
    await sweep(nodes[1])
    expect(outcomes(await now(inTurn))).toEqual(['refused', 'aborted', 'refused', 'ringing'])
  })

  test('after a switch-off is answered nobody is rung by it, on any node (A7)', async () => {
    for (let round = 0; round < 8; round++) {
      await testbed.decide('carol', 'door-1', 1)
      const off = async () => {
        await refuse('carol', nodes[2])
        const open = await testbed.store.calls.openOf(APP, { role: 'person', openid: 'carol' })
        expect(open).toEqual([])
      }
      const start = async () => (await home.ring({}, nodes[1])).ring
      const [begun] = await (round % 2
        ? Promise.all([start(), off()])
        : Promise.all([off(), start()]).then(([, one]) => [one]))
      if (!begun) throw new Error('no ring')
      await sweep(nodes[0])
      expect(['refused', 'aborted']).toContain(outcomes(await now(begun))[2])
      await cancelRing(nodes[0], testbed.door(), begun.ring_id, 'manual')
      expect(await home.busy()).toEqual({})
    }
  })

  test('the device that gives up one call, or is gone, gives up all (H5, C6)', async () => {
    const { ring: first } = await home.ring({ plan: 'in_turn' })
    await cancelCall(nodes[1], testbed.door(), room(first, 'alice'), 'unloadCallPage')
    await sweep(nodes[2])
    expect(await now(first)).toMatchObject({ state: 'ended', end: { reason: 'cancelled' } })
    expect(outcomes(await now(first))).toEqual(['cancelled', 'not_rung', 'not_rung', 'not_rung'])

    const { ring: second } = await home.ring({ plan: 'in_turn' })
    testbed.clock.now += 20_000
    await sweep(nodes[1])
    expect(await now(second)).toMatchObject({ state: 'ended', end: { reason: 'aborted' } })
    expect(outcomes(await now(second))).toEqual(['aborted', 'not_rung', 'not_rung', 'not_rung'])
    expect(await home.busy()).toEqual({})
  })

  test('a device is in one call or ring at a time (C8, H8), and a person who is rung is busy for others', async () => {
    const { ring: begun } = await home.ring()
    await expectRefusal(home.ring({}, nodes[1]), 'call_in_progress')
    await expectRefusal(startCall(nodes[2], testbed.door(), ring('alice')), 'call_in_progress')
    await testbed.decide('alice', 'door-2', 1)
    const second = testbed.door('door-2')
    expect(await startCall(nodes[1], second, ring('alice'))).toMatchObject({ end: { reason: 'busy' } })
    // Two doors of one house: of the people of the second, only those who are free.
    await testbed.decide('bob', 'door-2', 1)
    const wish = household({ people: [{ openid: 'alice' }, { openid: 'bob' }], plan: 'in_turn' })
    const { ring: other } = await startRing(nodes[2], second, wish)
    expect(outcomes(other)).toEqual(['busy', 'busy'])
    await cancelRing(nodes[2], testbed.door(), begun.ring_id, 'manual')
    expect(await home.busy()).toEqual({})
  })

  test('only its own client ends a ring, and an old wish to does nothing', async () => {
    const { ring: begun } = await home.ring()
    const { ring_id } = begun
    await expectRefusal(cancelRing(nodes[1], testbed.person('alice'), ring_id, 'manual'), 'room_unknown')
    await expectRefusal(cancelRing(nodes[1], testbed.door('door-2'), ring_id, 'manual'), 'room_unknown')
    const another = testbed.door('door-1', 'client-two')
    await expectRefusal(cancelRing(nodes[1], another, ring_id, 'manual'), 'answered_elsewhere')
    await expectRefusal(getRing(nodes[1], { appid: 'other' }, ring_id), 'room_unknown')
    expect(await openRings(nodes[2], testbed.door())).toMatchObject([{ ring_id, state: 'ringing' }])
    expect(await openRings(nodes[2], testbed.person('alice'))).toEqual([])
    await acceptCall(nodes[1], testbed.person('bob'), room(begun, 'bob'))
    expect(await cancelRing(nodes[2], testbed.door(), ring_id, 'manual')).toMatchObject({
      end: { reason: 'answered' },
    })
    expect(await call(begun, 'bob')).toMatchObject({ state: 'connecting' })
    expect(await openRings(nodes[2], testbed.door())).toEqual([])
  })

  test('refuses a list or a plan that cannot be (H9)', async () => {
    const twice = [{ openid: 'alice' }, { openid: 'bob' }, { openid: 'alice' }]
    await expectRefusal(home.ring({ people: twice }), 'bad_request')
    const many = Array.from({ length: 20 }, (_, n) => ({ openid: `person${n}` }))
    await expectRefusal(home.ring({ people: many, plan: 'in_turn', seconds: 60 }), 'bad_request')
    await expectRefusal(home.ring({ caller_id: 'door-2' }), 'not_this_device')
    await expectRefusal(startRing(nodes[1], testbed.person('alice'), household()), 'bad_request')
    await expectRefusal(
      startRing(nodes[1], { ...testbed.door(), keyPrint: 'old' } as never, household()),
      'device_credential_wrong',
    )
    for (const wrong of [
      { people: [] },
      { people: [...many, { openid: 'x' }] },
      { seconds: 4 },
      { seconds: 121 },
    ]) {
      expect(() => household(wrong)).toThrow()
    }
    expect(await testbed.store.db.selectFrom('ring').select('ring_id').execute()).toEqual([])
    expect(await home.busy()).toEqual({})
  })

  test('the back end is told of the ring, without a name in it, and of each call (H8)', async () => {
    await testbed.decide('bob', 'door-1', 0)
    const told = await eventsFromNow(testbed.ctx, APP)
    const { ring: begun } = await home.ring({
      people: [{ openid: 'alice' }, { openid: 'bob' }, { openid: 'carol', name: 'Carol' }],
    })
    await acceptCall(nodes[1], testbed.person('carol'), room(begun, 'carol'))
    const events = await told()
    const rings = events.flatMap(({ type, data }) => (type === 'ring.changed' ? [data.ring] : []))
    expect(rings).toMatchObject([
      { version: 1, state: 'ringing', people: [{ outcome: 'waiting' }, { outcome: 'waiting' }, {}] },
      {
        state: 'ended',
        end: { reason: 'answered' },
        people: [
          { outcome: 'another_answered' },
          { outcome: 'refused', refusal: 'not_authorized', room_id: null },
          { outcome: 'answered' },
        ],
      },
    ])
    expect(JSON.stringify(rings)).not.toMatch(/alice|bob|carol/i)
    const about = (type: string) => events.filter((event) => event.type === type)
    expect(about('call.refused')).toMatchObject([{ data: { openid: 'bob', ring_id: begun.ring_id } }])
    // Answered by somebody else is not missed (H3), and one person's event does not name another.
    expect(about('call.missed')).toEqual([])
    expect(
      JSON.stringify(
        about('call.changed').filter(({ data }) => 'call' in data && data.call.openid === 'alice'),
      ),
    ).not.toMatch(/carol/i)
    expect(about('call.listener_offline')).toHaveLength(2)
  })

  test('of a person who was forgotten nothing is left in a ring, nor with the others (H8)', async () => {
    const { ring: begun } = await home.ring()
    await acceptCall(nodes[1], testbed.person('bob'), room(begun, 'bob'))
    await forgetPerson(nodes[2], app, 'bob')
    const after = await now(begun)
    expect(after.people.map(({ openid }) => openid)).toEqual(['alice', 'carol', 'dave'])
    expect((await call(begun, 'alice')).end).toMatchObject({ answered_by: { name: null } })
    for (const table of ['ring', 'ring_leg', 'call', 'busy', 'event'] as const) {
      expect(JSON.stringify(await testbed.store.db.selectFrom(table).selectAll().execute())).not.toMatch(
        /bob/i,
      )
    }
    // While it rings, the others ring on.
    const { ring: next } = await home.ring()
    await forgetPerson(nodes[2], app, 'alice')
    await sweep(nodes[1])
    expect(outcomes(await now(next))).toEqual(['refused', 'ringing', 'ringing'])
  })

  test('counts each person as a call of the device: the first with the ring itself (H9)', async () => {
    const limited = { ...testbed.ctx, settings: { ...testbed.ctx.settings, callsPerMinute: 3 } }
    const { ring: begun } = await home.ring({}, limited)
    expect(begun.people.map(({ outcome, refusal }) => refusal?.code ?? outcome)).toEqual([
      'ringing',
      'ringing',
      'ringing',
      'too_many_calls',
    ])
    await cancelRing(nodes[1], testbed.door(), begun.ring_id, 'manual')
    await expectRefusal(home.ring({}, limited), 'too_many_calls')
  })

  test('of those who are rung together four see who is there; in turn everybody does (H7, C17)', async () => {
    const people = [...HOUSEHOLD, 'erin', 'fred'].map((openid) => ({ openid }))
    for (const openid of ['erin', 'fred']) {
      await testbed.store.db.insertInto('person').values({ appid: APP, openid, created_at: 0 }).execute()
      await testbed.decide(openid, 'door-1', 1)
    }
    const { ring: together, calls } = await home.ring({ people })
    expect(calls.map(({ preview, early_setup }) => preview && early_setup !== 'off')).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
    ])
    await cancelRing(nodes[1], testbed.door(), together.ring_id, 'manual')
    const { ring: inTurn } = await home.ring({ people: people.toReversed(), plan: 'in_turn' })
    expect(await call(inTurn, 'fred')).toMatchObject({ preview: true })
  })

  test('when all nodes were away for long, nobody more is rung', async () => {
    const { ring: begun } = await home.ring({ plan: 'in_turn' })
    testbed.clock.now += 15 * 60_000
    // Its first call was answered by nobody in time; the door said nothing either.
    await sweep(nodes[1], { unseen: false })
    expect(await now(begun)).toMatchObject({ state: 'ended', end: { reason: 'aborted' } })
    expect(outcomes(await now(begun))).toEqual(['timeout', 'not_rung', 'not_rung', 'not_rung'])
    expect(await home.busy()).toEqual({})
  })

  test('a node of the version before lets two answer: the first of them has it, and the other is ended', async () => {
    const { ring: begun } = await home.ring()
    // As that version writes it, without a look at the ring.
    const answered = { state: 'connecting', listener_client: 'client-bob', version: 2 } as const
    await testbed.store.db
      .updateTable('call')
      .set({ ...answered, accepted_at: testbed.clock.now, listener_seen_at: testbed.clock.now })
      .where('room_id', '=', room(begun, 'bob'))
      .execute()
    await expectRefusal(acceptCall(nodes[1], testbed.person('alice'), room(begun, 'alice')), 'call_over')
    expect(await now(begun)).toMatchObject({ end: { reason: 'answered', room_id: room(begun, 'bob') } })
    expect(await home.busy()).toEqual({ [DOOR]: room(begun, 'bob'), [BOB]: room(begun, 'bob') })
  })
})
