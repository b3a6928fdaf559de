/**
 * What is to be done next for a ring of several people, as a pure function of what is in the store: so that any node may
 * do it, at any time, also one that never heard of the ring before (H4, H6).
 */

import { RING_LIFE_MS } from '@callgrant/protocol/limits'
import type { LegCall, RingLeg, RingWithLegs } from './ring-state.ts'

/** How a ring ends. */
export type RingEnd =
  | { reason: 'answered'; roomId: string }
  | { reason: 'no_answer' | 'cancelled' | 'aborted'; roomId: null }

export type RingStep = { type: 'place'; leg: RingLeg } | { type: 'end'; end: RingEnd }

/**
 * @param now milliseconds since 1970
 * @returns null: nothing, until one of its calls goes on or is over; or for good
 */
export function nextStep({ ring, legs }: RingWithLegs, now: number): RingStep | null {
  if (ring.state === 'ended') return null
  const answered = legs.find(({ call }) => call?.acceptedAt != null)
  if (answered?.roomId != null) return ends({ reason: 'answered', roomId: answered.roomId })
  const givenUp = legs.find(({ call }) => call !== null && isGivenUp(call))?.call
  if (givenUp) {
    const reason = givenUp.endReason === 'cancelled' ? 'cancelled' : 'aborted'
    return ends({ reason, roomId: null })
  }
  const rings = legs.some(({ call }) => call !== null && call.state !== 'ended')
  // All nodes were away: whoever stood at the door is not there any more.
  if (!rings && now - ring.createdAt >= RING_LIFE_MS) return ends({ reason: 'aborted', roomId: null })
  const [waiting] = legs.filter(({ roomId, refusal }) => roomId === null && refusal === null)
  if (waiting && (ring.plan === 'together' || !rings)) return { type: 'place', leg: waiting }
  return rings ? null : ends({ reason: 'no_answer', roomId: null })
}

/** The device gave up, or is gone: so it is for all (H5). */
function isGivenUp({ endReason, endBy }: LegCall): boolean {
  return endBy === 'caller' && (endReason === 'cancelled' || endReason === 'aborted')
}

function ends(end: RingEnd): RingStep {
  return { type: 'end', end }
}
