/** The history of calls, for the app's back end (B1). */

import { type Call, CallgrantError, type ListCalls } from '@callgrant/protocol'
import type { z } from 'zod'
import { toSnapshot } from '../../domain/call-snapshot.ts'
import { findCall, listCalls as readCalls } from '../../store/calls.ts'
import type { Context } from '../context.ts'
import { readCursor, toPage } from '../page.ts'

/** A page of the app's calls, newest first. @throws CallgrantError `bad_request` for a cursor that is none of ours */
export async function listCalls(
  ctx: Context,
  caller: { appid: string },
  query: z.output<typeof ListCalls>,
): Promise<{ items: Call[]; next_cursor: string | null }> {
  const cursor = readCursor(query.cursor, ['number', 'text'])
  const rows = await readCalls(ctx.store.db, caller.appid, {
    openid: query.openid,
    modelId: query.model_id,
    sn: query.sn,
    open: query.open === undefined ? undefined : query.open === 'true',
    before: cursor ? { createdAt: cursor[0], roomId: cursor[1] } : undefined,
    limit: query.limit + 1,
  })
  return toPage(rows, query.limit, (row) => [row.created_at, row.room_id], toSnapshot)
}

/** One call of the app. @throws CallgrantError `room_unknown` */
export async function getCall(ctx: Context, caller: { appid: string }, roomId: string): Promise<Call> {
  const row = await findCall(ctx.store.db, caller.appid, roomId)
  if (!row) throw new CallgrantError('room_unknown')
  return toSnapshot(row)
}
