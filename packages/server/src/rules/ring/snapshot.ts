/** A ring of several people as the device and the back end are sent it. */

import type { Ring, RungOutcome } from '@callgrant/protocol'
import type { RingLeg, RingState, RingWithLegs } from './ring-state.ts'

export function toRing({ ring, legs }: RingWithLegs): Ring {
  return {
    ring_id: ring.ringId,
    version: ring.version,
    state: ring.state,
    plan: ring.plan,
    room_type: ring.wish.room_type,
    model_id: ring.modelId,
    sn: ring.sn,
    client_id: ring.caller.clientId,
    people: legs.map((leg) => ({
      openid: leg.openid,
      name: leg.name,
      seconds: leg.seconds,
      room_id: leg.roomId,
      outcome: outcomeOf(ring, leg),
      refusal: leg.refusal,
    })),
    created_at: ring.createdAt,
    ended_at: ring.endedAt,
    end: ring.endReason === null ? null : { reason: ring.endReason, room_id: ring.answeredRoom },
  }
}

/** Exactly one of each person, whatever happened (H4). */
function outcomeOf(ring: RingState, { roomId, refusal, call }: RingLeg): RungOutcome {
  if (refusal) return 'refused'
  if (roomId !== null && roomId === ring.answeredRoom) return 'answered'
  if (!call) return ring.state === 'ended' ? 'not_rung' : 'waiting'
  if (call.answeredBy !== null) return 'another_answered'
  if (call.state !== 'ended') return call.acceptedAt === null ? 'ringing' : 'answered'
  return call.endReason === null || call.endReason === 'hung_up' ? 'answered' : call.endReason
}
