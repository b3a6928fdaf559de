import { Call } from '@callgrant/protocol'
import { describe, expect, test } from 'vitest'
import type { CallAct, Outcome, PartyAct } from './acts.ts'
import { applyToCall } from './apply.ts'
import type { CallState } from './call-state.ts'
import { newCall, T0 } from './fixture.ts'
import { toSnapshot } from './snapshot.ts'

const caller = { side: 'caller', clientId: 'client-caller' } as const
const phone = { side: 'listener', clientId: 'client-phone' } as const
const tablet = { side: 'listener', clientId: 'client-tablet' } as const

/** The acts one after another, a second apart; each must change something. */
function after(row: CallState, ...acts: CallAct[]): CallState {
  let result = row
  for (const [index, act] of acts.entries()) {
    result = { ...result, ...changed(applyToCall(result, act, T0 + 1000 * (index + 1))) }
  }
  return result
}

function changed(outcome: Outcome): Partial<CallState> {
  if (outcome.kind !== 'changed') throw new Error(JSON.stringify(outcome))
  return outcome.changes
}

const join: PartyAct = { type: 'join', ...caller }
const accept: PartyAct = { type: 'accept', ...phone }
const ready: PartyAct[] = [
  { type: 'media_ready', ...caller },
  { type: 'media_ready', ...phone },
]
const talking = (row = newCall()) => after(row, join, accept, ...ready)

describe('the way into a conversation', () => {
  test('rings when the caller joins', () => {
    expect(after(newCall(), join)).toMatchObject({ state: 'ringing', joinedAt: T0 + 1000, version: 2 })
  })

  test('connects on the answer and talks once media flows at both sides', () => {
    const connecting = after(newCall(), join, accept)
    expect(connecting).toMatchObject({ state: 'connecting', listenerClient: 'client-phone' })
    expect(connecting.deadlineAt).toBe(T0 + 2000 + 30_000)
    const one = after(newCall(), join, accept, { type: 'media_ready', ...phone })
    expect(one.state).toBe('connecting')
    expect(talking()).toMatchObject({ state: 'talking', startedAt: T0 + 4000, deadlineAt: null })
  })

  test('lets the answer come before the caller’s join, which then has 20 s', () => {
    const answered = after(newCall(), accept)
    expect(answered).toMatchObject({ state: 'connecting', deadlineAt: T0 + 1000 + 20_000 })
    expect(after(newCall(), accept, join)).toMatchObject({
      state: 'connecting',
      deadlineAt: T0 + 2000 + 30_000,
    })
  })

  test('takes the same join, answer or readiness twice as once', () => {
    const row = talking()
    for (const act of [join, accept, ...ready])
      expect(applyToCall(row, act, T0)).toEqual({ kind: 'unchanged' })
  })

  test('refuses readiness of media before the answer and before the join', () => {
    for (const row of [newCall(), after(newCall(), join), after(newCall(), accept)]) {
      expect(applyToCall(row, { type: 'media_ready', ...caller }, T0)).toMatchObject({ code: 'bad_request' })
    }
  })

  test('counts the time limit from the start of talking (C10, C11)', () => {
    const row = talking(newCall({ timeLimitSeconds: 90 }))
    expect(row.deadlineAt).toBe(T0 + 4000 + 90_000)
    expect(applyToCall(row, { type: 'deadline' }, T0 + 4000 + 89_999)).toEqual({ kind: 'unchanged' })
    expect(changed(applyToCall(row, { type: 'deadline' }, T0 + 4000 + 90_000))).toMatchObject({
      endReason: 'hung_up',
      endOrigin: 'timeLimit',
    })
  })
})

