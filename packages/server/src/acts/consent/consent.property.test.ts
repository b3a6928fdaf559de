/** Whole sequences of consent against a small model of authorization.md, on both databases, also at the same instant. */

import { CallgrantError, type ConsentLimit } from '@callgrant/protocol'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { ring } from '../../../test/call-testbed.ts'
import {
  type ConsentTestbed,
  createConsentTestbed,
  DEVICE_KEY,
  MODEL,
  NOON,
} from '../../../test/consent-testbed.ts'
import { eachStore } from '../../../test/each-store.ts'
import type { PersonCaller } from '../../context.ts'
import { cancelCall } from '../calls/leave-call.ts'
import { openCalls } from '../calls/open-calls.ts'
import { changeOwnSettings } from '../calls/own-settings.ts'
import { startCall } from '../calls/start-call.ts'
import { sweep } from '../calls/sweep.ts'
import { addGroupDevices } from '../groups/add-group-devices.ts'
import { removeGroupDevices } from '../groups/remove-group-devices.ts'
import { changeAuthorization } from './change-authorization.ts'
import { checkAuthorizations } from './check-authorization.ts'
import { clearAuthorizations } from './clear-authorizations.ts'
import { decideAuthorization } from './decide-authorization.ts'
import { deviceContacts } from './device-contacts.ts'
import { listConsentRecords } from './list-consent-records.ts'
import { listOwnAuthorizations } from './list-own-authorizations.ts'
import { switchAuthorization } from './switch-authorization.ts'

const PEOPLE = ['alice', 'bob'] as const
const DEVICES = ['door-1', 'door-2'] as const
const GROUPS = ['hall', 'yard'] as const
type Who = (typeof PEOPLE)[number]
type What = (typeof DEVICES)[number] | (typeof GROUPS)[number]
type State = 'none' | 'authorized' | 'refused'
type ConsentEvent = 'allow' | 'reject' | 'switch_on' | 'switch_off' | 'clear'

/** The table of authorization.md, written out from the page; an event that it does not list cannot happen. */
const TABLE: Record<ConsentEvent, Partial<Record<State, State>>> = {
  allow: { none: 'authorized' },
  reject: { none: 'refused' },
  switch_off: { authorized: 'refused', refused: 'refused' },
  switch_on: { refused: 'authorized', authorized: 'authorized' },
  clear: { none: 'none', authorized: 'none', refused: 'none' },
}
/** A1 and A2: what a person who decided already is answered. */
const REFUSAL: Partial<Record<State, string>> = {
  authorized: 'already_authorized',
  refused: 'already_refused',
}

const isGroup = (what: What): what is (typeof GROUPS)[number] => (GROUPS as readonly string[]).includes(what)

/** What the rules say there is: written from the pages of the rules, with nothing of the server's own code. */
class Model {
  readonly states = new Map<string, State>()
  /** Of what was allowed: until when, and for how many rings (docs/yes-but.md). */
  readonly limits = new Map<string, { until?: number; rings?: number }>()
  readonly urgent = new Set<string>()
  /** Who has quiet hours now: all day, so that they are not a matter of the clock here. */
  readonly quiet = new Set<Who>()
  now = NOON
  readonly groupOf = new Map<string, string>()
  readonly open: { who: Who; what: What; answered: boolean }[] = []

