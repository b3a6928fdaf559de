/** Signs of life in a call: when each side was last seen (C15), written only when it matters. */

import { SIDE_ABSENT_MS, SIDE_GONE_MS } from '@callgrant/protocol'
import { type By, type Outcome, seen, UNCHANGED } from './acts.ts'
import type { CallState } from './call-state.ts'

/** A sign of life this soon after the last one is not written: it would change no decision. */
const ALIVE_WRITE_MS = 1_500

/**
 * Notes that a side is there. With `media` it vouches for the other side too: a call whose signalling broke while
 * sound and picture still flow is not over.
 */
export function keepAlive(row: CallState, act: By & { media: boolean }, now: number): Outcome {
  const stale = (seenAt: number) => now - seenAt >= ALIVE_WRITE_MS
  const both = act.media && row.acceptedAt !== null
  const changes: Partial<CallState> = {}
  if ((act.side === 'caller' || both) && stale(row.callerSeenAt)) changes.callerSeenAt = now
  // Before the answer the listener holds nothing, so there is nobody whose absence could end the call.
  if ((act.side === 'listener' || both) && row.listenerSeenAt !== null && stale(row.listenerSeenAt)) {
    changes.listenerSeenAt = now
  }
  return Object.keys(changes).length === 0 ? UNCHANGED : seen(changes)
}

/** Notes that the connection of a side was closed: 15 s are counted from `now`, whenever it was seen last. */
export function noteAbsence(row: CallState, { side }: By, now: number): Outcome {
  const seenAt = side === 'caller' ? row.callerSeenAt : row.listenerSeenAt
  const absent = now - (SIDE_GONE_MS - SIDE_ABSENT_MS)
  if (seenAt === null || seenAt <= absent) return UNCHANGED
  return seen(side === 'caller' ? { callerSeenAt: absent } : { listenerSeenAt: absent })
}

/**
 * Which sides are gone: 15 s after their connection was closed, or 20 s after they were seen last. A caller counts from
 * its `call.start`, also before it joined; a call that the back end began has none until a client joins, and ends by its
 * deadline. A listener counts once it accepted.
 */
export function sidesGone(row: CallState, now: number): { caller: boolean; listener: boolean } {
  return {
    caller: row.callerClient !== null && now - row.callerSeenAt >= SIDE_GONE_MS,
    listener: row.listenerSeenAt !== null && now - row.listenerSeenAt >= SIDE_GONE_MS,
  }
}
