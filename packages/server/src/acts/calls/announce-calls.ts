/** Tells everybody whom a call concerns how it is now: the clients of both parties, and the app's back end. */

import type { Call } from '@callgrant/protocol'
import { address } from '../../bus/bus.ts'
import type { CallRow } from '../../domain/call-row.ts'
import { toSnapshot } from '../../domain/call-snapshot.ts'
import type { Context } from '../context.ts'
import { emitCallEvent } from './emit-call-event.ts'

/**
 * Publishes the snapshots of calls that changed. Call it after the commit; a snapshot that is lost on the way is
 * made up for by the next, or by the sign-in after a lost connection.
 */
export async function announceCalls(ctx: Context, rows: readonly CallRow[]): Promise<void> {
  for (const row of rows) {
    const call = toSnapshot(row)
    await Promise.all([
      tellSide(ctx, row, call, 'caller'),
      // Busy is heard by the caller only: the listener is in another call, and nothing rang (C8).
      row.end_reason === 'busy' ? undefined : tellSide(ctx, row, call, 'listener'),
      emitCallEvent(ctx, row.appid, 'call.changed', call),
    ])
  }
}

/**
 * Sends a call to all clients of one side.
 * @returns false when none is connected, to any node
 */
export async function tellSide(
  ctx: Context,
  row: CallRow,
  call: Call,
  side: 'caller' | 'listener',
): Promise<boolean> {
  const isDevice = (row.caller_kind === 'device') === (side === 'caller')
  const to = isDevice
    ? address.device(row.appid, row.model_id, row.sn)
    : address.person(row.appid, row.openid)
  return ctx.bus.send(to, { type: 'call', call })
}
