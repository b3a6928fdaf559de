/** Tokens that are good once: a used one is kept until it would be refused as expired anyway. */

import type { Db } from './db.ts'

/** Nodes' clocks differ a little: a used token is kept this much longer than it is good. */
const KEPT_AFTER_MS = 5 * 60_000

/** Marks a token as used. @returns false when it was used before */
export async function useToken(db: Db, token: { jti: string; expiresAt: number }): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('used_token')
    .values({ jti: token.jti, expires_at: token.expiresAt })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** Forgets used tokens that are expired by now. @returns how many */
export async function forgetUsedTokens(db: Db, now: number): Promise<number> {
  const { numDeletedRows } = await db
    .deleteFrom('used_token')
    .where('expires_at', '<', now - KEPT_AFTER_MS)
    .executeTakeFirstOrThrow()
  return Number(numDeletedRows)
}
