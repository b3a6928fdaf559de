/** What a person allowed for a time, or for a number of rings (docs/yes-but.md, Y1–Y6). */

import { type ConsentLimit, type ConsentTerms, LIMIT_AHEAD_MS } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { Temporal } from 'temporal-polyfill'

/** What of a row says whether it stands. Its limits count only while it is authorized. */
export interface Standing {
  status: number
  /** From this time on it is none again, in milliseconds since 1970; null: never. */
  ends_at?: number | null
  /** Rings that it is still good for; 0: it has run out; null: any number. */
  rings_left?: number | null
}

/** How long an Allow holds: columns of its row. */
export type Limits = Required<Pick<Standing, 'ends_at' | 'rings_left'>>
export const FOR_GOOD: Limits = { ends_at: null, rings_left: null }

/**
 * Whether what was allowed has run out, and so is no row any more (Y1). One that was refused never does: switching off clears
 * its limits, and a row of status 0 with no ring left is what remains of one that ran out.
 */
export function isRunOut({ status, ends_at, rings_left }: Standing, at: number): boolean {
  if (rings_left === 0) return true
  return status === 1 && typeof ends_at === 'number' && ends_at <= at
}

/** The row, unless it has run out. */
export function standing<Row extends Standing>(row: Row | null, at: number): Row | null {
  return row && isRunOut(row, at) ? null : row
}

/**
 * The row, unless it had run out when a call was placed: one that ran out while the call rings withdraws nothing (Y5).
 * @param placedAt milliseconds since 1970
 */
export function stoodAt<Row extends Standing>(row: Row | null, placedAt: number): Row | null {
  return row && isRunOut(row, Number.POSITIVE_INFINITY) && (row.ends_at ?? 0) <= placedAt ? null : row
}

/**
 * The limits that a person chose, from now on (Y3).
 * @throws CallgrantError `bad_request` for a time that is past, or more than a year ahead
 */
export function limitsOf(limit: ConsentLimit | null | undefined, now: number): Limits {
  if (!limit) return FOR_GOOD
  const { until, today_in, rings = null } = limit
  if (until !== undefined && (until <= now || until > now + LIMIT_AHEAD_MS)) {
    const message = 'should be later than now, and within a year'
    throw new CallgrantError('bad_request', { faults: [{ parameter: 'limit.until', message }] })
  }
  const ends_at = today_in === undefined ? (until ?? null) : nextMidnight(now, today_in)
  return { ends_at, rings_left: rings }
}

/** The beginning of the next day, which is not at 00:00 where the clocks are set forward then. */
function nextMidnight(now: number, timeZone: string): number {
  const today = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone)
  return today.add({ days: 1 }).startOfDay().epochMilliseconds
}

/** As the record of consent has it; null: for good. */
export function termsOf({ ends_at, rings_left }: Limits): ConsentTerms | null {
  return ends_at === null && rings_left === null ? null : { until: ends_at, rings: rings_left }
}
