/** Carries out an act on a call: read the call, decide by the rules, write if its version is unchanged (C9). */

import { type Call, CallgrantError, type Language } from '@callgrant/protocol'
import type { Context, DeviceCaller, PersonCaller } from '../../context.ts'
import type { By, CallAct, PartyAct } from '../../rules/call/acts.ts'
import { applyToCall } from '../../rules/call/apply.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { sideOf } from '../../rules/call/parties.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import type { Tx } from '../../store/store.ts'
import { callChanged } from '../events/app-events.ts'
import { announceCalls } from './announce-calls.ts'
import { CALL_ANSWERED, type CallStepped } from './call-figures.ts'

/** A person or a device, by one of its clients. */
export type CallClient = (PersonCaller | DeviceCaller) & { clientId: string; language?: Language }

/** Each time another act was first; more than a few in a row means that something is wrong. */
const ATTEMPTS = 8

/**
 * Lets one party act on its call.
 *
 * @param act makes the act, given which side the party is
 * @returns the call as it is now, changed or not
 * @throws CallgrantError `room_unknown`, and what `applyToCall` refuses
 */
export async function actOnCall(
  ctx: Context,
  client: CallClient,
  roomId: string,
  act: (by: By) => PartyAct,
): Promise<Call> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const row = await ctx.store.findCall({ appid: client.appid, roomId })
    const side = row && sideOf(row, client)
    if (!row || !side) throw new CallgrantError('room_unknown')
    const doing = act({ side, clientId: client.clientId })
    const outcome = applyToCall(row, doing, ctx.now())
    if (outcome.kind === 'unchanged') return toSnapshot(row)
    if (outcome.kind === 'refused') {
      throw new CallgrantError(
        outcome.code,
        outcome.message === undefined ? {} : { message: outcome.message },
      )
    }
    const { changes } = outcome
    const changed = { ...row, ...changes }
    // Signs of life change nothing that anybody sees.
    const isNews = changes.version !== undefined
    const events = isNews ? callChanged(changed, ctx.now()) : []
    if (!(await ctx.store.changeCall({ call: row, changes, events }))) continue
    if (row.acceptedAt === null && changed.acceptedAt !== null) {
      CALL_ANSWERED.publish({ ctx, call: changed } satisfies CallStepped)
    }
    if (isNews) announceCalls(ctx, [changed])
    return toSnapshot(changed)
  }
  throw new CallgrantError('unavailable')
}

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
