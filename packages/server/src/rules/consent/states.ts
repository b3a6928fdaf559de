/** The three states of an authorization, and what may happen in each (authorization.md, A1–A3). */

import { CallgrantError } from '@callgrant/protocol/errors'
import { isRunOut, type Standing } from './limit.ts'

/** "none": never asked, or cleared. */
export type State = 'none' | 'authorized' | 'refused'
/** What a person can do about one authorization. `dismiss`: the dialog went away with no answer. */
export type ConsentEvent = 'allow' | 'reject' | 'dismiss' | 'switch_on' | 'switch_off' | 'clear'

/** The state after an event; an event that is not listed cannot happen in that state. */
const AFTER: Readonly<Record<State, Partial<Record<ConsentEvent, State>>>> = {
  none: { allow: 'authorized', reject: 'refused', dismiss: 'none', clear: 'none' },
  authorized: { switch_on: 'authorized', switch_off: 'refused', clear: 'none' },
  refused: { switch_on: 'authorized', switch_off: 'refused', clear: 'none' },
}

/**
 * The state that a row, or its absence, stands for; what ran out is none again (Y1).
 * @param now milliseconds since 1970
 */
export function stateOf(row: Standing | null | undefined, now: number): State {
  if (!row || isRunOut(row, now)) return 'none'
  return row.status === 1 ? 'authorized' : 'refused'
}

/** The `status` of a state; null for "none", which has no row. */
function statusOf(state: State): 0 | 1 | null {
  if (state === 'none') return null
  return state === 'authorized' ? 1 : 0
}

/** The table of the three states. @returns the state after, or null where the event cannot happen in this state */
export function stateAfter(state: State, event: ConsentEvent): State | null {
  return AFTER[state][event] ?? null
}

/**
 * Whether the dialog may be shown: only from "none" (A1, A3).
 * @returns null to show it, else the code of the refusal: A2 from authorized, A1 from refused
 */
export function refusalToAsk(state: State): 'already_authorized' | 'already_refused' | null {
  if (stateAfter(state, 'dismiss') !== null) return null
  return state === 'authorized' ? 'already_authorized' : 'already_refused'
}

/**
 * The `status` that an answer or a switch leads to.
 * @throws CallgrantError `already_authorized`, `already_refused` for an answer that comes when there is one (A1, A2);
 *   `authorization_unknown` for a switch where there is no row
 */
export function statusAfter(state: State, event: 'allow' | 'reject' | 'switch_on' | 'switch_off'): 0 | 1 {
  const after = stateAfter(state, event)
  const status = after === null ? null : statusOf(after)
  if (status === null) throw new CallgrantError(refusalToAsk(state) ?? 'authorization_unknown')
  return status
}