  /** What ran out is none (Y1). */
  state(who: Who, what: What): State {
    const state = this.states.get(`${who} ${what}`) ?? 'none'
    const { until = Number.POSITIVE_INFINITY, rings = 1 } = this.limits.get(`${who} ${what}`) ?? {}
    return state === 'authorized' && (until <= this.now || rings === 0) ? 'none' : state
  }
  set(who: Who, what: What, state: State, limit: { until?: number; rings?: number } = {}): void {
    // A new row is not urgent.
    if (state === 'none' || this.state(who, what) === 'none') this.urgent.delete(`${who} ${what}`)
    this.states.set(`${who} ${what}`, state)
    this.limits.set(`${who} ${what}`, limit)
  }
  /** The device, or the group, whose row decides (A5, A6). */
  decides(who: Who, device: (typeof DEVICES)[number]): What | undefined {
    if (this.state(who, device) !== 'none') return device
    return this.groupOf.get(device) as What | undefined
  }
  /** Whether a ring now would wake them (Y8). */
  isHushed(who: Who, device: (typeof DEVICES)[number]): boolean {
    return this.quiet.has(who) && !this.urgent.has(`${who} ${this.decides(who, device)}`)
  }
  /** Of the row that decides, one ring less (Y4). */
  ring(who: Who, device: (typeof DEVICES)[number]): void {
    const limit = this.limits.get(`${who} ${this.decides(who, device)}`)
    if (limit?.rings !== undefined) limit.rings--
  }
  /** A5 and A6 in words: its own row, else the row of the group it is in now, else no. */
  allowed(who: Who, device: (typeof DEVICES)[number]): boolean {
    const own = this.state(who, device)
    if (own !== 'none') return own === 'authorized'
    const group = this.groupOf.get(device) as What | undefined
    return group !== undefined && this.state(who, group) === 'authorized'
  }
}

class Real {
  readonly testbed: ConsentTestbed
  readonly people = new Map<Who, PersonCaller>()
  readonly groups = new Map<string, string>()
  readonly asked: Awaited<ReturnType<ConsentTestbed['askDevice']>>[] = []

  constructor(testbed: ConsentTestbed) {
    this.testbed = testbed
  }
  static async make(testbed: ConsentTestbed): Promise<Real> {
    const real = new Real(testbed)
    for (const who of PEOPLE) real.people.set(who, await testbed.person(who))
    for (const name of GROUPS) real.groups.set(name, await testbed.group(name))
    const { store, backend } = testbed
    for (const sn of DEVICES) {
      const made = { model_id: MODEL, sn, group_id: null, last_seen_at: null, created_at: NOON }
      const key = { public_key: DEVICE_KEY, registered_at: NOON }
      await store.db
        .insertInto('device')
        .values({ appid: backend.appid, ...made, ...key })
        .execute()
    }
    return real
  }
  who(name: Who): PersonCaller {
    return this.people.get(name) ?? expect.fail(name)
  }
  group(name: string): string {
    return this.groups.get(name) ?? expect.fail(name)
  }
  ask(who: Who, what: What) {
    if (isGroup(what)) return this.testbed.askGroup(this.who(who), this.group(what))
    return this.testbed.askDevice(this.who(who), what)
  }
  subject(what: What) {
    return isGroup(what) ? { group_id: this.group(what) } : { model_id: MODEL, sn: what }
  }
  switch(who: Who, what: What, status: 0 | 1, limit?: ConsentLimit | null) {
    const wish = { ...this.subject(what), status, ...(limit !== undefined && { limit }) }
    return switchAuthorization(this.testbed.ctx, this.who(who), wish)
  }
  async allowFor(who: Who, what: What, limit: ConsentLimit): Promise<void> {
    const { ask } = await this.ask(who, what)
    const answer = { ask, decision: 'allow' as const, words: 'May it?', sdk: 'test/1', limit }
    await decideAuthorization(this.testbed.ctx, this.who(who), answer)
  }
  /** Rings, and hangs up at once. @returns what came of it, as far as the person hears it */
  async ring(who: Who, sn: (typeof DEVICES)[number]): Promise<'rings' | 'hushed'> {
    const client = { ...this.testbed.device(sn), clientId: `client-${sn}` }
    const person = { ...this.who(who), clientId: `client-${who}` }
    const { room_id } = await startCall(this.testbed.ctx, client, ring(who))
    const heard = await openCalls(this.testbed.ctx, person)
    await cancelCall(this.testbed.ctx, client, room_id, 'manual')
    return heard.length === 1 ? 'rings' : 'hushed'
  }
}

/** `ok`, or the code of the refusal. */
async function outcome(work: Promise<unknown>): Promise<string> {
  try {
    await work
    return 'ok'
  } catch (error) {
    if (error instanceof CallgrantError) return error.code
    throw error
  }
}

