/** The checker by itself, with histories that were made up: one for each rule, kept and broken. */

import { expect, it } from 'vitest'
import { check, type Stored, type StoredCall } from './checker.ts'
import type { Operation, Phase, Told } from './history.ts'

const SUBJECT = 'alice door'
const HUNG_UP = { reason: 'hung_up', by: 'caller', origin: 'manual', message: null } as const
const REJECTED = { reason: 'rejected', by: 'listener', origin: 'manual', message: null } as const

const phase = (act: Phase['act'], sent: number, acknowledged: number): Phase => ({
  subject: SUBJECT,
  act,
  sent,
  acknowledged,
})
const start = (sent: number, answered: number, more: Partial<Operation> = {}): Operation => ({
  type: 'call.start',
  client: 'door',
  subject: SUBJECT,
  tag: 't',
  roomId: 'r',
  sent,
  answered,
  outcome: 'ok',
  ...more,
})
const refused = (sent: number, answered: number): Operation => {
  const { roomId: _, ...operation } = start(sent, answered, { outcome: 'refused', code: 'not_authorized' })
  return operation
}
const told = (client: string, version: number, more: Partial<Told> = {}): Told => ({
  client,
  roomId: 'r',
  state: 'ended',
  version,
  end: HUNG_UP,
  by: 'notice',
  at: 100_000,
  ...more,
})
const call = (more: Partial<StoredCall> = {}): StoredCall => ({
  roomId: 'r',
  openid: 'alice',
  sn: 'door',
  payload: 't',
  state: 'ended',
  end: HUNG_UP,
  ...more,
})

/** Records of these acts, and what they come to. */
function stored(acts: Phase['act'][], more: Partial<Stored> = {}): Stored {
  const last = acts.at(-1)
  const status = last === 'authorized' || last === 'switched_on' ? 1 : 0
  const about = { openid: 'alice', sn: 'door' }
  return {
    records: acts.map((act, n) => ({ id: `${n}`, ...about, act, words: null })),
    authorizations: last === undefined || last === 'cleared' ? [] : [{ ...about, status }],
    calls: [],
    busy: [],
    events: acts.map((act, n) => ({
      id: `evt_${n}`,
      number: n + 1,
      type: `authorization.${act}`,
      call: null,
    })),
    ...more,
  }
}

function found(
  history: { phases?: Phase[]; operations?: Operation[]; told?: Told[] },
  store: Stored,
): Record<string, number> {
  const whole = { phases: [], operations: [], told: [], ...history }
  // Those that have nothing to say about events have none.
  const events = store.calls.flatMap(({ roomId, state }, n) => [
    { id: `c${n}`, number: null, type: 'call.changed', call: { room_id: roomId, version: 1, state } },
  ])
  const all = [...store.events, ...events].map((event, n) => ({ ...event, number: n + 1 }))
  const violations = check(whole, { ...store, events: all }, [all])
  return Object.fromEntries(
    Object.entries(violations)
      .map(([kind, lines]) => [kind, lines.length] as const)
      .filter(([, count]) => count > 0),
  )
}

const AGREED = [phase('authorized', 0, 10)]
const WITHDRAWN = [...AGREED, phase('switched_off', 20, 30)]

it('is content with what is as it should be', () => {
  const operations = [start(12, 15), start(40, 45, { outcome: 'refused', code: 'not_authorized', tag: 'u' })]
  delete operations[1]?.roomId
  const history = { phases: WITHDRAWN, operations, told: [told('door', 3), told('alice', 3)] }
  expect(found(history, stored(['authorized', 'switched_off'], { calls: [call()] }))).toEqual({})
})

it('(a) misses a decision that has no record, and one that is not in force', () => {
  expect(found({ phases: WITHDRAWN }, stored(['authorized']))).toEqual({ lost: 2 })
  const other = { authorizations: [{ openid: 'alice', sn: 'door', status: 1 }] }
  expect(found({ phases: WITHDRAWN }, stored(['authorized', 'switched_off'], other))).toEqual({ lost: 1 })
})

it('(a) misses a call that was acknowledged, and a consent that was not heeded', () => {
  expect(found({ phases: AGREED, operations: [start(12, 15)] }, stored(['authorized']))).toEqual({ lost: 1 })
  expect(found({ phases: AGREED, operations: [refused(12, 15)] }, stored(['authorized']))).toEqual({
    lost: 1,
  })
  // Asked while the answer was on its way, either is right.
  expect(found({ phases: AGREED, operations: [refused(5, 15)] }, stored(['authorized']))).toEqual({})
})

