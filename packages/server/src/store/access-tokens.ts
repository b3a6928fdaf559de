/** The valid access tokens of an app. Each change is one conditional write. */

import { type Selectable, sql } from 'kysely'
import {
  ACCESS_TOKEN_OVERLAP_MS,
  ACCESS_TOKEN_SECONDS,
  type AccessTokenKind,
  FORCED_EVERY_MS,
  FORCED_PER_DAY,
  quotaDay,
} from '../credentials/access-token.ts'
import type { Db } from './db.ts'
import { fixedQuery } from './fixed-query.ts'
import type { AccessTokenTable } from './schema.ts'

export type AccessTokenRow = Selectable<AccessTokenTable>

const byKind = fixedQuery<AccessTokenRow>(
  'access_token_by_kind',
  `select appid, kind, serial, issued_at, expires_at, previous_until, forced_at, forced_on, forced_count
    from access_token where appid = $1 and kind = $2`,
)

export async function find(db: Db, appid: string, kind: AccessTokenKind): Promise<AccessTokenRow | null> {
  const [row] = await byKind(db, [appid, kind])
  return row ?? null
}

/**
 * Makes the next token of a kind, when `why` allows it at this moment:
 * `always` does; `due` when there is none, or it is over in five minutes; `forced` when thirty seconds have passed since
 * the last time, and it was not twenty times today. After `forced` the token before is good no longer.
 * @returns the new row, or null when `why` did not allow it and nothing was changed
 */
export async function renew(
  db: Db,
  token: { appid: string; kind: AccessTokenKind },
  why: 'always' | 'due' | 'forced',
  now: number,
): Promise<AccessTokenRow | null> {
  // Whole seconds, as the token can say them.
  const issuedAt = Math.floor(now / 1000) * 1000
  const today = quotaDay(now)
  const forced = why === 'forced'
  const row = await db
    .insertInto('access_token')
    .values({
      ...token,
      serial: 1,
      issued_at: issuedAt,
      expires_at: issuedAt + ACCESS_TOKEN_SECONDS * 1000,
      previous_until: 0,
      forced_at: forced ? now : 0,
      forced_on: forced ? today : 0,
      forced_count: forced ? 1 : 0,
    })
    .onConflict((conflict) => {
      const update = conflict.columns(['appid', 'kind']).doUpdateSet((eb) => ({
        serial: eb('access_token.serial', '+', 1),
        issued_at: eb.ref('excluded.issued_at'),
        expires_at: eb.ref('excluded.expires_at'),
        previous_until: forced ? 0 : now + ACCESS_TOKEN_OVERLAP_MS,
        ...(forced && {
          forced_at: eb.ref('excluded.forced_at'),
          forced_on: eb.ref('excluded.forced_on'),
          forced_count: sql<number>`case when access_token.forced_on = ${today} then access_token.forced_count + 1 else 1 end`,
        }),
      }))
      if (why === 'due') {
        return update.where('access_token.expires_at', '<=', now + ACCESS_TOKEN_OVERLAP_MS)
      }
      if (!forced) return update
      return update
        .where('access_token.forced_at', '<=', now - FORCED_EVERY_MS)
        .where((eb) =>
          eb.or([
            eb('access_token.forced_on', '<>', today),
            eb('access_token.forced_count', '<', FORCED_PER_DAY),
          ]),
        )
    })
    .returningAll()
    .executeTakeFirst()
  return row ?? null
}

/** No token that the app has now is good from here on. */
export async function revoke(db: Db, appid: string): Promise<void> {
  await db
    .updateTable('access_token')
    .set((eb) => ({ serial: eb('serial', '+', 1), expires_at: 0, previous_until: 0 }))
    .where('appid', '=', appid)
    .execute()
}
