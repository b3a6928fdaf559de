/** People: made known by a session, and the row that every change of consent locks (A7). */

import type { Db } from './db.ts'
import { fixedQuery } from './fixed-query.ts'

/** Makes the person known, if they were not. */
export async function ensurePerson(db: Db, appid: string, openid: string, at: number): Promise<void> {
  await db
    .insertInto('person')
    .values({ appid, openid, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .execute()
}

/** True when the app's back end once made a session for this person. */
export async function personExists(db: Db, appid: string, openid: string): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select('openid')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return row !== undefined
}

const personLocked = fixedQuery(
  'person_locked',
  'select openid from person where appid = $1 and openid = $2',
  { lock: true },
)

/**
 * Locks the person for the rest of the transaction. Whoever reads consent to place a call, or changes consent,
 * does this first, so that a refusal that was answered is seen by every later call, on any node (A7).
 * Lock order everywhere: person, device, busy rows, call.
 * @returns false when there is no such person, and nothing was locked
 */
export async function lockPerson(tx: Db, appid: string, openid: string): Promise<boolean> {
  return (await personLocked(tx, [appid, openid])).length === 1
}
