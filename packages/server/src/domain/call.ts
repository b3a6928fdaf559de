/**
 * The life of a call as a pure function: a row, what happened and when → what to write. Every rule of calls.md
 * about states and ends is here and nowhere else; the store only makes sure that one change happens at a time.
 */

import { CALLER_JOIN_MS, MEDIA_SETUP_MS, type SideName } from '@callgrant/protocol'
import { type CallAct, change, end, type Outcome, type PartyAct, refuse, UNCHANGED } from './call-acts.ts'
import { keepAlive } from './call-alive.ts'
import { ringMs } from './call-create.ts'
import { endRefused, endWithoutConsent, endWithoutSide, passDeadline } from './call-ends.ts'
import type { CallRow } from './call-row.ts'

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
export function applyToCall(row: CallRow, act: CallAct, now: number): Outcome {
  switch (act.type) {
    case 'deadline':
      return passDeadline(row, now)
    case 'side_gone':
      return endWithoutSide(row, now)
    case 'consent_withdrawn':
      return endWithoutConsent(row, now)
    case 'backend_approved':
      return approve(row, now)
    case 'backend_refused':
      return endRefused(row, act.message, now)
    default:
      return applyOfParty(row, act, now)
  }
}

function applyOfParty(row: CallRow, act: PartyAct, now: number): Outcome {
  if (act.side !== (SIDE_OF[act.type] ?? act.side)) return refuse('wrong_side')
  // To the listener there is no such call before the back end said yes (C16).
  if (row.awaits_backend === 1 && act.side === 'listener') return refuse('room_unknown')
  if (row.state === 'ended') return ENDING.has(act.type) ? UNCHANGED : refuse('call_over')
  const holder = act.side === 'caller' ? row.caller_client : row.listener_client
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
  }
}

/** The caller is in the room: it rings; or, when the answer came first, media may be set up. */
function join(row: CallRow, clientId: string, now: number): Outcome {
  if (row.joined_at !== null) return UNCHANGED
  const joined = { joined_at: now, caller_client: clientId, caller_seen_at: now }
  if (row.awaits_backend === 1) return change(row, joined)
  if (row.state === 'created') {
    // A call that the back end began rings its full time from the moment that there is a caller.
    const rings = row.caller_client === null ? { deadline_at: now + ringMs(row.ring_seconds, clientId) } : {}
    return change(row, { ...joined, ...rings, state: 'ringing' })
  }
  return change(row, { ...joined, deadline_at: now + MEDIA_SETUP_MS })
}

/** The back end said yes: the listener is told, and is rung its full time from now (C16). */
function approve(row: CallRow, now: number): Outcome {
  if (row.state === 'ended' || row.awaits_backend === 0) return UNCHANGED
  return change(row, {
    awaits_backend: 0,
    state: row.joined_at === null ? 'created' : 'ringing',
    deadline_at: now + ringMs(row.ring_seconds, row.caller_client),
  })
}

/** The first client of the listener to accept has the call (C7); it may be quicker than the caller's join. */
function accept(row: CallRow, clientId: string, now: number): Outcome {
  if (row.accepted_at !== null) return UNCHANGED
  return change(row, {
    state: 'connecting',
    accepted_at: now,
    listener_client: clientId,
    listener_seen_at: now,
    deadline_at: now + (row.joined_at === null ? CALLER_JOIN_MS : MEDIA_SETUP_MS),
  })
}

/** Reject, cancel and hang-up are one wish; the answer decides what it is called (C9). */
function leave(
  row: CallRow,
  act: PartyAct & { origin: 'manual' | 'forceFromApp' | 'unloadCallPage' },
  now: number,
) {
  const { side, origin } = act
  if (row.accepted_at !== null) return end(row, now, { reason: 'hung_up', by: side, origin })
  return end(row, now, { reason: side === 'caller' ? 'cancelled' : 'rejected', by: side, origin })
}

/** Media flows at one side; at both, they talk, and the time limit begins (C10, C11). */
function mediaReady(row: CallRow, side: PartyAct['side'], now: number): Outcome {
  if (row.accepted_at === null || (side === 'caller' && row.joined_at === null)) {
    return refuse('bad_request', 'Media can be ready only after the caller joined and the listener accepted.')
  }
  const already = side === 'caller' ? row.caller_media : row.listener_media
  if (already === 1) return UNCHANGED
  const mine =
    side === 'caller'
      ? { caller_media: 1, caller_seen_at: now }
      : { listener_media: 1, listener_seen_at: now }
  const other = side === 'caller' ? row.listener_media : row.caller_media
  if (other === 0) return change(row, mine)
  return change(row, {
    ...mine,
    state: 'talking',
    started_at: now,
    deadline_at: row.time_limit_seconds === null ? null : now + row.time_limit_seconds * 1000,
  })
}
