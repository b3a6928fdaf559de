/** What a call is to the person whom it rings, as far as they have no page in sight (C14). */

import type { CallState } from './call-state.ts'
import { isMissed } from './missed.ts'

/**
 * `ring`: it rings; `missed`: nobody answered; `gone`: it rings no more, since it was answered on another client, declined, or
 * withdrawn; null: the person was never told of it, also in their quiet hours (Y9), or is the one who calls.
 */
export function pushedAs(row: CallState): 'ring' | 'missed' | 'gone' | null {
  if (row.callerKind !== 'device' || row.awaitsBackend || row.quiet || row.endReason === 'busy') return null
  if (row.acceptedAt !== null) return 'gone'
  if (row.state !== 'ended') return 'ring'
  return isMissed(row) ? 'missed' : 'gone'
}

/** When it rings no more at the latest, in milliseconds since 1970; one whose caller has yet to join may ring so long. */
export function ringsUntil({ deadlineAt, createdAt, ringSeconds }: CallState): number {
  return Math.max(deadlineAt ?? 0, createdAt + ringSeconds * 1000)
}