describe('several clients of one person (C7)', () => {
  test('gives the call to the first that accepts', () => {
    const row = after(newCall(), join, accept)
    expect(applyToCall(row, { type: 'accept', ...tablet }, T0)).toEqual({
      kind: 'refused',
      code: 'answered_elsewhere',
    })
  })

  test('lets one client reject for all', () => {
    const row = after(newCall(), join, { type: 'reject', ...tablet, origin: 'manual' })
    expect(row).toMatchObject({ endReason: 'rejected', endBy: 'listener', endOrigin: 'manual' })
    expect(applyToCall(row, accept, T0)).toEqual({ kind: 'refused', code: 'call_over' })
  })

  test('does not let another client end, fail or vouch for a call that was answered', () => {
    const row = talking()
    for (const act of [
      { type: 'reject', ...tablet, origin: 'manual' },
      { type: 'hang_up', ...tablet, origin: 'manual' },
      { type: 'failed', ...tablet, message: 'no camera' },
      { type: 'media_ready', ...tablet },
      { type: 'alive', ...tablet, media: true },
    ] satisfies PartyAct[]) {
      expect(applyToCall(row, act, T0 + 60_000)).toEqual({ kind: 'refused', code: 'answered_elsewhere' })
    }
  })

  test('does not let another client of the caller join in its place', () => {
    const other: PartyAct = { type: 'join', side: 'caller', clientId: 'client-other' }
    expect(applyToCall(newCall(), other, T0)).toMatchObject({ code: 'answered_elsewhere' })
  })
})

describe('ends', () => {
  test('is cancelled by the caller before the answer, with its origin', () => {
    for (const type of ['cancel', 'hang_up'] as const) {
      for (const row of [newCall(), after(newCall(), join)]) {
        const ended = changed(applyToCall(row, { type, ...caller, origin: 'unloadCallPage' }, T0 + 9))
        expect(ended).toMatchObject({
          state: 'ended',
          endReason: 'cancelled',
          endBy: 'caller',
          endOrigin: 'unloadCallPage',
          endedAt: T0 + 9,
          deadlineAt: null,
        })
      }
    }
  })

  test('is rejected when the listener hangs up before the answer', () => {
    const act: PartyAct = { type: 'hang_up', ...phone, origin: 'forceFromApp' }
    expect(changed(applyToCall(newCall(), act, T0))).toMatchObject({
      endReason: 'rejected',
      endBy: 'listener',
    })
  })

  test('is a hang-up when cancel arrives after accept (C9)', () => {
    const row = after(newCall(), join, accept)
    const act: PartyAct = { type: 'cancel', ...caller, origin: 'manual' }
    expect(changed(applyToCall(row, act, T0))).toMatchObject({ endReason: 'hung_up', endBy: 'caller' })
  })

  test('is hung up by either side while talking', () => {
    for (const by of [caller, phone]) {
      const ended = changed(applyToCall(talking(), { type: 'hang_up', ...by, origin: 'manual' }, T0))
      expect(ended).toMatchObject({ endReason: 'hung_up', endBy: by.side, endOrigin: 'manual' })
    }
  })

  test('times out when nobody answers, joined or not', () => {
    for (const row of [newCall(), after(newCall(), join)]) {
      expect(applyToCall(row, { type: 'deadline' }, T0 + 59_999)).toEqual({ kind: 'unchanged' })
      expect(changed(applyToCall(row, { type: 'deadline' }, T0 + 60_000))).toMatchObject({
        endReason: 'timeout',
        endBy: null,
      })
    }
  })

  test('aborts when the caller does not join within 20 s of the answer', () => {
    const row = after(newCall(), accept)
    expect(changed(applyToCall(row, { type: 'deadline' }, T0 + 21_000))).toMatchObject({
      endReason: 'aborted',
      endBy: 'caller',
      endMessage: 'listener waitOtherToJoin timeout',
    })
  })

  test('aborts when media cannot be set up', () => {
    const row = after(newCall(), join, accept)
    expect(changed(applyToCall(row, { type: 'deadline' }, T0 + 32_000))).toMatchObject({
      endReason: 'aborted',
      endBy: null,
      endMessage: 'media could not be set up within 30 s',
    })
    const failed: PartyAct = { type: 'failed', ...phone, message: 'no camera' }
    expect(changed(applyToCall(row, failed, T0))).toMatchObject({
      endReason: 'aborted',
      endBy: 'listener',
      endMessage: 'no camera',
    })
  })

  test('does not let one client that fails before the answer end the ringing on the others', () => {
    const act: PartyAct = { type: 'failed', ...phone, message: 'no camera' }
    expect(applyToCall(newCall(), act, T0)).toMatchObject({ kind: 'refused', code: 'bad_request' })
  })

  test('stays as it ended, whatever comes after (C6)', () => {
    const row = after(newCall(), join, { type: 'reject', ...phone, origin: 'manual' })
    for (const act of [
      { type: 'deadline' },
      { type: 'side_gone' },
      { type: 'consent_withdrawn' },
      { type: 'reject', ...phone, origin: 'manual' },
      { type: 'cancel', ...caller, origin: 'manual' },
      { type: 'hang_up', ...caller, origin: 'manual' },
      { type: 'failed', ...caller, message: 'x' },
    ] satisfies CallAct[]) {
      expect(applyToCall(row, act, T0 + 1e9)).toEqual({ kind: 'unchanged' })
    }
    for (const act of [join, accept, ...ready, { type: 'alive', ...caller, media: true } as const]) {
      expect(applyToCall(row, act, T0 + 1e9)).toEqual({ kind: 'refused', code: 'call_over' })
    }
  })
})

