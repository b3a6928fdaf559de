/** The machine against a small model: any acts, by both sides, at any times. */

import { SIDE_GONE_MS } from '@callgrant/protocol'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { CallAct } from './acts.ts'
import { applyToCall } from './apply.ts'
import type { CallState } from './call-state.ts'
import { newCall, T0 } from './fixture.ts'
import { toSnapshot } from './snapshot.ts'

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
  by.map((b): CallAct => ({ ...b, type: 'absent' })),
  fc
    .constantFrom('deadline', 'side_gone', 'consent_withdrawn', 'backend_approved')
    .map((type) => ({ type }) as CallAct),
  fc.constant<CallAct>({ type: 'backend_refused', message: 'no' }),
  fc.constantFrom<CallAct>(
    { type: 'ring_over', because: 'answered', by: 'Bob' },
    { type: 'ring_over', because: 'answered', by: null },
    { type: 'ring_over', because: 'cancelled', origin: 'manual' },
    { type: 'ring_over', because: 'aborted' },
  ),
)
const steps = fc.array(fc.record({ act, wait: fc.oneof(fc.nat(500), fc.nat(20_000)) }), { maxLength: 30 })
const start = fc.record({
  callerKind: fc.constantFrom('device' as const, 'person' as const),
  timeLimitSeconds: fc.option(fc.integer({ min: 1, max: 30 })),
  awaitsBackend: fc.boolean(),
  callerClient: fc.constantFrom('client-caller', null),
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
      let row: CallState = newCall(how)
      const model: Model = {
        joined: false,
        caller: how.callerClient,
        waits: how.awaitsBackend,
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
        // A sign of life is nobody's news.
        const told = act.type !== 'alive' && act.type !== 'absent'
        expect(row.version).toBe(before.version + Number(told))
        expect(RANK[row.state]).toBeGreaterThanOrEqual(RANK[before.state])
        expect(row.joinedAt !== null).toBe(model.joined)
        expect(row.callerClient).toBe(model.caller)
        // Nothing rings, is answered or declined before the back end said yes, and it is asked no more after.
        expect(row.awaitsBackend).toBe(model.waits)
        if (model.waits && row.state !== 'ended') expect(row.state).toBe('created')
        if (model.waits) expect(['rejected', 'timeout', 'busy', 'hung_up']).not.toContain(row.endReason)
        if (act.type === 'backend_refused') expect(model.waits).toBe(true)
        expect(row.listenerClient).toBe(model.holder)
        expect(row.acceptedAt !== null).toBe(model.holder !== null)
        const talks = model.joined && model.holder !== null && model.media.caller && model.media.listener
        expect(row.startedAt !== null).toBe(talks)
        model.ended = row.state === 'ended'
        // Exactly one reason, and only at the end.
        expect(row.endReason !== null).toBe(model.ended)
        expect(row.endedAt !== null).toBe(model.ended)
        expect(toSnapshot(row).end !== null).toBe(model.ended)
        if (row.endReason === 'hung_up') expect(model.holder).not.toBeNull()
        if (row.endReason === 'cancelled' || row.endReason === 'rejected' || row.endReason === 'timeout') {
          expect(model.holder).toBeNull()
        }
        // Whoever rang several people stops ringing the others, and hangs up on nobody who answered (H3).
        if (act.type === 'ring_over') expect(model.holder).toBeNull()
        expect(row.answeredBy !== null).toBe(act.type === 'ring_over' && act.because === 'answered')
        if (act.type === 'consent_withdrawn') {
          expect(model.holder === null && row.callerKind === 'device').toBe(true)
        }
      }
    }),
    { numRuns: 3000 },
  )
})

test('ends every call when time goes on and nobody is there any more (C6)', () => {
  fc.assert(
    fc.property(start, steps, (how, steps) => {
      let row: CallState = newCall(how)
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
      expect(row.deadlineAt).toBeNull()
    }),
    { numRuns: 500 },
  )
})

test('ends every call within 20 s of the last sign of life of its caller, joined or not (C6)', () => {
  fc.assert(
    fc.property(start, steps, (how, steps) => {
      let row: CallState = newCall(how)
      let now = T0
      /** When anybody last said anything that counts for the caller, kept apart from the machine. */
      let heard = T0
      const apply = (act: CallAct) => {
        const outcome = applyToCall(row, act, now)
        if (outcome.kind === 'changed') row = { ...row, ...outcome.changes }
        if (outcome.kind !== 'refused' && 'side' in act) heard = now
      }
      for (const { act, wait } of steps) {
        now += wait
        apply(act)
      }
      now = heard + SIDE_GONE_MS
      apply({ type: 'side_gone' })
      expect(row.state === 'ended' || row.callerClient === null).toBe(true)
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
