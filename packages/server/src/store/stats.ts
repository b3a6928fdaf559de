/** Counts of what happened, by hour or day. */

import { sql } from 'kysely'
import { type Db, hasRowLocks } from './db.ts'
import { MISSED } from './missed-calls.ts'

/** From `from` on, before `to`, in buckets of `width`; all in milliseconds, those of time since 1970. */
export interface Period {
  from: number
  to: number
  width: number
  /** Added to a time before it is put into a bucket. */
  offset: number
}

export interface CallCounts {
  rings: number
  answered: number
  missed: number
  /** From the answer until media flowed both ways: half of the calls took no longer; null: there were none. */
  setupMs: number | null
}

/** The number of a bucket. As literals: SQLite takes a parameter for a number with a fraction, and divides so. */
function bucketOf(column: string, { width, offset }: Period) {
  return sql`((${sql.ref(column)} + ${sql.lit(offset)}) / ${sql.lit(width)})`
}

/**
 * Calls by when they were placed. In one walk over them, grouped by how long they took to set up: sorting them for their
 * median takes the database five times as long.
 * @returns by the number of the bucket, where there are calls; and the median of all
 */
export async function calls(
  db: Db,
  appid: string,
  period: Period,
): Promise<{ buckets: Map<number, CallCounts>; setupMs: number | null }> {
  const { rows } = await sql<Alike>`
    select ${bucketOf('created_at', period)} as bucket,
      case when accepted_at is not null then started_at - accepted_at end as ms,
      count(*) as rings, count(accepted_at) as answered, sum(case when ${MISSED} then 1 else 0 end) as missed
    from call where appid = ${appid} and created_at >= ${period.from} and created_at < ${period.to}
    group by 1, 2 order by 2`.execute(db)
  const byBucket = Map.groupBy(rows, ({ bucket }) => Number(bucket))
  const buckets = new Map([...byBucket].map(([bucket, alike]) => [bucket, sumOf(alike)]))
  return { buckets, setupMs: medianMs(rows) }
}

/** Calls of one bucket that took as long to set up. */
interface Alike extends Record<'bucket' | 'rings' | 'answered' | 'missed', number> {
  /** null: they were not set up. */
  ms: number | null
}

function sumOf(alike: readonly Alike[]): CallCounts {
  const sum = { rings: 0, answered: 0, missed: 0 }
  for (const { rings, answered, missed } of alike) {
    sum.rings += Number(rings)
    sum.answered += Number(answered)
    sum.missed += Number(missed)
  }
  return { ...sum, setupMs: medianMs(alike) }
}

/** @param alike the quickest first */
function medianMs(alike: readonly Alike[]): number | null {
  const setUp = alike.filter(({ ms }) => ms !== null)
  let before = Math.ceil(setUp.reduce((sum, { rings }) => sum + Number(rings), 0) / 2)
  for (const { ms, rings } of setUp) {
    before -= Number(rings)
    if (before <= 0) return Number(ms)
  }
  return null
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