describe('a side that is gone (C15)', () => {
  test('ends the call after 15 s of absence, that is 20 s after its last sign of life, naming the side', () => {
    const row = after(newCall(), join, accept)
    const alive: PartyAct = { type: 'alive', ...phone, media: false }
    const still = { ...row, ...changed(applyToCall(row, alive, T0 + 10_000)) }
    expect(applyToCall(still, { type: 'side_gone' }, T0 + 20_999)).toEqual({ kind: 'unchanged' })
    expect(changed(applyToCall(still, { type: 'side_gone' }, T0 + 21_000))).toMatchObject({
      endReason: 'aborted',
      endBy: 'caller',
      endMessage: 'the caller gave no sign of life for 15 s',
    })
  })

  test('counts the 15 s from the moment at which the connection of a side was closed', () => {
    const closedAt = T0 + 4_500
    const row = talking()
    for (const side of [caller, phone]) {
      const absent = { ...row, ...changed(applyToCall(row, { type: 'absent', ...side }, closedAt)) }
      expect(applyToCall(absent, { type: 'absent', ...side }, closedAt)).toEqual({ kind: 'unchanged' })
      expect(applyToCall(absent, { type: 'side_gone' }, closedAt + 14_999)).toEqual({ kind: 'unchanged' })
      const gone = changed(applyToCall(absent, { type: 'side_gone' }, closedAt + 15_000))
      expect(gone).toMatchObject({ endReason: 'aborted', endBy: side.side })
      // Back again, it counts anew.
      const alive: PartyAct = { type: 'alive', ...side, media: false }
      const back = { ...absent, ...changed(applyToCall(absent, alive, closedAt + 14_000)) }
      expect(applyToCall(back, { type: 'side_gone' }, closedAt + 15_000)).toEqual({ kind: 'unchanged' })
    }
  })

  test('is not absent by a connection of another of its clients, nor before it has the call', () => {
    expect(applyToCall(talking(), { type: 'absent', ...tablet }, T0 + 5_000)).toMatchObject({
      kind: 'refused',
    })
    expect(applyToCall(newCall(), { type: 'absent', ...phone }, T0 + 5_000)).toEqual({ kind: 'unchanged' })
  })

  test('says neither side when both are gone', () => {
    expect(changed(applyToCall(talking(), { type: 'side_gone' }, T0 + 60_000))).toMatchObject({
      endBy: null,
    })
  })

  test('goes on while media arrives from a side whose signalling is lost', () => {
    const alive: PartyAct = { type: 'alive', ...phone, media: true }
    const row = { ...talking(), ...changed(applyToCall(talking(), alive, T0 + 18_000)) }
    expect(applyToCall(row, { type: 'side_gone' }, T0 + 30_000)).toEqual({ kind: 'unchanged' })
  })

  test('counts a caller that dies before it joined (C6)', () => {
    expect(applyToCall(newCall(), { type: 'side_gone' }, T0 + 19_999)).toEqual({ kind: 'unchanged' })
    expect(changed(applyToCall(newCall(), { type: 'side_gone' }, T0 + 20_000))).toMatchObject({
      endReason: 'aborted',
      endBy: 'caller',
      endMessage: 'the caller gave no sign of life for 15 s',
    })
    // One that says that it is there may still take its time to join.
    const alive: PartyAct = { type: 'alive', ...caller, media: false }
    const loading = { ...newCall(), ...changed(applyToCall(newCall(), alive, T0 + 10_000)) }
    expect(applyToCall(loading, { type: 'side_gone' }, T0 + 29_999)).toEqual({ kind: 'unchanged' })
  })

  test('does not count the caller of a call that the back end began, until a client joins', () => {
    const begun = newCall({ callerClient: null })
    expect(applyToCall(begun, { type: 'side_gone' }, T0 + 19_000)).toEqual({ kind: 'unchanged' })
    const joined = { ...begun, ...changed(applyToCall(begun, join, T0 + 19_000)) }
    expect(applyToCall(joined, { type: 'side_gone' }, T0 + 38_999)).toEqual({ kind: 'unchanged' })
    expect(changed(applyToCall(joined, { type: 'side_gone' }, T0 + 39_000))).toMatchObject({
      endBy: 'caller',
    })
  })

  test('does not count a listener that has not answered', () => {
    const ringing = after(newCall(), join)
    const kept = { ...ringing, callerSeenAt: T0 + 58_000 }
    expect(applyToCall(kept, { type: 'side_gone' }, T0 + 59_000)).toEqual({ kind: 'unchanged' })
    expect(changed(applyToCall(ringing, { type: 'side_gone' }, T0 + 21_000))).toMatchObject({
      endBy: 'caller',
    })
  })

  test('writes signs of life no oftener than every 1.5 s', () => {
    const alive: PartyAct = { type: 'alive', ...caller, media: false }
    const row = after(newCall(), join)
    expect(applyToCall(row, alive, T0 + 2_499)).toEqual({ kind: 'unchanged' })
    expect(changed(applyToCall(row, alive, T0 + 2_500))).toEqual({ callerSeenAt: T0 + 2_500 })
  })
})

