/** The history of calls, for the app's back end (B1). */

import { type Call, CallgrantError, type ListCalls } from '@callgrant/protocol'
import type { z } from 'zod'
import { toSnapshot } from '../../domain/call-snapshot.ts'
import { findCall, listCalls as readCalls } from '../../store/calls.ts'
import type { Context } from '../context.ts'

/** A page of the app's calls, newest first. @throws CallgrantError `bad_request` for a cursor that is none of ours */
export async function listCalls(
  ctx: Context,
  caller: { appid: string },
  query: z.output<typeof ListCalls>,
): Promise<{ items: Call[]; next_cursor: string | null }> {
  const rows = await readCalls(ctx.store.db, caller.appid, {
    openid: query.openid,
    modelId: query.model_id,
    sn: query.sn,
    open: query.open === undefined ? undefined : query.open === 'true',
    before: query.cursor === undefined ? undefined : readCursor(query.cursor),
    // One more than asked for tells whether there is another page.
    limit: query.limit + 1,
  })
  const items = rows.slice(0, query.limit)
  const last = rows.length > query.limit ? items.at(-1) : undefined
  return { items: items.map(toSnapshot), next_cursor: last ? `${last.created_at}.${last.room_id}` : null }
}

/** One call of the app. @throws CallgrantError `room_unknown` */
export async function getCall(ctx: Context, caller: { appid: string }, roomId: string): Promise<Call> {
  const row = await findCall(ctx.store.db, caller.appid, roomId)
  if (!row) throw new CallgrantError('room_unknown')
  return toSnapshot(row)
}

function readCursor(cursor: string): { createdAt: number; roomId: string } {
  const [, createdAt, roomId] = /^(\d{1,15})\.([0-9A-Za-z_-]{1,64})$/.exec(cursor) ?? []
  if (createdAt === undefined || roomId === undefined) {
    const faults = [{ parameter: 'cursor', message: 'should be the next_cursor of the page before' }]
    throw new CallgrantError('bad_request', { faults })
  }
  return { createdAt: Number(createdAt), roomId }
}
