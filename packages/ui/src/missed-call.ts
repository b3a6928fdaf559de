/** Calls that nobody answered: which ones those are, and what a list shows of each. */

import type { Call } from '@callgrant/sdk/calling'

export interface MissedCall {
  readonly roomId: string
  readonly roomType: Call['roomType']
  /** Who rang: the name that the person was shown. */
  readonly peerName: string
  /** When it began to ring, in milliseconds since 1970. */
  readonly at: number
}

/** True for a call to this side that is over and was neither answered, here, elsewhere or by another person, nor declined. */
export function isMissed({ side, state, end, answeredElsewhere }: Call): boolean {
  if (side !== 'listener' || state !== 'ended' || answeredElsewhere) return false
  if (end?.answered_by) return false
  return end?.reason === 'timeout' || (end?.reason === 'cancelled' && end.by !== 'listener')
}

/** @param name the app's own name for the other side; default: the one that the server sent */
export function missedCall({ roomId, roomType, peerName, snapshot }: Call, name?: string): MissedCall {
  return { roomId, roomType, peerName: name || peerName, at: snapshot.created_at }
}
