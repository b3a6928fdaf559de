/** Rings of several people against a small model: any plan, anything that people and the door do, on any node, with limits and quiet hours (H1–H6, H10). */

import type { Ring, RingPlan } from '@callgrant/protocol'
import { SIDE_GONE_MS } from '@callgrant/protocol/limits'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { APP, type CallTestbed, createCallTestbed, MODEL } from '../../../test/call-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import { createHousehold, HOUSEHOLD, type Household } from '../../../test/household-testbed.ts'
import type { Context } from '../../context.ts'
import { acceptCall } from '../calls/accept-call.ts'
import { keepAlive } from '../calls/keep-alive.ts'
import { hangUpCall, rejectCall } from '../calls/leave-call.ts'
import { getCall } from '../calls/list-calls.ts'
import { changeOwnSettings } from '../calls/own-settings.ts'
import { sweep } from '../calls/sweep.ts'
import { switchAuthorization } from '../consent/switch-authorization.ts'
import { cancelRing } from './cancel-ring.ts'
import { getRing } from './get-ring.ts'

const app = { appid: APP }
const who = fc.nat(HOUSEHOLD.length - 1)
/** All day long, or never. */
type Quiet = 'no' | 'silent' | 'told'
const ALL_DAY = [{ from: '00:00', to: '00:00', days: 'every' as const }]

type Act =
  | { type: 'accept' | 'reject' | 'withdraw' | 'allow'; who: number }
  | { type: 'cancel' | 'hang_up' | 'door_gone' }
  | { type: 'wait'; seconds: number }

const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ type: fc.constant('accept' as const), who }) },
  { weight: 4, arbitrary: fc.record({ type: fc.constantFrom('reject', 'withdraw', 'allow'), who }) },
  fc.record({ type: fc.constantFrom('cancel', 'hang_up', 'door_gone') }),
  {
    weight: 4,
    arbitrary: fc.record({ type: fc.constant('wait' as const), seconds: fc.integer({ min: 1, max: 15 }) }),
  },
)
const setUp = fc.record({
  plan: fc.constantFrom<RingPlan>('together', 'in_turn'),
  people: fc.tuple(
    ...HOUSEHOLD.map((openid) =>
      fc.record({
        openid: fc.constant(openid),
        allowed: fc.boolean(),
        busy: fc.boolean(),
        /** How many rings they allowed; null: any number. */
        rings: fc.constantFrom(null, null, 1, 2),
        quiet: fc.constantFrom<Quiet>('no', 'no', 'silent', 'told'),
        seconds: fc.integer({ min: 5, max: 40 }),
      }),
    ),
  ),
})
const node = fc.nat(2)
const DOOR = { sn: 'door-1', model_id: MODEL }
const personOf = (openid: string) => ({ role: 'person', ...app, openid }) as const
/** What ran out cannot be switched (Y1). */
const ranOut = (error: unknown) => expect(error).toMatchObject({ code: 'authorization_unknown' })

async function ringsLeft({ store }: CallTestbed): Promise<Map<string, number | null>> {
  const rows = await store.db
    .selectFrom('authorization')
    .select(['openid', 'rings_left'])
    .where('sn', '=', DOOR.sn)
    .execute()
  return new Map(rows.map(({ openid, rings_left }) => [openid, rings_left]))
}

/** What must be, kept apart from the product. */
interface Modelled {
  openid: string
  allowed: boolean
  busy: boolean
  rings: number | null
  quiet: Quiet
  seconds: number
  outcome: Ring['people'][number]['outcome']
  rungAt: number
  seenAt: number
}
type SetUp = Omit<Modelled, 'outcome' | 'rungAt' | 'seenAt'>
class Model {
  readonly people: Modelled[]
  readonly plan: RingPlan
  end: NonNullable<Ring['end']>['reason'] | null = null
  now = 0

  constructor(plan: RingPlan, people: SetUp[]) {
    this.plan = plan
    this.people = people.map((one) => ({
      ...one,
      rings: one.allowed ? one.rings : null,
      outcome: 'waiting',
      rungAt: 0,
      seenAt: 0,
    }))
    this.goOn()
  }

  get ringing(): Modelled[] {
    return this.people.filter(({ outcome }) => outcome === 'ringing')
  }

  goOn(): void {
    while (this.end === null) {
      const next = this.people.find(({ outcome }) => outcome === 'waiting')
      if (next && (this.plan === 'together' || this.ringing.length === 0)) {
        next.outcome = this.ring(next)
        next.rungAt = this.now
        next.seenAt = this.now
      } else if (!next && this.ringing.length === 0) this.end = 'no_answer'
      else return
    }
  }

  /** It is their turn: one who is rung uses a ring, if they allowed a number of them (Y4). */
  ring(one: Modelled): Modelled['outcome'] {
    if (!one.allowed || one.rings === 0 || one.quiet === 'told') return 'refused'
    // Nobody is rung, and to the door it seems as if (Y9).
    if (one.quiet === 'silent') return 'ringing'
    if (one.busy) return 'busy'
    if (one.rings !== null) one.rings -= 1
    return 'ringing'
  }

