/**
 * The life of a call as a pure function: a row, what happened and when → what to write. Every rule of calls.md
 * about states and ends is here and nowhere else; the store only makes sure that one change happens at a time.
 */

import { CALLER_JOIN_MS, MEDIA_SETUP_MS, type SideName } from '@callgrant/protocol'
import { type CallAct, change, end, type Outcome, type PartyAct, refuse, UNCHANGED } from './acts.ts'
import { keepAlive, noteAbsence } from './alive.ts'
import type { CallState } from './call-state.ts'
import { ringMs } from './create.ts'
import {
  endForgotten,
  endRefused,
  endWithoutConsent,
  endWithoutSide,
  endWithRing,
  passDeadline,
} from './ends.ts'
import { isKnownToListener } from './parties.ts'

/** Sides that an act belongs to, where it is not for both. */
const SIDE_OF: Partial<Record<PartyAct['type'], SideName>> = {
  join: 'caller',
  cancel: 'caller',
  accept: 'listener',
  reject: 'listener',
}

/** Acts that end a call: sent again, or a moment too late, they are answered with the call as it is (C9). */
const ENDING = new Set<PartyAct['type']>(['reject', 'cancel', 'hang_up', 'failed'])

/**
 * Applies one act to a call.
 *
 * @param row the call as it is
 * @param act what happened
 * @param now when, in milliseconds since 1970
 * @returns columns to write (with the next version), or that nothing changes, or a refusal: `wrong_side`,
 *   `answered_elsewhere` (another client of this side has the call), `call_over`, `bad_request` (too early),
 *   `room_unknown` (the listener, while the back end has not said yes)
 */
export function applyToCall(row: CallState, act: CallAct, now: number): Outcome {
  switch (act.type) {
    case 'deadline':
      return passDeadline(row, now)
    case 'side_gone':
      return endWithoutSide(row, now)
    case 'consent_withdrawn':
      return endWithoutConsent(row, now)
    case 'person_forgotten':
      return endForgotten(row, now)
    case 'backend_approved':
      return approve(row, now)
    case 'backend_refused':
      return endRefused(row, act.message, now)
    case 'ring_over':
      return endWithRing(row, act, now)
    default:
      return applyOfParty(row, act, now)
  }
}

function applyOfParty(row: CallState, act: PartyAct, now: number): Outcome {
  if (act.side !== (SIDE_OF[act.type] ?? act.side)) return refuse('wrong_side')
  if (!isKnownToListener(row) && act.side === 'listener') return refuse('room_unknown')
  if (row.state === 'ended') return ENDING.has(act.type) ? UNCHANGED : refuse('call_over', whoAnswered(row))
  const holder = act.side === 'caller' ? row.callerClient : row.listenerClient
  if (holder !== null && holder !== act.clientId) return refuse('answered_elsewhere') // C7
  switch (act.type) {
    case 'join':
      return join(row, act.clientId, now)
    case 'accept':
      return accept(row, act.clientId, now)
    case 'reject':
    case 'cancel':
    case 'hang_up':
      return leave(row, act, now)
    case 'failed':
      if (holder === null) {
        const instead = act.side === 'listener' ? 'answered yet: reject' : 'joined yet: cancel'
        return refuse('bad_request', `The call is not ${instead} it instead.`)
      }
      return end(row, now, { reason: 'aborted', by: act.side, origin: 'other', message: act.message })
    case 'media_ready':
      return mediaReady(row, act.side, now)
    case 'alive':
      return keepAlive(row, act, now)
    case 'absent':
      return holder === null ? UNCHANGED : noteAbsence(row, act, now)
  }
}

/** Of a call that rang one of several people: who has it (H3). */
function whoAnswered({ answeredBy }: CallState): string | undefined {
  if (answeredBy === null) return undefined
  return `${answeredBy || 'Another person'} has answered.`
}

/** The caller is in the room: it rings; or, when the answer came first, media may be set up. */
function join(row: CallState, clientId: string, now: number): Outcome {
  if (row.joinedAt !== null) return UNCHANGED
  const joined = { joinedAt: now, callerClient: clientId, callerSeenAt: now }
  if (row.awaitsBackend) return change(row, joined)
  if (row.state === 'created') {
    // A call that the back end began rings its full time from the moment that there is a caller.
    const rings = row.callerClient === null ? { deadlineAt: now + ringMs(row.ringSeconds, clientId) } : {}
    return change(row, { ...joined, ...rings, state: 'ringing' })
  }
  return change(row, { ...joined, deadlineAt: now + MEDIA_SETUP_MS })
}

/** The back end said yes: the listener is told, and is rung its full time from now (C16). */
function approve(row: CallState, now: number): Outcome {
  if (row.state === 'ended' || !row.awaitsBackend) return UNCHANGED
  return change(row, {
    awaitsBackend: false,
    state: row.joinedAt === null ? 'created' : 'ringing',
    deadlineAt: now + ringMs(row.ringSeconds, row.callerClient),
  })
}

/** The first client of the listener to accept has the call (C7); it may be quicker than the caller's join. */
function accept(row: CallState, clientId: string, now: number): Outcome {
  if (row.acceptedAt !== null) return UNCHANGED
  return change(row, {
    state: 'connecting',
    acceptedAt: now,
    listenerClient: clientId,
    listenerSeenAt: now,
    deadlineAt: now + (row.joinedAt === null ? CALLER_JOIN_MS : MEDIA_SETUP_MS),
  })
}

/** Reject, cancel and hang-up are one wish; the answer decides what it is called (C9). */
function leave(
  row: CallState,
  act: PartyAct & { origin: 'manual' | 'forceFromApp' | 'unloadCallPage' },
  now: number,
) {
  const { side, origin } = act
  if (row.acceptedAt !== null) return end(row, now, { reason: 'hung_up', by: side, origin })
  return end(row, now, { reason: side === 'caller' ? 'cancelled' : 'rejected', by: side, origin })
}

/** Media flows at one side; at both, they talk, and the time limit begins (C10, C11). */
function mediaReady(row: CallState, side: PartyAct['side'], now: number): Outcome {
  if (row.acceptedAt === null || (side === 'caller' && row.joinedAt === null)) {
    return refuse('bad_request', 'Media can be ready only after the caller joined and the listener accepted.')
  }
  const already = side === 'caller' ? row.callerMedia : row.listenerMedia
  if (already) return UNCHANGED
  const mine =
    side === 'caller'
      ? { callerMedia: true, callerSeenAt: now }
      : { listenerMedia: true, listenerSeenAt: now }
  const other = side === 'caller' ? row.listenerMedia : row.callerMedia
  if (!other) return change(row, mine)
  return change(row, {
    ...mine,
    state: 'talking',
    startedAt: now,
    deadlineAt: row.timeLimitSeconds === null ? null : now + row.timeLimitSeconds * 1000,
  })
}