/** After each step: everything that can be seen is as the model says. */
async function compare(model: Model, real: Real): Promise<void> {
  const { ctx, backend, store } = real.testbed
  for (const who of PEOPLE) {
    const { list } = await listOwnAuthorizations(ctx, real.who(who))
    const seen = new Map(list.map((entry) => [entry.sn ?? entry.group_id, entry.status]))
    const rows = [...DEVICES, ...GROUPS].filter((what) => model.state(who, what) !== 'none')
    expect(list).toHaveLength(rows.length)
    for (const what of rows) {
      const status = model.state(who, what) === 'authorized' ? 1 : 0
      expect(seen.get(isGroup(what) ? real.group(what) : what)).toBe(status)
    }
    for (const device of DEVICES) {
      const found = await store.consent.effective(backend.appid, who, MODEL, device, ctx.now)
      expect([who, device, found.allowed]).toEqual([who, device, model.allowed(who, device)])
    }
  }
  const questions = PEOPLE.flatMap((openid) => DEVICES.map((sn) => ({ openid, model_id: MODEL, sn })))
  const checks = await checkAuthorizations(ctx, backend, questions)
  expect(checks.map(({ allowed, quiet = false }) => [allowed, quiet])).toEqual(
    PEOPLE.flatMap((who) =>
      DEVICES.map((device) => {
        const allowed = model.allowed(who, device)
        return [allowed, allowed && model.isHushed(who, device)]
      }),
    ),
  )
  for (const device of DEVICES) {
    const request = { model_id: MODEL, sn: device, openid_list: [...PEOPLE] }
    const { contact_list } = await deviceContacts(ctx, backend, request)
    expect(contact_list.map(({ status }) => status === 1)).toEqual(
      PEOPLE.map((who) => model.allowed(who, device)),
    )
  }
}

type Step = fc.AsyncCommand<Model, Real>
function step(words: string, run: (model: Model, real: Real) => Promise<void>): Step {
  return {
    check: () => true,
    toString: () => words,
    async run(model, real) {
      real.testbed.clock.now += 1
      model.now = real.testbed.clock.now
      await run(model, real)
      await compare(model, real)
    },
  }
}

// Alice more often, so that many steps meet.
const who = fc.constantFrom<Who>('alice', 'alice', 'alice', 'bob')
const what = fc.constantFrom(...DEVICES, ...GROUPS)
const device = fc.constantFrom(...DEVICES)
const group = fc.constantFrom(...GROUPS)