  over(end: NonNullable<Model['end']>, outcome: Modelled['outcome']): void {
    this.end = end
    for (const one of this.ringing) one.outcome = outcome
    for (const one of this.people) if (one.outcome === 'waiting') one.outcome = 'not_rung'
  }

  /** @param said the door says that it is there, now */
  wait(seconds: number, said: boolean): void {
    this.now += seconds * 1000
    let gone = false
    if (said) for (const one of this.ringing) one.seenAt = this.now
    for (const one of this.ringing) {
      if (this.now - one.rungAt >= one.seconds * 1000) one.outcome = 'timeout'
      else if (this.now - one.seenAt >= SIDE_GONE_MS) {
        one.outcome = 'aborted'
        gone = true
      }
    }
    if (gone) this.over('aborted', 'aborted')
    this.goOn()
  }

  apply(act: Act): void {
    if (act.type === 'wait') this.wait(act.seconds, true)
    else if (act.type === 'door_gone') this.wait(SIDE_GONE_MS / 1000, false)
    else if (act.type === 'cancel') {
      if (this.end === null) this.over('cancelled', 'cancelled')
    } else if ('who' in act) this.applyOf(act)
  }

  applyOf(act: Extract<Act, { who: number }>): void {
    const one = this.people[act.who]
    if (!one) return
    // What ran out is no row, and cannot be switched (Y1).
    if (one.rings === 0 && act.type !== 'accept' && act.type !== 'reject') return
    if (act.type === 'allow') one.allowed = true
    if (act.type === 'withdraw') {
      one.allowed = false
      one.rings = null
    }
    // There is nothing that somebody in quiet hours could answer.
    if (one.quiet === 'silent' && act.type !== 'withdraw') return
    if (one.outcome !== 'ringing' || act.type === 'allow') return
    if (act.type === 'accept') {
      one.outcome = 'answered'
      this.over('answered', 'another_answered')
    } else {
      one.outcome = act.type === 'reject' ? 'rejected' : 'aborted'
      this.goOn()
    }
  }
}

