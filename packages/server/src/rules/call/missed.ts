/** Which calls their listener missed. `MISSED` of the store is the same in SQL. */

import type { CallState } from './call-state.ts'

/**
 * Ended before the listener answered or declined. One that waited for the back end was not heard of (C16), and one that
 * another person answered was not missed (H3).
 */
export function isMissed({
  endReason,
  acceptedAt,
  awaitsBackend,
  answeredBy,
}: Pick<CallState, 'endReason' | 'acceptedAt' | 'awaitsBackend' | 'answeredBy'>): boolean {
  const unanswered = (endReason === 'timeout' || endReason === 'cancelled') && acceptedAt === null
  return unanswered && !awaitsBackend && answeredBy === null
}
