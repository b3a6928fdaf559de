/** Changes of calls inside a transaction, with the events that tell of them. */

import { CallgrantError } from '@callgrant/protocol'
import type { CallAct } from '../../rules/call/acts.ts'
import { applyToCall } from '../../rules/call/apply.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import type { Tx } from '../../store/store.ts'
import { callChanged } from '../events/app-events.ts'

/** Each time another act was first; more than a few in a row means that something is wrong. */
const ATTEMPTS = 8

/**
 * Changes a call inside a transaction, with the event that tells of it; one that ends sets its parties free, all or nothing (C6).
 * @returns the call as it is now; null when somebody else was first, and nothing was changed
 */
export async function writeChange(
  tx: Tx,
  row: CallState,
  changes: Partial<CallState>,
  now: number,
): Promise<CallState | null> {
  const changed = { ...row, ...changes }
  const events = callChanged(changed, now)
  return (await tx.callChanges.change({ call: row, changes, events })) ? changed : null
}

/**
 * Ends a call for a reason that the server found, inside a transaction, if the machine agrees.
 * @returns the ended row; null when the call goes on, or has ended already
 */
export async function endCallIf(
  tx: Tx,
  row: CallState,
  acts: readonly CallAct[],
  now: number,
): Promise<CallState | null> {
  let current: CallState | undefined = row
  for (let attempt = 0; current && attempt < ATTEMPTS; attempt++) {
    const changes = firstChange(current, acts, now)
    if (changes === null) return null
    const ended = await writeChange(tx, current, changes, now)
    if (ended) return ended
    current = await tx.calls.find(row.appid, row.roomId)
  }
  if (current) throw new CallgrantError('unavailable')
  return null
}

function firstChange(row: CallState, acts: readonly CallAct[], now: number): Partial<CallState> | null {
  for (const act of acts) {
    const outcome = applyToCall(row, act, now)
    if (outcome.kind === 'changed') return outcome.changes
  }
  return null
}
