/** What was done in the console: written before it is done, and completed with how it was answered. */

import type { Selectable } from 'kysely'
import type { Db } from './db.ts'
import { deleteOldest } from './delete-oldest.ts'
import type { ConsoleAuditTable } from './schema.ts'

export type AuditLogRow = Selectable<ConsoleAuditTable>

export async function add(db: Db, row: AuditLogRow): Promise<void> {
  await db.insertInto('console_audit').values(row).execute()
}

export async function complete(db: Db, id: string, status: number): Promise<void> {
  await db.updateTable('console_audit').set({ status }).where('id', '=', id).execute()
}

/** Newest first. @param query `before`: the id of the last row of the page before */
export async function list(
  db: Db,
  query: { appid: string | undefined; before: string | undefined; limit: number },
): Promise<AuditLogRow[]> {
  const { appid, before, limit } = query
  return db
    .selectFrom('console_audit')
    .selectAll()
    .$if(appid !== undefined, (rows) => rows.where('appid', '=', appid as string))
    .$if(before !== undefined, (rows) => rows.where('id', '<', before as string))
    .orderBy('id', 'desc')
    .limit(limit)
    .execute()
}

/** Takes the name of a person out. */
export async function erasePerson(tx: Db, appid: string, openid: string): Promise<void> {
  await tx
    .updateTable('console_audit')
    .set({ openid: null })
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .execute()
}

/** @param before milliseconds since 1970 @returns how many went, at most `limit` */
export async function removeBefore(db: Db, before: number, limit: number): Promise<number> {
  return deleteOldest(db, 'console_audit', ['id'], 'at', before, limit)
}