const steps = [
  fc.tuple(who, what).map(([who, what]) =>
    step(`${who} is asked about ${what}`, async (model, real) => {
      const expected = REFUSAL[model.state(who, what)]
      const result = await outcome(real.ask(who, what).then((asked) => real.asked.push(asked)))
      expect(result).toBe(expected ?? 'ok')
      if (!expected) model.open.push({ who, what, answered: false })
    }),
  ),
  fc.tuple(fc.nat(5), fc.constantFrom('allow', 'reject')).map(([back, decision]) =>
    step(`dialog ${back} is answered: ${decision}`, async (model, real) => {
      const index = model.open.length - 1 - back
      const [dialog, asked] = [model.open[index], real.asked[index]]
      if (!dialog || !asked) return
      const state = model.state(dialog.who, dialog.what)
      // First what is so: an answer sent again hears what stands.
      const expected = REFUSAL[state] ?? (dialog.answered ? 'ask_invalid' : 'ok')
      expect(await outcome(real.testbed.decide(real.who(dialog.who), asked, decision))).toBe(expected)
      if (expected !== 'ok') return
      dialog.answered = true
      model.set(dialog.who, dialog.what, decision === 'allow' ? 'authorized' : 'refused')
    }),
  ),
  fc.tuple(who, what, fc.constantFrom('allow', 'reject')).map(([who, what, decision]) =>
    step(`${who} is asked about ${what} and answers: ${decision}`, async (model, real) => {
      if (model.state(who, what) !== 'none') return
      await real.testbed.decide(real.who(who), await real.ask(who, what), decision)
      model.set(who, what, decision === 'allow' ? 'authorized' : 'refused')
    }),
  ),
  fc.tuple(who, what, fc.constantFrom(0 as const, 1 as const)).map(([who, what, status]) =>
    step(`${who} switches ${what} to ${status}`, async (model, real) => {
      const state = model.state(who, what)
      const exists = state !== 'none'
      expect(await outcome(real.switch(who, what, status))).toBe(exists ? 'ok' : 'authorization_unknown')
      // One that is on already keeps its limits (Y6).
      if (exists && !(status === 1 && state === 'authorized'))
        model.set(who, what, status === 1 ? 'authorized' : 'refused')
    }),
  ),
  fc
    .tuple(who, what, fc.integer({ min: 1, max: 12 }), fc.option(fc.integer({ min: 1, max: 2 })))
    .map(([who, what, time, rings]) =>
      step(`${who} allows ${what} for ${time} ms and ${rings} rings`, async (model, real) => {
        const until = model.now + time
        const limit = { until, ...(rings !== null && { rings }) }
        const state = model.state(who, what)
        if (state === 'none') await real.allowFor(who, what, limit)
        else await real.switch(who, what, 1, limit)
        model.set(who, what, 'authorized', { ...limit })
      }),
    ),
  fc.tuple(who, device).map(([who, sn]) =>
    step(`${sn} rings ${who}`, async (model, real) => {
      const expected = !model.allowed(who, sn)
        ? 'not_authorized'
        : model.isHushed(who, sn)
          ? 'hushed'
          : 'rings'
      const came = await real.ring(who, sn).catch((error: unknown) => {
        if (error instanceof CallgrantError) return error.code
        throw error
      })
      expect(came).toBe(expected)
      if (expected === 'rings') model.ring(who, sn)
    }),
  ),
  fc.tuple(who, fc.boolean()).map(([who, on]) =>
    step(`${who} has quiet hours ${on ? 'now' : 'no more'}`, async (model, real) => {
      const hours = [{ from: '00:00', to: '00:00', days: 'every' as const }]
      await changeOwnSettings(real.testbed.ctx, real.who(who), { quiet: { on, hours, time_zone: 'UTC' } })
      if (on) model.quiet.add(who)
      else model.quiet.delete(who)
    }),
  ),
  fc.tuple(who, what, fc.boolean()).map(([who, what, urgent]) =>
    step(`${who} marks ${what} ${urgent ? 'urgent' : 'not urgent'}`, async (model, real) => {
      const exists = model.state(who, what) !== 'none'
      const change = { ...real.subject(what), urgent }
      const result = await outcome(changeAuthorization(real.testbed.ctx, real.who(who), change))
      expect(result).toBe(exists ? 'ok' : 'authorization_unknown')
      if (!exists) return
      if (urgent) model.urgent.add(`${who} ${what}`)
      else model.urgent.delete(`${who} ${what}`)
    }),
  ),
  fc.constant(
    step('a sweep', async (_, real) => {
      await sweep(real.testbed.ctx)
    }),
  ),
  who.map((who) =>
    step(`${who} clears`, async (model, real) => {
      await clearAuthorizations(real.testbed.ctx, real.who(who))
      for (const what of [...DEVICES, ...GROUPS]) model.set(who, what, 'none')
    }),
  ),
  fc.tuple(device, group, fc.boolean()).map(([sn, name, force_add]) =>
    step(`${sn} into ${name}${force_add ? ' by force' : ''}`, async (model, real) => {
      const now = model.groupOf.get(sn)
      const list = { device_list: [{ model_id: MODEL, sn }], force_add }
      const answer = await addGroupDevices(real.testbed.ctx, real.testbed.backend, real.group(name), list)
      const taken = now !== undefined && !force_add ? 'group_in_other' : 'ok'
      expect(answer.device_list[0]?.code).toBe(now === name ? 'group_already_in' : taken)
      if (answer.device_list[0]?.code === 'ok') model.groupOf.set(sn, name)
    }),
  ),
  fc.tuple(device, group).map(([sn, name]) =>
    step(`${sn} out of ${name}`, async (model, real) => {
      const list = { device_list: [{ model_id: MODEL, sn }] }
      const answer = await removeGroupDevices(real.testbed.ctx, real.testbed.backend, real.group(name), list)
      const isIn = model.groupOf.get(sn) === name
      expect(answer.device_list[0]?.code).toBe(isIn ? 'ok' : 'group_not_in')
      if (isIn) model.groupOf.delete(sn)
    }),
  ),
]

