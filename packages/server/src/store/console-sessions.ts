/** Links that sign in to the console, and its sessions. Of both only hashes are kept. */

import type { Selectable } from 'kysely'
import type { Db } from './db.ts'
import { deleteOldest } from './delete-oldest.ts'
import type { ConsoleLinkTable, ConsoleSessionTable } from './schema.ts'

export type ConsoleSessionRow = Selectable<ConsoleSessionTable>

export async function addLink(db: Db, link: Selectable<ConsoleLinkTable>): Promise<void> {
  await db.insertInto('console_link').values(link).execute()
}

/** Takes a link away, so that it signs in once. @returns null when it was used, is over, or there was none */
export async function useLink(
  db: Db,
  hash: string,
  now: number,
): Promise<Selectable<ConsoleLinkTable> | null> {
  const row = await db
    .deleteFrom('console_link')
    .where('hash', '=', hash)
    .where('expires_at', '>', now)
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

export async function add(db: Db, session: ConsoleSessionRow): Promise<void> {
  await db.insertInto('console_session').values(session).execute()
}

export async function find(db: Db, hash: string): Promise<ConsoleSessionRow | null> {
  const row = await db.selectFrom('console_session').selectAll().where('hash', '=', hash).executeTakeFirst()
  return row ?? null
}

/** Notes that a session was used. */
export async function see(db: Db, hash: string, now: number): Promise<void> {
  await db
    .updateTable('console_session')
    .set({ seen_at: now })
    .where('hash', '=', hash)
    .where('seen_at', '<', now)
    .execute()
}

/** Ends a session. @returns whether there was one */
export async function remove(db: Db, hash: string): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('console_session')
    .where('hash', '=', hash)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

/** Forgets links and sessions that are over by now. @returns the larger number of both, at most `limit` */
export async function forgetExpired(db: Db, now: number, limit: number): Promise<number> {
  const links = await deleteOldest(db, 'console_link', ['hash'], 'expires_at', now, limit)
  const sessions = await deleteOldest(db, 'console_session', ['hash'], 'expires_at', now, limit)
  return Math.max(links, sessions)
}
