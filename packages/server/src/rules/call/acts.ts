/** What can happen to a call, as plain data: acts of its two sides, and what the server finds. */

import type { ErrorCode, SideName } from '@callgrant/protocol'
import type { CallState } from './call-state.ts'

/** Why a side ends a call, in the words that the side itself may use. */
export type OwnOrigin = 'manual' | 'forceFromApp' | 'unloadCallPage'

/** Which side acts, and by which of its clients. */
export interface By {
  side: SideName
  clientId: string
}

/** What a side does. */
export type PartyAct = By &
  (
    | { type: 'join' | 'accept' | 'media_ready' }
    | { type: 'reject' | 'cancel' | 'hang_up'; origin: OwnOrigin }
    | { type: 'failed'; message: string }
    /** `media`: something arrived from the other side since the last one. */
    | { type: 'alive'; media: boolean }
    /** The connection of the client that has this side was closed. */
    | { type: 'absent' }
  )

/**
 * What the server finds: a deadline may have passed, a side may be gone, consent was taken back, the person is to be forgotten, the
 * back end said whether the call may ring.
 */
export type ServerAct =
  | { type: 'deadline' | 'side_gone' | 'consent_withdrawn' | 'person_forgotten' | 'backend_approved' }
  | RingOver
  /** `message`: what it said, or that it said nothing (C16). */
  | { type: 'backend_refused'; message: string }

/** The ring of several people that the call belongs to is over, or is another's (H3, H5). */
export type RingOver = { type: 'ring_over' } & (
  | { because: 'answered'; by: string | null }
  | { because: 'cancelled'; origin: OwnOrigin }
  | { because: 'aborted' }
)

export type CallAct = PartyAct | ServerAct

/** What an act makes of a call: columns to write, nothing, or a refusal with its code. */
export type Outcome =
  | { kind: 'changed'; changes: Partial<CallState> }
  | { kind: 'unchanged' }
  | { kind: 'refused'; code: ErrorCode; message?: string }

/** How a call ends: the columns that say so. */
export interface Ending {
  reason: NonNullable<CallState['endReason']>
  by: CallState['endBy']
  origin: NonNullable<CallState['endOrigin']>
  message?: string
  /** Of a call that rang one of several people: the name of who answered, or ''. */
  answeredBy?: string
}

export const UNCHANGED: Outcome = { kind: 'unchanged' }

export function refuse(code: ErrorCode, message?: string): Outcome {
  return message === undefined ? { kind: 'refused', code } : { kind: 'refused', code, message }
}

/** When a side was last seen: nobody is told, so the call's version stays. */
export function seen(changes: Pick<Partial<CallState>, 'callerSeenAt' | 'listenerSeenAt'>): Outcome {
  return { kind: 'changed', changes }
}

/** Columns to write, with the next version: every change that a side can see has exactly one. */
export function change(row: CallState, changes: Partial<CallState>): Outcome {
  return { kind: 'changed', changes: { ...changes, version: row.version + 1 } }
}

/** The one way into `ended` (C6): the reason, who, and no deadline any more. */
export function end(row: CallState, now: number, ending: Ending): Outcome {
  return change(row, {
    state: 'ended',
    endedAt: now,
    endReason: ending.reason,
    endBy: ending.by,
    endOrigin: ending.origin,
    endMessage: ending.message ?? null,
    ...(ending.answeredBy !== undefined && { answeredBy: ending.answeredBy }),
    deadlineAt: null,
  })
}
