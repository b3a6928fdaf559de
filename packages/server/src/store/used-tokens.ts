/** Used one-time tokens, kept until they would be refused as expired. */

import type { Db } from './db.ts'
import { deleteOldest } from './delete-oldest.ts'

/** Nodes' clocks differ a little: a used token is kept this much longer than it is good. */
const KEPT_AFTER_MS = 5 * 60_000

/** Marks a token as used. @returns false when it was used before */
export async function use(db: Db, token: { jti: string; expiresAt: number }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('used_token')
    .values({ jti: token.jti, expires_at: token.expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** Forgets used tokens that are expired by now. @returns how many, at most `limit` */
export async function forgetExpired(db: Db, now: number, limit: number): Promise<number> {
  return deleteOldest(db, 'used_token', ['jti'], 'expires_at', now - KEPT_AFTER_MS, limit)
}
