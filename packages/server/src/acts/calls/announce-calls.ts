/** Tells everybody whom a call concerns how it is now: the clients of both parties, and the app's back end. */

import type { Call } from '@callgrant/protocol'
import { address } from '../../bus/bus.ts'
import type { CallRow } from '../../domain/call-row.ts'
import { toSnapshot } from '../../domain/call-snapshot.ts'
import { recordId } from '../../domain/ids.ts'
import type { Context } from '../context.ts'

/** What the app's back end hears live about calls. */
export interface CallEvent {
  id: string
  type: 'call.changed' | 'call.listener_offline'
  /** Milliseconds since 1970. */
  at: number
  data: { call: Call }
}

/**
 * Publishes the snapshots of calls that changed. Call it after the commit; a snapshot that is lost on the way is
 * made up for by the next, or by the sign-in after a lost connection.
 */
export async function announceCalls(ctx: Context, rows: readonly CallRow[]): Promise<void> {
  for (const row of rows) {
    const call = toSnapshot(row)
    await Promise.all([
      tellSide(ctx, row, call, 'caller'),
      rang(row) ? tellSide(ctx, row, call, 'listener') : undefined,
      tellBackend(ctx, row, 'call.changed', call),
    ])
  }
}

/** Announces a call that begins to ring, and tells the back end when nobody is there to hear it (C14). */
export async function announceStart(ctx: Context, row: CallRow): Promise<void> {
  const call = toSnapshot(row)
  await tellBackend(ctx, row, 'call.changed', call)
  await tellSide(ctx, row, call, 'caller')
  // It keeps ringing all the same: the listener may open the page yet.
  if (!(await tellSide(ctx, row, call, 'listener'))) {
    await tellBackend(ctx, row, 'call.listener_offline', call)
  }
}

/** Busy is heard by the caller only (C8), and so is a call that the back end has not let ring (C16). */
function rang(row: CallRow): boolean {
  return row.end_reason !== 'busy' && row.awaits_backend === 0
}

/** @returns false when no client of that side is connected, to any node */
async function tellSide(
  ctx: Context,
  row: CallRow,
  call: Call,
  side: 'caller' | 'listener',
): Promise<boolean> {
  const isDevice = (row.caller_kind === 'device') === (side === 'caller')
  const to = isDevice
    ? address.device(row.appid, row.model_id, row.sn)
    : address.person(row.appid, row.openid)
  return send(ctx, to, { type: 'call', call })
}

async function tellBackend(ctx: Context, row: CallRow, type: CallEvent['type'], call: Call): Promise<void> {
  const at = ctx.now()
  const event: CallEvent = { id: `evt_${recordId(at)}`, type, at, data: { call } }
  await send(ctx, address.app(row.appid), event)
}

/** What was committed stays so, whether or not the news of it gets through. */
async function send(ctx: Context, to: string, message: object): Promise<boolean> {
  try {
    return await ctx.bus.send(to, message)
  } catch (err) {
    ctx.log.warn({ err, to }, 'news of a call could not be sent')
    return true
  }
}
