/** The machine against a small model: any acts, by both sides, at any times. */

import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyToCall } from './call.ts'
import type { CallAct } from './call-acts.ts'
import { newCall, T0 } from './call-fixture.ts'
import type { CallRow } from './call-row.ts'
import { toSnapshot } from './call-snapshot.ts'

const by = fc.record({
  side: fc.constantFrom('caller' as const, 'listener' as const),
  clientId: fc.constantFrom('client-caller', 'client-phone', 'client-tablet'),
})
const origin = fc.constantFrom('manual' as const, 'forceFromApp' as const, 'unloadCallPage' as const)
const act: fc.Arbitrary<CallAct> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc
      .tuple(by, fc.constantFrom('join', 'accept', 'media_ready'))
      .map(([b, type]) => ({ ...b, type }) as CallAct),
  },
  fc
    .tuple(by, origin, fc.constantFrom('reject', 'cancel', 'hang_up'))
    .map(([b, o, type]) => ({ ...b, type, origin: o }) as CallAct),
  by.map((b): CallAct => ({ ...b, type: 'failed', message: 'no camera' })),
  {
    weight: 3,
    arbitrary: fc.tuple(by, fc.boolean()).map(([b, media]): CallAct => ({ ...b, type: 'alive', media })),
  },
  fc
    .constantFrom('deadline', 'side_gone', 'consent_withdrawn', 'backend_approved')
    .map((type) => ({ type }) as CallAct),
  fc.constant<CallAct>({ type: 'backend_refused', message: 'no' }),
)
const steps = fc.array(fc.record({ act, wait: fc.oneof(fc.nat(500), fc.nat(20_000)) }), { maxLength: 30 })
const start = fc.record({
  caller_kind: fc.constantFrom('device' as const, 'person' as const),
  time_limit_seconds: fc.option(fc.integer({ min: 1, max: 30 })),
  awaits_backend: fc.constantFrom(0, 1),
  caller_client: fc.constantFrom('client-caller', null),
})

/** What must be true, kept apart from the machine: who said what so far. */
interface Model {
  joined: boolean
  /** Which client has the caller's side; null: the back end began the call, and none yet. */
  caller: string | null
  /** The back end has not said yes (C16). */
  waits: boolean
  holder: string | null
  media: { caller: boolean; listener: boolean }
  ended: boolean
}
const RANK = { created: 0, ringing: 1, connecting: 2, talking: 3, ended: 4 }
const ONLY = { join: 'caller', cancel: 'caller', accept: 'listener', reject: 'listener' } as Record<
  string,
  string
>

function track(model: Model, act: CallAct): void {
  if (!model.ended && act.type === 'backend_approved') model.waits = false
  if (model.ended || !('side' in act) || (ONLY[act.type] ?? act.side) !== act.side) return
  if (act.side === 'listener' && model.waits) return
  const holder = act.side === 'caller' ? model.caller : model.holder
  if (![null, act.clientId].includes(holder)) return
  if (act.type === 'join') {
    model.joined = true
    model.caller = act.clientId
  }
  if (act.type === 'accept') model.holder = act.clientId
  const set = model.holder !== null && (act.side === 'listener' || model.joined)
  if (act.type === 'media_ready' && set) model.media[act.side] = true
}

test('keeps its promises under any acts at any times (C6, C7, C9)', () => {
  fc.assert(
    fc.property(start, steps, (how, steps) => {
      let row: CallRow = newCall(how)
      const model: Model = {
        joined: false,
        caller: how.caller_client,
        waits: how.awaits_backend === 1,
        holder: null,
        media: { caller: false, listener: false },
        ended: false,
      }
      let now = T0
      for (const { act, wait } of steps) {
        now += wait
        const before = structuredClone(row)
        const outcome = applyToCall(row, act, now)
        expect(row).toEqual(before) // pure
        track(model, act)
        if (outcome.kind !== 'changed') continue
        // Nothing leaves `ended`, and the wrong side changes nothing.
        expect(model.ended).toBe(false)
        if ('side' in act) expect(ONLY[act.type] ?? act.side).toBe(act.side)
        row = { ...row, ...outcome.changes }
        expect(row.version).toBe(before.version + 1)
        expect(RANK[row.state]).toBeGreaterThanOrEqual(RANK[before.state])
        expect(row.joined_at !== null).toBe(model.joined)
        expect(row.caller_client).toBe(model.caller)
        // Nothing rings, is answered or declined before the back end said yes, and it is asked no more after.
        expect(row.awaits_backend === 1).toBe(model.waits)
        if (model.waits && row.state !== 'ended') expect(row.state).toBe('created')
        if (model.waits) expect(['rejected', 'timeout', 'busy', 'hung_up']).not.toContain(row.end_reason)
        if (act.type === 'backend_refused') expect(model.waits).toBe(true)
        expect(row.listener_client).toBe(model.holder)
        expect(row.accepted_at !== null).toBe(model.holder !== null)
        const talks = model.joined && model.holder !== null && model.media.caller && model.media.listener
        expect(row.started_at !== null).toBe(talks)
        model.ended = row.state === 'ended'
        // Exactly one reason, and only at the end.
        expect(row.end_reason !== null).toBe(model.ended)
        expect(row.ended_at !== null).toBe(model.ended)
        expect(toSnapshot(row).end !== null).toBe(model.ended)
        if (row.end_reason === 'hung_up') expect(model.holder).not.toBeNull()
        if (row.end_reason === 'cancelled' || row.end_reason === 'rejected' || row.end_reason === 'timeout') {
          expect(model.holder).toBeNull()
        }
        if (act.type === 'consent_withdrawn') {
          expect(model.holder === null && row.caller_kind === 'device').toBe(true)
        }
      }
    }),
    { numRuns: 3000 },
  )
})

test('ends every call when time goes on and nobody is there any more (C6)', () => {
  fc.assert(
    fc.property(start, steps, (how, steps) => {
      let row: CallRow = newCall(how)
      let now = T0
      const apply = (act: CallAct) => {
        const outcome = applyToCall(row, act, now)
        if (outcome.kind === 'changed') row = { ...row, ...outcome.changes }
      }
      for (const { act, wait } of steps) {
        now += wait
        apply(act)
      }
      // Longer than any state may last with nobody alive: ringing 60 s, setting up 30 s, talking unseen 15 s.
      for (let swept = 0; swept < 70_000; swept += 500) {
        now += 500
        apply({ type: 'deadline' })
        apply({ type: 'side_gone' })
      }
      expect(row.state).toBe('ended')
      expect(row.deadline_at).toBeNull()
    }),
    { numRuns: 500 },
  )
})

test('ends in one way whichever of two acts comes first, and saying them again changes nothing (C9)', () => {
  fc.assert(
    fc.property(steps, act, act, (steps, one, two) => {
      const run = (acts: CallAct[]) => {
        let row = newCall()
        for (const act of acts) {
          const outcome = applyToCall(row, act, T0 + 1)
          if (outcome.kind === 'changed') row = { ...row, ...outcome.changes }
        }
        return row
      }
      const before = steps.map((step) => step.act)
      for (const order of [
        [...before, one, two],
        [...before, two, one],
      ]) {
        const row = run(order)
        if (row.state === 'ended') expect(run([...order, two, one])).toEqual(row)
      }
    }),
  )
})
