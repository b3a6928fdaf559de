/** A side says how good a call was, when it is over. */

import { channel } from 'node:diagnostics_channel'
import { CallgrantError, type CallQuality } from '@callgrant/protocol'
import { QUALITY_REPORT_MS } from '@callgrant/protocol/limits'
import type { Context } from '../../context.ts'
import { sideOf } from '../../rules/call/parties.ts'
import { announceEvents } from '../events/announce-events.ts'
import { qualityReported } from '../events/app-events.ts'
import type { CallClient } from './act-on-call.ts'

/** Each report that was kept, for the metrics of this node. */
export const QUALITY_REPORTED = channel('callgrant:call-quality')
export interface QualityReported {
  ctx: Context
  quality: CallQuality
}

/**
 * Keeps it with the call, and tells the back end. The first report of a side counts; another changes nothing.
 * @throws CallgrantError `room_unknown`; `answered_elsewhere` for a client that did not have the call; `bad_request` before
 *   the end, or for a call that was not answered; `call_over` a minute after the end
 */
export async function reportQuality(
  ctx: Context,
  client: CallClient,
  roomId: string,
  quality: CallQuality,
): Promise<void> {
  const row = await ctx.store.calls.find(client.appid, roomId)
  const side = row && sideOf(row, client)
  if (!row || !side) throw new CallgrantError('room_unknown')
  if ((side === 'caller' ? row.callerClient : row.listenerClient) !== client.clientId) {
    throw new CallgrantError('answered_elsewhere')
  }
  if (row.endedAt === null || row.acceptedAt === null) {
    throw new CallgrantError('bad_request', {
      message: 'Say how good a call was once it has ended, if it was answered.',
    })
  }
  if (ctx.now() - row.endedAt > QUALITY_REPORT_MS) throw new CallgrantError('call_over')
  const isFirst = await ctx.store.write(async (tx) => {
    if (!(await tx.calls.keepQuality(roomId, side, JSON.stringify(quality)))) return false
    await tx.events.append(client.appid, [qualityReported(row, side, quality, ctx.now())])
    return true
  })
  if (!isFirst) return
  announceEvents(ctx, client.appid)
  QUALITY_REPORTED.publish({ ctx, quality } satisfies QualityReported)
}
