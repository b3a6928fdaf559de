/** The record of consent: rows are added and never changed. What was asked is removed when it is old; answers never are. */

import { type Selectable, sql } from 'kysely'
import type { Db } from './db.ts'
import { deleteOldest } from './delete-oldest.ts'
import type { ConsentRecordTable } from './schema.ts'

export type ConsentRecordRow = Selectable<ConsentRecordTable>

/** Rows of one insert: SQLite takes 32,766 values in a statement, a row has 12. */
const ROWS_AT_ONCE = 500

export async function append(db: Db, rows: ConsentRecordRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await db
      .insertInto('consent_record')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute()
  }
}

/** Records, newest first. @param before key of the last row before */
export async function list(
  db: Db,
  appid: string,
  filter: {
    openid?: string | undefined
    modelId?: string | undefined
    sn?: string | undefined
    groupId?: string | undefined
  },
  before: string | null,
  limit: number,
): Promise<ConsentRecordRow[]> {
  let query = db.selectFrom('consent_record').selectAll().where('appid', '=', appid)
  if (filter.openid !== undefined) query = query.where('openid', '=', filter.openid)
  if (filter.sn !== undefined) query = query.where('sn', '=', filter.sn)
  if (filter.modelId !== undefined) query = query.where('model_id', '=', filter.modelId)
  if (filter.groupId !== undefined) query = query.where('group_id', '=', filter.groupId)
  if (before !== null) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** Removes records, of every app, that somebody was asked before `before`. @returns how many, at most `limit` */
export async function removeAskedBefore(db: Db, before: number, limit: number): Promise<number> {
  const asked = sql<boolean>`act = ${sql.lit('asked')}`
  return deleteOldest(db, 'consent_record', ['id'], 'at', before, limit, asked)
}
