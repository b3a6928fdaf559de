/** The waiting for the back end's word (C16), and calls that the back end began, in the machine. */

import { describe, expect, test } from 'vitest'
import type { CallAct, PartyAct } from './acts.ts'
import { applyToCall } from './apply.ts'
import type { CallState } from './call-state.ts'
import { newCall, T0 } from './fixture.ts'

const caller = { side: 'caller', clientId: 'client-caller' } as const
const phone = { side: 'listener', clientId: 'client-phone' } as const
const waiting = (changes: Partial<CallState> = {}) =>
  newCall({ awaitsBackend: true, deadlineAt: T0 + 12_000, ...changes })

function step(row: CallState, act: CallAct, now = T0 + 1000): CallState {
  const outcome = applyToCall(row, act, now)
  if (outcome.kind !== 'changed') throw new Error(JSON.stringify(outcome))
  return { ...row, ...outcome.changes }
}
const join: PartyAct = { type: 'join', ...caller }

describe('a call that waits for the back end (C16)', () => {
  test('stays created when the caller joins, and rings its full time from the yes', () => {
    const joined = step(waiting({ ringSeconds: 30 }), join)
    expect(joined).toMatchObject({ state: 'created', joinedAt: T0 + 1000, deadlineAt: T0 + 12_000 })
    expect(step(joined, { type: 'backend_approved' }, T0 + 2000)).toMatchObject({
      state: 'ringing',
      awaitsBackend: false,
      deadlineAt: T0 + 32_000,
    })
    expect(step(waiting(), { type: 'backend_approved' }, T0 + 2000)).toMatchObject({
      state: 'created',
      deadlineAt: T0 + 62_000,
    })
  })

  test('does not exist for the listener, also after it ended so', () => {
    const over = step(waiting(), { type: 'backend_refused', message: 'no' })
    for (const row of [waiting(), over]) {
      for (const act of [
        { type: 'accept', ...phone },
        { type: 'reject', ...phone, origin: 'manual' },
        { type: 'hang_up', ...phone, origin: 'manual' },
        { type: 'alive', ...phone, media: false },
      ] satisfies PartyAct[]) {
        expect(applyToCall(row, act, T0)).toEqual({ kind: 'refused', code: 'room_unknown' })
      }
    }
  })

  test('is cancelled by neither side when the back end says no, with its words', () => {
    expect(step(waiting(), { type: 'backend_refused', message: 'not at night' })).toMatchObject({
      state: 'ended',
      endReason: 'cancelled',
      endBy: null,
      endOrigin: 'other',
      endMessage: 'not at night',
      awaitsBackend: true,
    })
  })

  test('is cancelled when its time is over, whichever node finds it (C6)', () => {
    expect(applyToCall(waiting(), { type: 'deadline' }, T0 + 11_999)).toEqual({ kind: 'unchanged' })
    expect(step(waiting(), { type: 'deadline' }, T0 + 12_000)).toMatchObject({
      endReason: 'cancelled',
      endBy: null,
      endMessage: "the app's back end did not answer within 12 s",
    })
  })

  test('ends by the caller’s cancel, by its silence, and by a withdrawal (A7)', () => {
    expect(step(waiting(), { type: 'cancel', ...caller, origin: 'manual' })).toMatchObject({
      endReason: 'cancelled',
      endBy: 'caller',
    })
    expect(step(step(waiting(), join), { type: 'side_gone' }, T0 + 21_000)).toMatchObject({
      endReason: 'aborted',
      endBy: 'caller',
    })
    expect(step(waiting(), { type: 'consent_withdrawn' })).toMatchObject({ endReason: 'aborted' })
  })

  test('takes the back end’s word once, and none for a call that is over or never waited', () => {
    const rings = step(waiting(), { type: 'backend_approved' })
    const over = step(waiting(), { type: 'cancel', ...caller, origin: 'manual' })
    for (const row of [rings, over, newCall()]) {
      expect(applyToCall(row, { type: 'backend_approved' }, T0)).toEqual({ kind: 'unchanged' })
      expect(applyToCall(row, { type: 'backend_refused', message: 'no' }, T0)).toEqual({ kind: 'unchanged' })
    }
  })
})

describe('a call that the back end began from a device', () => {
  const begun = (changes: Partial<CallState> = {}) =>
    newCall({ callerClient: null, deadlineAt: T0 + 20_000, ...changes })

  test('belongs to the first client of the device that joins, and then rings its full time', () => {
    const joined = step(begun(), join)
    expect(joined).toMatchObject({
      state: 'ringing',
      callerClient: 'client-caller',
      deadlineAt: T0 + 61_000,
    })
    expect(applyToCall(joined, { ...join, clientId: 'client-other' }, T0)).toMatchObject({
      code: 'answered_elsewhere',
    })
  })

  test('is aborted when no client of the device joins', () => {
    expect(applyToCall(begun(), { type: 'deadline' }, T0 + 19_999)).toEqual({ kind: 'unchanged' })
    expect(step(begun(), { type: 'deadline' }, T0 + 20_000)).toMatchObject({
      endReason: 'aborted',
      endBy: 'caller',
      endMessage: 'no client of the device joined the call',
    })
    const answered = step(begun(), { type: 'accept', ...phone })
    expect(step(answered, { type: 'deadline' }, T0 + 21_000)).toMatchObject({
      endReason: 'aborted',
      endMessage: 'listener waitOtherToJoin timeout',
    })
  })

  test('waits for the back end’s word like any other, and then for the device', () => {
    const row = begun({ awaitsBackend: true, deadlineAt: T0 + 12_000 })
    expect(step(row, { type: 'backend_approved' }, T0 + 2000).deadlineAt).toBe(T0 + 22_000)
    const joined = step(step(row, join), { type: 'backend_approved' }, T0 + 2000)
    expect(joined).toMatchObject({ state: 'ringing', deadlineAt: T0 + 62_000 })
  })

  test('cannot fail before anybody joined: it is cancelled instead', () => {
    expect(applyToCall(begun(), { type: 'failed', ...caller, message: 'x' }, T0)).toEqual({
      kind: 'refused',
      code: 'bad_request',
      message: 'The call is not joined yet: cancel it instead.',
    })
    expect(step(begun(), { type: 'cancel', ...caller, origin: 'manual' })).toMatchObject({
      endReason: 'cancelled',
    })
  })
})
