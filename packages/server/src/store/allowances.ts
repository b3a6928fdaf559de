/** What one identity has used of what it may do in a minute and in a day: decided by one conditional write. */

import type { Db } from './db.ts'
import { deleteOldest } from './delete-oldest.ts'
import { fixedQuery } from './fixed-query.ts'
import type { AllowanceTable } from './schema.ts'

const MINUTE_MS = 60_000
const DAY_MS = 86_400_000

/** How often; 0 is any number. */
export interface Limits {
  perMinute: number
  perDay: number
}

/**
 * `$4` is now, `$5` and `$6` one share of the minute and of the day. From `$7` to `$8`, and from `$9` to `$10`, there is
 * no share left. A time after that cannot be: the clock was put back since, and nobody is to wait for it.
 */
const useShare = fixedQuery(
  'allowance_use',
  `insert into allowance (appid, party, act, minute_until, day_until)
    values ($1, $2, $3, cast($4 as bigint) + cast($5 as bigint), cast($4 as bigint) + cast($6 as bigint))
    on conflict (appid, party, act) do update set
      minute_until = $5 + case when allowance.minute_until between $4 and $8 then allowance.minute_until else $4 end,
      day_until = $6 + case when allowance.day_until between $4 and $10 then allowance.day_until else $4 end
    where not (allowance.minute_until between $7 and $8) and not (allowance.day_until between $9 and $10)
    returning act`,
)

/**
 * Uses one of what a party may do now. As many at once as a minute (a day) has, and after that one for each share of it.
 * @param now milliseconds since 1970
 * @returns milliseconds until the next one may be used; 0 when this one was
 */
export async function use(
  db: Db,
  { appid, party, act }: Pick<AllowanceTable, 'appid' | 'party' | 'act'>,
  { perMinute, perDay }: Limits,
  now: number,
): Promise<number> {
  const minuteShare = perMinute === 0 ? 0 : Math.floor(MINUTE_MS / perMinute)
  const dayShare = perDay === 0 ? 0 : Math.floor(DAY_MS / perDay)
  const full = (length: number, share: number) => [now + length - share + 1, now + length]
  const times = [now, minuteShare, dayShare, ...full(MINUTE_MS, minuteShare), ...full(DAY_MS, dayShare)]
  const used = await useShare(db, [appid, party, act, ...times])
  if (used.length === 1) return 0
  const { minute_until, day_until } = await db
    .selectFrom('allowance')
    .select(['minute_until', 'day_until'])
    .where('appid', '=', appid)
    .where('party', '=', party)
    .where('act', '=', act)
    .executeTakeFirstOrThrow()
  const wait = (until: number, length: number, share: number) =>
    until > now + length ? 0 : until - (now + length - share)
  return Math.max(1, wait(minute_until, MINUTE_MS, minuteShare), wait(day_until, DAY_MS, dayShare))
}

/** Forgets those of which nothing is used any more. @returns how many, at most `limit` */
export async function forgetUnused(db: Db, now: number, limit: number): Promise<number> {
  return deleteOldest(db, 'allowance', ['appid', 'party', 'act'], 'day_until', now - MINUTE_MS, limit)
}

/** Forgets what a party used. */
export async function removeAllOf(tx: Db, appid: string, party: string): Promise<void> {
  await tx.deleteFrom('allowance').where('appid', '=', appid).where('party', '=', party).execute()
}
