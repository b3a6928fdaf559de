/** People. The row of a person is the lock that every change of consent takes (A7). */

import type { Selectable } from 'kysely'
import { afterAll } from './after-all.ts'
import type { Db } from './db.ts'
import { fixedQuery } from './fixed-query.ts'
import type { PersonTable } from './schema.ts'

/** What a call takes from its person. */
export type PersonTerms = Pick<Selectable<PersonTable>, 'preview' | 'quiet'>

/** Makes the person known, if they were not. @returns since when they are, in milliseconds since 1970 */
export async function ensure(db: Db, appid: string, openid: string, at: number): Promise<number> {
  const added = await db
    .insertInto('person')
    .values({ appid, openid, created_at: at })
    .onConflict((conflict) => conflict.doNothing())
    .returning('created_at')
    .executeTakeFirst()
  return added?.created_at ?? (await knownSince(db, appid, openid)) ?? at
}

/** True when the app's back end once made a session for this person. */
export async function exists(db: Db, appid: string, openid: string): Promise<boolean> {
  const row = await db
    .selectFrom('person')
    .select('openid')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return row !== undefined
}

const personSince = fixedQuery<{ created_at: number }>(
  'person_since',
  'select created_at from person where appid = $1 and openid = $2',
)

/** When the person became known, in milliseconds since 1970; null: they are not, or were forgotten. */
export async function knownSince(db: Db, appid: string, openid: string): Promise<number | null> {
  return (await personSince(db, [appid, openid]))[0]?.created_at ?? null
}

/** Forgets the row of a person. @returns whether there was one */
export async function remove(tx: Db, appid: string, openid: string): Promise<boolean> {
  const { numDeletedRows } = await tx
    .deleteFrom('person')
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return numDeletedRows > 0n
}

const personLocked = fixedQuery<PersonTerms>(
  'person_locked',
  'select preview, quiet from person where appid = $1 and openid = $2',
  { lock: true },
)

/**
 * Locks the person for the rest of the transaction. Whoever reads consent to place a call, or changes consent,
 * does this first, so that a refusal that was answered is seen by every later call, on any node (A7).
 * Lock order everywhere: person, device, busy rows, call.
 * @returns what a call takes from the person; null when there is no such person, and nothing was locked
 */
export async function lock(tx: Db, appid: string, openid: string): Promise<PersonTerms | null> {
  return (await personLocked(tx, [appid, openid]))[0] ?? null
}

/** What the person set for themselves; null when there is no such person. */
export async function settingsOf(db: Db, appid: string, openid: string): Promise<PersonTerms | null> {
  const row = await db
    .selectFrom('person')
    .select(['preview', 'quiet'])
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .executeTakeFirst()
  return row ?? null
}

/** @returns what is set after the change; null when there is no such person */
export async function setSettings(
  db: Db,
  appid: string,
  openid: string,
  change: Partial<PersonTerms>,
): Promise<PersonTerms | null> {
  const row = await db
    .updateTable('person')
    .set(change)
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .returning(['preview', 'quiet'])
    .executeTakeFirst()
  return row ?? null
}

/** True when another app knows this openid. It is looked for in each app, so that the person's key serves as index. */
export async function isKnownElsewhere(db: Db, appid: string, openid: string): Promise<boolean> {
  const row = await db
    .selectFrom('app')
    .select('appid')
    .where('appid', '!=', appid)
    .where((where) =>
      where.exists(
        where
          .selectFrom('person')
          .select('openid')
          .whereRef('person.appid', '=', 'app.appid')
          .where('openid', '=', openid),
      ),
    )
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

export interface ListedPerson {
  openid: string
  created_at: number
  decisions: number
  last_decision_at: number | null
}

/** People by their openid, with how much they decided. @param query `after`: the last openid of the page before */
export async function list(
  db: Db,
  appid: string,
  { prefix, after, limit }: { prefix?: string | undefined; after?: string | undefined; limit: number },
): Promise<ListedPerson[]> {
  let people = db.selectFrom('person').where('person.appid', '=', appid)
  if (prefix !== undefined)
    people = people.where('person.openid', '>=', prefix).where('person.openid', '<', afterAll(prefix))
  if (after !== undefined) people = people.where('person.openid', '>', after)
  const rows = await people
    .select(['person.openid', 'person.created_at'])
    .select((eb) => [
      eb
        .selectFrom('authorization as a')
        .select((count) => count.fn.countAll<number>().as('decisions'))
        .where('a.appid', '=', appid)
        .whereRef('a.openid', '=', 'person.openid')
        // What ran out is none again.
        .where((where) => where.or([where('a.rings_left', 'is', null), where('a.rings_left', '>', 0)]))
        .as('decisions'),
      eb
        .selectFrom('authorization as a')
        .select((newest) => newest.fn.max('a.updated_at').as('last'))
        .where('a.appid', '=', appid)
        .whereRef('a.openid', '=', 'person.openid')
        .as('last_decision_at'),
    ])
    .orderBy('person.openid')
    .limit(limit)
    .execute()
  return rows.map((row) => ({ ...row, decisions: Number(row.decisions) }))
}

/** How many people allow some device or group now; what ran out a moment ago may be among it. */
export async function countWhoAllow(db: Db, appid: string): Promise<number> {
  const { people } = await db
    .selectFrom('authorization')
    .select((eb) => eb.fn.count<number>('openid').distinct().as('people'))
    .where('appid', '=', appid)
    .where('status', '=', 1)
    .executeTakeFirstOrThrow()
  return Number(people)
}
