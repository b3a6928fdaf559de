/** Lists an app's calls for its back end (B1). */

import { type Call, CallgrantError, type ListCalls, type ListedCall } from '@callgrant/protocol'
import type { z } from 'zod'
import type { Context } from '../../context.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { isMissed } from '../../rules/call/missed.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import { readCursor, toPage } from '../page.ts'

/** A page of the app's calls, newest first. @throws CallgrantError `bad_request` for a cursor that is none of ours */
export async function listCalls(
  ctx: Context,
  caller: { appid: string },
  query: z.output<typeof ListCalls>,
): Promise<{ items: ListedCall[]; next_cursor: string | null }> {
  const cursor = readCursor(query.cursor, ['number', 'text'])
  const rows = await ctx.store.calls.list(caller.appid, {
    openid: query.openid,
    modelId: query.model_id,
    sn: query.sn,
    ringId: query.ring_id,
    open: query.open === undefined ? undefined : query.open === 'true',
    state: query.state,
    from: query.from,
    to: query.to,
    missed: query.missed === 'true',
    before: cursor ? { createdAt: cursor[0], roomId: cursor[1] } : undefined,
    limit: query.limit + 1,
  })
  const readAt = await ctx.store.missedCalls.readAts(rows.filter(isMissed).map(({ roomId }) => roomId))
  return toPage(
    rows,
    query.limit,
    (row) => [row.createdAt, row.roomId],
    (row) => toListed(row, readAt),
  )
}

/** One call of the app. @throws CallgrantError `room_unknown` */
export async function getCall(ctx: Context, caller: { appid: string }, roomId: string): Promise<Call> {
  const row = await ctx.store.calls.find(caller.appid, roomId)
  if (!row) throw new CallgrantError('room_unknown')
  return toSnapshot(row)
}

/** The same as the back end lists it. @throws CallgrantError `room_unknown` */
export async function getListedCall(
  ctx: Context,
  caller: { appid: string },
  roomId: string,
): Promise<ListedCall> {
  const row = await ctx.store.calls.find(caller.appid, roomId)
  if (!row) throw new CallgrantError('room_unknown')
  return toListed(row, await ctx.store.missedCalls.readAts([roomId]))
}

function toListed(row: CallState, readAt: ReadonlyMap<string, number>): ListedCall {
  const read = (quality: string | null) => (quality === null ? null : JSON.parse(quality))
  return {
    ...toSnapshot(row),
    quality: { caller: read(row.callerQuality), listener: read(row.listenerQuality) },
    missed: isMissed(row),
    read_at: readAt.get(row.roomId) ?? null,
  }
}