describe('consent taken back (A7)', () => {
  test('ends a device’s call that rings', () => {
    for (const row of [newCall(), after(newCall(), join)]) {
      expect(changed(applyToCall(row, { type: 'consent_withdrawn' }, T0))).toMatchObject({
        endReason: 'aborted',
        endBy: null,
        endMessage: 'the authorization was withdrawn',
      })
    }
  })

  test('leaves a conversation and a person’s own call alone', () => {
    for (const row of [after(newCall(), accept), talking(), newCall({ callerKind: 'person' })]) {
      expect(applyToCall(row, { type: 'consent_withdrawn' }, T0)).toEqual({ kind: 'unchanged' })
    }
  })
})

describe('sides', () => {
  test('refuses acts of the other side and changes nothing', () => {
    for (const act of [
      { type: 'join', ...phone },
      { type: 'cancel', ...phone, origin: 'manual' },
      { type: 'accept', ...caller },
      { type: 'reject', ...caller, origin: 'manual' },
    ] satisfies PartyAct[]) {
      expect(applyToCall(newCall(), act, T0)).toEqual({ kind: 'refused', code: 'wrong_side' })
    }
  })

  test('tells both parties of the snapshot which is the device and which the person', () => {
    const rung = toSnapshot(talking())
    expect(rung.caller).toMatchObject({
      kind: 'device',
      id: 'door-1',
      camera: true,
      client_id: 'client-caller',
    })
    expect(rung.listener).toMatchObject({ kind: 'person', id: 'alice', client_id: 'client-phone' })
    const back = toSnapshot(newCall({ callerKind: 'person' }))
    expect([back.caller.id, back.listener.id]).toEqual(['alice', 'door-1'])
    expect(Call.safeParse(rung).success && Call.safeParse(back).success).toBe(true)
  })
})
