/** Calls that their listener missed, and which of them were read. They are rows of `call`, kept as long as any call. */

import { type ExpressionBuilder, sql } from 'kysely'
import type { CallState } from '../rules/call/call-state.ts'
import type { Party } from '../rules/call/parties.ts'
import { callOfRow } from './call-columns.ts'
import type { Db } from './db.ts'
import type { CallTable, Tables } from './schema.ts'

/** `isMissed` of the rules; all but its last part is the condition of the partial indexes. */
export const MISSED = sql<boolean>`end_reason in ('timeout', 'cancelled') and accepted_at is null and awaits_backend = 0
  and answered_by is null`

export type MissedRow = CallState & { readAt: number | null }

/** @returns what a call has whose listener is this party */
const listenedBy = (party: Party) => (where: ExpressionBuilder<Tables, 'call'>) =>
  party.role === 'person'
    ? where.and([where('openid', '=', party.openid), where('caller_kind', '=', 'device')])
    : where.and([
        where('model_id', '=', party.modelId),
        where('sn', '=', party.sn),
        where('caller_kind', '=', 'person'),
      ])

/** A page of them, newest first. @param query `before`: where the page before ended */
export async function list(
  db: Db,
  appid: string,
  party: Party,
  query: { unread?: boolean; before?: { endedAt: number; roomId: string } | undefined; limit: number },
): Promise<MissedRow[]> {
  let rows = db
    .selectFrom('call')
    .selectAll()
    .where('appid', '=', appid)
    .where(listenedBy(party))
    .where(MISSED)
  if (query.unread) rows = rows.where('read_at', 'is', null)
  const { before } = query
  if (before) {
    rows = rows.where((where) =>
      where(where.refTuple('ended_at', 'room_id'), '<', where.tuple(before.endedAt, before.roomId)),
    )
  }
  const found = await rows.orderBy('ended_at', 'desc').orderBy('room_id', 'desc').limit(query.limit).execute()
  return found.map((row) => ({ ...callOfRow(row as CallTable), readAt: row.read_at ?? null }))
}

export async function countUnread(db: Db, appid: string, party: Party): Promise<number> {
  const { count } = await db
    .selectFrom('call')
    .select((eb) => eb.fn.countAll<number>().as('count'))
    .where('appid', '=', appid)
    .where(listenedBy(party))
    .where(MISSED)
    .where('read_at', 'is', null)
    .executeTakeFirstOrThrow()
  return Number(count)
}

/**
 * Marks calls as read; one that was keeps the time of the first.
 * @param which these rooms, or all that ended until a time
 * @returns how many became read
 */
export async function markRead(
  db: Db,
  appid: string,
  party: Party,
  which: { roomIds: readonly string[] } | { until: number },
  now: number,
): Promise<number> {
  let rows = db
    .updateTable('call')
    .set({ read_at: now })
    .where('appid', '=', appid)
    .where(listenedBy(party))
    .where(MISSED)
    .where('read_at', 'is', null)
  rows =
    'until' in which ? rows.where('ended_at', '<=', which.until) : rows.where('room_id', 'in', which.roomIds)
  return Number((await rows.executeTakeFirst()).numUpdatedRows)
}

/** When missed calls were read, by room: of those that a page of calls has. */
export async function readAts(db: Db, roomIds: readonly string[]): Promise<Map<string, number>> {
  if (roomIds.length === 0) return new Map()
  const rows = await db
    .selectFrom('call')
    .select(['room_id', 'read_at'])
    .where('room_id', 'in', roomIds)
    .where('read_at', 'is not', null)
    .execute()
  return new Map(rows.map(({ room_id, read_at }) => [room_id, read_at as number]))
}