it('(b) finds a call after a refusal; not one that was under way, nor one of which nobody knows when it was placed', () => {
  const store = stored(['authorized', 'switched_off'], { calls: [call()] })
  expect(found({ phases: WITHDRAWN, operations: [start(31, 35)] }, store)).toEqual({ callsAfterRefusal: 1 })
  expect(found({ phases: WITHDRAWN, operations: [start(29, 35)] }, store)).toEqual({})
  const again = [...WITHDRAWN, phase('switched_on', 50, 60)]
  const later = stored(['authorized', 'switched_off', 'switched_on'], { calls: [call()] })
  expect(found({ phases: again, operations: [start(31, 35, { outcome: 'unknown' })] }, later)).toEqual({})
})

it('(b) finds what rings on after a refusal; a conversation goes on', () => {
  const store = stored(['authorized', 'switched_off'], { calls: [call()] })
  const accept = (sent: number) => start(sent, sent + 2, { type: 'call.accept', client: 'alice' })
  const at = (...times: number[]) => ({
    phases: WITHDRAWN,
    operations: [start(12, 14), ...times.map(accept)],
  })
  expect(found(at(40), store)).toEqual({ callsAfterRefusal: 1 })
  expect(found(at(15, 40), store)).toEqual({})
})

it('(c) finds a call that did not end, two reasons, an older state, and life after the end', () => {
  const store = (one: StoredCall) => stored(['authorized'], { calls: [one] })
  const history = (...all: Told[]) => ({ phases: AGREED, operations: [start(12, 14)], told: all })
  expect(found(history(), store(call({ state: 'ringing', end: null })))).toEqual({ halfOpen: 1 })
  expect(found(history(told('door', 3), told('alice', 3, { end: REJECTED })), store(call()))).toEqual({
    halfOpen: 1,
  })
  const ringing = told('door', 2, { state: 'ringing', end: null })
  const alive = found(history(told('door', 3), ringing), store(call()))
  expect(alive.halfOpen).toBe(1)
})

it('(d) finds who stayed busy', () => {
  expect(found({}, stored([], { busy: ['p:alice'] }))).toEqual({ halfOpen: 1 })
})

it('finds a call that was ended before its time', () => {
  const end = { reason: 'timeout', by: null, origin: 'other', message: null } as const
  const store = stored(['authorized'], { calls: [call({ end })] })
  const after = (at: number) => ({
    phases: AGREED,
    operations: [start(12, 14)],
    told: [told('door', 3, { end, at })],
  })
  expect(found(after(30_000), store)).toEqual({ endedEarly: 1 })
  expect(found(after(60_100), store)).toEqual({})
})

it('says nothing about what was so when, where a request that nobody answered was carried out late', () => {
  const store = stored(['authorized', 'switched_off', 'switched_on', 'switched_on'], { calls: [call()] })
  const phases = [...WITHDRAWN, phase('switched_on', 32, 33), phase('switched_off', 34, 36)]
  const acts: Phase['act'][] = ['authorized', 'switched_off', 'switched_on', 'switched_off', 'switched_on']
  expect(found({ phases, operations: [start(40, 45)] }, stored(acts, { calls: [call()] }))).toEqual({})
  // One that is missing is missing all the same.
  expect(found({ phases }, store)).toMatchObject({ lost: 1 })
})

it('(e) finds events that were left out, doubled, out of order, of nothing, and missing', () => {
  const store = stored(['authorized', 'switched_off'])
  const sent = (...ids: string[]) =>
    check({ phases: WITHDRAWN, operations: [], told: [] }, store, [ids.map((id) => ({ id }))]).eventsLost
  expect(sent('evt_0', 'evt_1')).toEqual([])
  expect(sent('evt_0')).toEqual(['reader 1 was not sent evt_1'])
  expect(sent('evt_0', 'evt_1', 'evt_1')).toEqual(['reader 1 was sent evt_1 twice'])
  expect(sent('evt_1', 'evt_0')).toEqual(['reader 1 was sent evt_0 out of order'])
  expect(sent('evt_0', 'evt_1', 'evt_7')).toEqual(['reader 1 was sent evt_7, which is not kept'])
  const none = check({ phases: WITHDRAWN, operations: [], told: [] }, { ...store, events: [] }, [])
  expect(none.eventsLost).toHaveLength(2)
  const gap = store.events.map((event) => ({ ...event, number: (event.number ?? 0) * 2 }))
  expect(
    check({ phases: WITHDRAWN, operations: [], told: [] }, { ...store, events: gap }, []).eventsLost,
  ).toHaveLength(2)
})