/** What several people's phones may do to one authorization at the same instant. */
const EVENTS = Object.keys(TABLE) as ConsentEvent[]

/** What one order of the events would have answered, and the state that it ends in. */
function inOrder(start: State, events: { event: ConsentEvent; index: number }[]) {
  let state = start
  const answers: string[] = []
  for (const { event, index } of events) {
    const after = TABLE[event][state]
    const isAnswer = event === 'allow' || event === 'reject'
    answers[index] = after ? 'ok' : isAnswer ? (REFUSAL[state] ?? 'ok') : 'authorization_unknown'
    if (after) state = after
  }
  return { state, answers }
}

function* permutations<T>(items: T[]): Generator<T[]> {
  if (items.length < 2) yield items
  for (const [index, first] of items.entries()) {
    for (const rest of permutations(items.toSpliced(index, 1))) yield [first, ...rest]
  }
}

eachStore((open, dialect) => {
  it('whatever is asked, answered, switched, cleared and moved, for a time or for good, rings and is hushed, in whatever order, is as the rules say (A1–A7, A14, A15, Y1–Y8)', async () => {
    const store = await open()
    let run = 0
    await fc.assert(
      fc.asyncProperty(fc.commands(steps, { maxCommands: 40, size: 'max' }), async (commands) => {
        const real = await Real.make(await createConsentTestbed(store, `app${run++}`))
        await fc.asyncModelRun(() => ({ model: new Model(), real }), commands)
      }),
      {
        numRuns: dialect === 'sqlite' ? 60 : 20,
        interruptAfterTimeLimit: 8000,
        markInterruptAsFailure: false,
      },
    )
    expect(run).toBeGreaterThan(5)
  })

  it('what happens at the same instant on two nodes ends as one order of it would have (A7, A9)', async () => {
    const store = await open()
    const second = await store.secondNode()
    let run = 0
    const start = fc.constantFrom<State>('none', 'authorized', 'refused')
    const events = fc.array(fc.constantFrom(...EVENTS), { minLength: 2, maxLength: 4 })
    await fc.assert(
      fc.asyncProperty(start, events, async (start, events) => {
        const testbed = await createConsentTestbed(store, `app${run++}`)
        const node = { ...testbed.ctx, store: second }
        const alice = await testbed.person()
        const sn = 'door-1'
        // Each answer has a dialog of its own, opened before anything was decided.
        const dialogs = await Promise.all(events.map(() => testbed.askDevice(alice, sn)))
        if (start !== 'none') {
          await testbed.decideDevice(alice, sn, start === 'authorized' ? 'allow' : 'reject')
        }
        const act = (event: ConsentEvent, index: number) => {
          const ctx = index % 2 ? node : testbed.ctx
          if (event === 'clear') return clearAuthorizations(ctx, alice)
          if (event === 'allow' || event === 'reject') {
            return testbed.decide(alice, dialogs[index] ?? expect.fail('a dialog'), event)
          }
          const status = event === 'switch_on' ? 1 : 0
          return switchAuthorization(ctx, alice, { model_id: MODEL, sn, status })
        }
        const answers = await Promise.all(events.map((event, index) => outcome(act(event, index))))
        const { list } = await listOwnAuthorizations(testbed.ctx, alice)
        const state: State = !list[0] ? 'none' : list[0].status === 1 ? 'authorized' : 'refused'
        const possible = [...permutations(events.map((event, index) => ({ event, index })))].map((order) =>
          inOrder(start, order),
        )
        expect(possible).toContainEqual({ state, answers })

        // The record, read in its order, tells the same story.
        const { items } = await listConsentRecords(testbed.ctx, testbed.backend, { limit: 100 })
        const last = items.find(({ act }) => act !== 'asked')?.act ?? 'cleared'
        const told = { authorized: 'authorized', switched_on: 'authorized', cleared: 'none' } as const
        expect(last in told ? told[last as keyof typeof told] : 'refused').toBe(state)
      }),
      {
        numRuns: dialect === 'sqlite' ? 60 : 30,
        interruptAfterTimeLimit: 8000,
        markInterruptAsFailure: false,
      },
    )
    expect(run).toBeGreaterThan(5)
  })
})