eachStore((open, dialect) => {
  /** Of one test, and of each of its runs: the people and the door are the same, what they do is not. */
  async function begin() {
    const store = await open()
    const testbed = await createCallTestbed(store)
    const { ctx } = testbed
    const nodes = [
      ctx,
      { ...ctx, store: await store.secondNode() },
      { ...ctx, store: await store.secondNode() },
    ]
    const home = await createHousehold(testbed)
    return { testbed, home, on: (n: number): Context => nodes[n] ?? ctx }
  }

  async function ringing(
    { testbed, home, on }: Awaited<ReturnType<typeof begin>>,
    { plan, people }: { plan: RingPlan; people: SetUp[] },
  ) {
    await testbed.store.db.deleteFrom('busy').execute()
    for (const { openid, allowed, busy, rings, quiet } of people) {
      await testbed.decide(openid, 'door-1', allowed ? 1 : 0)
      await testbed.store.db
        .updateTable('authorization')
        .set({ rings_left: allowed ? rings : null, ends_at: null })
        .where('openid', '=', openid)
        .execute()
      const hours = { hours: ALL_DAY, time_zone: 'UTC' }
      const settings = { on: quiet !== 'no', tell: quiet === 'told', ...hours }
      await changeOwnSettings(on(0), personOf(openid), { quiet: settings })
      if (busy) await home.occupy(openid)
    }
    const list = people.map(({ openid, seconds }) => ({ openid, seconds }))
    return (await home.ring({ plan, people: list }, on(0))).ring
  }

  /** Carries out one act; one that the product refuses has changed nothing. */
  async function carryOut(testbed: CallTestbed, ctx: Context, ringId: string, act: Act): Promise<void> {
    const { people } = await getRing(ctx, app, ringId)
    const rooms = people.flatMap(({ room_id }) => (room_id ? [room_id] : []))
    const over = (error: unknown) =>
      expect(error).toMatchObject({ code: expect.stringMatching(/^call_over$|^wrong_side$|^room_unknown$/) })
    switch (act.type) {
      case 'wait':
        testbed.clock.now += act.seconds * 1000
        for (const room of rooms) await keepAlive(ctx, testbed.door(), room, false).catch(over)
        return
      case 'door_gone':
        testbed.clock.now += SIDE_GONE_MS
        return
      case 'cancel':
        await cancelRing(ctx, testbed.door(), ringId, 'manual')
        return
      case 'hang_up':
        for (const room of rooms) {
          const { accepted_at } = await getCall(ctx, app, room)
          if (accepted_at !== null) await hangUpCall(ctx, testbed.door(), room, 'manual')
        }
        return
    }
    const openid = HOUSEHOLD[act.who] ?? ''
    const room = people[act.who]?.room_id
    const person = testbed.person(openid)
    if (act.type === 'allow')
      await switchAuthorization(ctx, personOf(openid), { ...DOOR, status: 1 }).catch(ranOut)
    else if (act.type === 'withdraw')
      await switchAuthorization(ctx, personOf(openid), { ...DOOR, status: 0 }).catch(ranOut)
    else if (room && act.type === 'accept') await acceptCall(ctx, person, room).catch(over)
    else if (room) {
      const { accepted_at } = await getCall(ctx, app, room)
      if (accepted_at === null) await rejectCall(ctx, person, room, 'manual').catch(over)
    }
  }

  /** What is true after any acts, whatever the model says. */
  async function promises(
    ring: Ring,
    home: Household,
    store: CallTestbed['store'],
    busy: Set<string>,
  ): Promise<void> {
    const calls = await store.db.selectFrom('call').selectAll().where('ring_id', '=', ring.ring_id).execute()
    const open = calls.filter(({ state }) => state !== 'ended')
    const ringsNow = open.filter(({ accepted_at }) => accepted_at === null)
    // One talks at most; nobody is rung once it is over; in turn nobody is rung beside another.
    expect(calls.filter(({ accepted_at }) => accepted_at !== null).length).toBeLessThanOrEqual(1)
    if (ring.state === 'ended') expect(ringsNow).toEqual([])
    if (ring.plan === 'in_turn') expect(open.length).toBeLessThanOrEqual(1)
    // Exactly one reason of each call, and one outcome of each person.
    for (const { state, end_reason } of calls) expect(end_reason !== null).toBe(state === 'ended')
    expect(ring.end !== null).toBe(ring.state === 'ended')
    const left = ring.people.filter(({ outcome }) => outcome === 'waiting' || outcome === 'ringing')
    if (ring.state === 'ended') expect(left).toEqual([])
    // Busy is who is rung or talks, and the door; and nobody else (C6, C8).
    const inRing = ring.state === 'ringing' || open.length > 0
    const expected = new Set(busy)
    for (const { openid, quiet } of open) if (quiet === 0) expected.add(`p:${openid}`)
    if (inRing) expected.add(`d:${MODEL}:door-1`)
    expect(new Set(Object.keys(await home.busy()))).toEqual(expected)
  }
  const keysOf = (people: { openid: string; busy: boolean }[]) =>
    new Set(people.flatMap(({ openid, busy }) => (busy ? [`p:${openid}`] : [])))

  test('is as the model has it, whatever happens, on whatever node', async () => {
    const begun = await begin()
    const { testbed, home, on } = begun
    const steps = fc.array(fc.record({ act, node }), { maxLength: 12 })
    await fc.assert(
      fc.asyncProperty(setUp, steps, async (how, steps) => {
        const { ring_id } = await ringing(begun, how)
        const model = new Model(how.plan, how.people)
        for (const { act, node } of [{ act: { type: 'wait', seconds: 1 } as const, node: 0 }, ...steps]) {
          await carryOut(testbed, on(node), ring_id, act)
          await sweep(on((node + 1) % 3))
          model.apply(act)
          const ring = await getRing(on(node), app, ring_id)
          expect(ring.people.map(({ outcome }) => outcome)).toEqual(
            model.people.map(({ outcome }) => outcome),
          )
          expect(ring.end?.reason ?? null).toBe(model.end)
          expect(await ringsLeft(testbed)).toEqual(
            new Map(model.people.map(({ openid, rings }) => [openid, rings])),
          )
          await promises(ring, home, testbed.store, keysOf(how.people))
        }
        await carryOut(testbed, on(1), ring_id, { type: 'cancel' })
        await carryOut(testbed, on(1), ring_id, { type: 'hang_up' })
      }),
      { numRuns: dialect === 'sqlite' ? 25 : 8 },
    )
  })

  test('keeps its promises when several things happen at once, and always comes to an end (C6, H2)', async () => {
    const begun = await begin()
    const { testbed, home, on } = begun
    const atOnce = fc.array(fc.record({ act, node }), { minLength: 2, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(setUp, fc.array(atOnce, { maxLength: 4 }), async (how, rounds) => {
        const { ring_id } = await ringing(begun, how)
        for (const round of rounds) {
          const sweeps = [sweep(on(0)), sweep(on(2))]
          await Promise.all([
            ...round.map(({ act, node }) => carryOut(testbed, on(node), ring_id, act)),
            ...sweeps,
          ])
          await sweep(on(1))
          await promises(await getRing(on(1), app, ring_id), home, testbed.store, keysOf(how.people))
        }
        // Nobody is there any more: every state runs out by itself.
        for (let n = 0; n < HOUSEHOLD.length + 2; n++) {
          testbed.clock.now += 40_000
          await sweep(on(n % 3))
        }
        const over = await getRing(on(0), app, ring_id)
        expect(over.state).toBe('ended')
        await promises(over, home, testbed.store, keysOf(how.people))
        expect(Object.keys(await home.busy()).toSorted()).toEqual([...keysOf(how.people)].toSorted())
      }),
      { numRuns: dialect === 'sqlite' ? 15 : 8 },
    )
  })
})
