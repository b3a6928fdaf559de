/** Signs of life in a call: who was last seen when (C15), written sparingly. */

import { SIDE_GONE_MS } from '@callgrant/protocol'
import { type By, change, type Outcome, UNCHANGED } from './call-acts.ts'
import type { CallRow } from './call-row.ts'

/** A sign of life this soon after the last one is not written: it would change no decision. */
const ALIVE_WRITE_MS = 4_000

/**
 * Notes that a side is there. With `media` it vouches for the other side too: a call whose signalling broke while
 * sound and picture still flow is not over.
 */
export function keepAlive(row: CallRow, act: By & { media: boolean }, now: number): Outcome {
  const stale = (seenAt: number) => now - seenAt >= ALIVE_WRITE_MS
  const both = act.media && row.accepted_at !== null
  const changes: Partial<CallRow> = {}
  if ((act.side === 'caller' || both) && stale(row.caller_seen_at)) changes.caller_seen_at = now
  // Before the answer the listener holds nothing, so there is nobody whose absence could end the call.
  if ((act.side === 'listener' || both) && row.listener_seen_at !== null && stale(row.listener_seen_at)) {
    changes.listener_seen_at = now
  }
  return Object.keys(changes).length === 0 ? UNCHANGED : change(row, changes)
}

/** Which sides are in the room and were not seen for 15 s. A caller counts once it joined, a listener once it accepted. */
export function sidesGone(row: CallRow, now: number): { caller: boolean; listener: boolean } {
  return {
    caller: row.joined_at !== null && now - row.caller_seen_at >= SIDE_GONE_MS,
    listener: row.listener_seen_at !== null && now - row.listener_seen_at >= SIDE_GONE_MS,
  }
}
