/** Counts of what happened, by hour or day. */

import { sql } from 'kysely'
import { type Db, hasRowLocks } from './db.ts'

/** From `from` on, before `to`, in buckets of `width`; all in milliseconds, those of time since 1970. */
export interface Period {
  from: number
  to: number
  width: number
  /** Added to a time before it is put into a bucket. */
  offset: number
}

export interface CallCounts {
  bucket: number
  rings: number
  answered: number
  missed: number
}

/** The number of a bucket. As literals: SQLite takes a parameter for a number with a fraction, and divides so. */
function bucketOf(column: string, { width, offset }: Period) {
  return sql`((${sql.ref(column)} + ${sql.lit(offset)}) / ${sql.lit(width)})`
}

/** Calls by when they were placed. */
export async function calls(db: Db, appid: string, period: Period): Promise<CallCounts[]> {
  const { rows } = await sql<CallCounts>`
    select ${bucketOf('created_at', period)} as bucket, count(*) as rings,
      sum(case when accepted_at is not null then 1 else 0 end) as answered,
      sum(case when accepted_at is null and end_reason in ('timeout', 'cancelled') and awaits_backend = 0
        then 1 else 0 end) as missed
    from call where appid = ${appid} and created_at >= ${period.from} and created_at < ${period.to}
    group by 1`.execute(db)
  return rows.map(({ bucket, rings, answered, missed }) => ({
    bucket: Number(bucket),
    rings: Number(rings),
    answered: Number(answered),
    missed: Number(missed),
  }))
}

/** How long it took from the answer until media flowed both ways: the middle of each bucket, and of all (`bucket` null). */
export async function setupTimes(
  db: Db,
  appid: string,
  period: Period,
): Promise<{ bucket: number | null; ms: number }[]> {
  const { rows } = await sql<{ bucket: number | null; ms: number }>`
    with times as (
      select ${bucketOf('created_at', period)} as bucket, started_at - accepted_at as ms
      from call where appid = ${appid} and created_at >= ${period.from} and created_at < ${period.to}
        and started_at is not null and accepted_at is not null
    ), placed as (
      select bucket, ms, row_number() over (partition by bucket order by ms) as place,
        count(*) over (partition by bucket) as among,
        row_number() over (order by ms) as place_of_all, count(*) over () as all_among
      from times
    )
    select bucket, ms from placed where place = (among + 1) / 2
    union all
    select null, ms from placed where place_of_all = (all_among + 1) / 2`.execute(db)
  return rows.map(({ bucket, ms }) => ({ bucket: bucket === null ? null : Number(bucket), ms: Number(ms) }))
}

/** Refused rings by what decided, as far as their events are kept. */
export async function refusals(
  db: Db,
  appid: string,
  period: Period,
): Promise<{ bucket: number; reason: string; count: number }[]> {
  const reason = hasRowLocks(db)
    ? sql`(data::json ->> 'decided_by')`
    : sql`json_extract(data, '$.decided_by')`
  const { rows } = await sql<{ bucket: number; reason: string; count: number }>`
    select ${bucketOf('at', period)} as bucket, ${reason} as reason, count(*) as count
    from event where appid = ${appid} and type = 'call.refused' and at >= ${period.from} and at < ${period.to}
    group by 1, 2`.execute(db)
  return rows.map(({ bucket, reason, count }) => ({ bucket: Number(bucket), reason, count: Number(count) }))
}
