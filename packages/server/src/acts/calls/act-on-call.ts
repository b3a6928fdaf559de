/** How every act on a call is carried out: read, decide by the pure machine, write if nobody was first (C9). */

import { type Call, CallgrantError } from '@callgrant/protocol'
import { applyToCall } from '../../domain/call.ts'
import type { By, CallAct, PartyAct } from '../../domain/call-acts.ts'
import { sideOf } from '../../domain/call-parties.ts'
import type { CallRow } from '../../domain/call-row.ts'
import { toSnapshot } from '../../domain/call-snapshot.ts'
import { findCall, freeParties, updateCall } from '../../store/calls.ts'
import type { Db } from '../../store/db.ts'
import type { Context, DeviceCaller, PersonCaller } from '../context.ts'
import { announceCalls } from './announce-calls.ts'

/** A person or a device, by one of its clients. */
export type CallClient = (PersonCaller | DeviceCaller) & { clientId: string }

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
    const row = await findCall(ctx.store.db, client.appid, roomId)
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
    const changed = { ...row, ...outcome.changes }
    if (!(await write(ctx, row, outcome.changes))) continue
    // A sign of life changes nothing that anybody sees.
    if (doing.type !== 'alive') await announceCalls(ctx, [changed])
    return toSnapshot(changed)
  }
  throw new CallgrantError('unavailable')
}

async function write(ctx: Context, row: CallRow, changes: Partial<CallRow>): Promise<boolean> {
  if (changes.state !== 'ended') return updateCall(ctx.store.db, row, changes)
  return ctx.store.transaction((tx) => writeEnd(tx, row, changes))
}

/** Ends a call and sets its parties free, all or nothing (C6). The call's row is locked by its own update first. */
async function writeEnd(tx: Db, row: CallRow, changes: Partial<CallRow>): Promise<boolean> {
  if (!(await updateCall(tx, row, changes))) return false
  await freeParties(tx, row.room_id)
  return true
}

/**
 * Ends a call for a reason that the server found, inside a transaction, if the machine agrees.
 * @returns the ended row; null when the call goes on, or has ended already
 */
export async function endCallIf(
  tx: Db,
  row: CallRow,
  acts: readonly CallAct[],
  now: number,
): Promise<CallRow | null> {
  let current: CallRow | undefined = row
  for (let attempt = 0; current && attempt < ATTEMPTS; attempt++) {
    const changes = firstChange(current, acts, now)
    if (changes === null) return null
    if (await writeEnd(tx, current, changes)) return { ...current, ...changes }
    current = await findCall(tx, row.appid, row.room_id)
  }
  if (current) throw new CallgrantError('unavailable')
  return null
}

function firstChange(row: CallRow, acts: readonly CallAct[], now: number): Partial<CallRow> | null {
  for (const act of acts) {
    const outcome = applyToCall(row, act, now)
    if (outcome.kind === 'changed') return outcome.changes
  }
  return null
}
