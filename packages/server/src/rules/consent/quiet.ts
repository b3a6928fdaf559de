/** When a person does not want to be rung (docs/yes-but.md, Y7–Y10). */

import type { PersonQuiet, QuietHours, RowQuiet } from '@callgrant/protocol'
import { Temporal } from 'temporal-polyfill'

/** What quiet hours do to a ring: nothing; it rings for nobody; or the caller is told. */
export type Hush = 'none' | 'silent' | 'told'

/** What of the row that decides has a word in it, as it is stored. */
export interface Manner {
  /** 1: it rings in quiet hours too. */
  urgent?: number
  /** JSON: quiet hours of its own. */
  quiet?: string | null
}

const NEVER_SET: PersonQuiet = { on: false, hours: [], time_zone: null, tell: false }

/** @param text as it is stored; null: nothing was set yet */
export function readPersonQuiet(text: string | null): PersonQuiet {
  return text === null ? NEVER_SET : JSON.parse(text)
}

/**
 * What becomes of a ring now. The row that decided whether the device may ring decides this too: whether it is urgent, else
 * its own hours, else those of the person (Y8).
 * @param personQuiet what the person set for the app, as it is stored
 * @param now milliseconds since 1970
 */
export function hushOf(row: Manner | null, personQuiet: string | null, now: number): Hush {
  if (row?.urgent === 1) return 'none'
  const own: RowQuiet | null = row?.quiet ? JSON.parse(row.quiet) : null
  if (own === null && personQuiet === null) return 'none'
  const person = readPersonQuiet(personQuiet)
  const { hours, time_zone } = own ?? (person.on ? person : NEVER_SET)
  if (time_zone === null || !isWithin(hours, time_zone, now)) return 'none'
  return person.tell ? 'told' : 'silent'
}

/** Whether the clock on the wall, in that time zone, is in one of the stretches: so a change to summer time moves none (Y7). */
export function isWithin(hours: readonly QuietHours[], timeZone: string, now: number): boolean {
  const wall = Temporal.Instant.fromEpochMilliseconds(now).toZonedDateTimeISO(timeZone)
  const today = wall.dayOfWeek
  const yesterday = today === 1 ? 7 : today - 1
  const minute = wall.hour * 60 + wall.minute
  return hours.some(({ from, to, days }) => {
    const [begins, ends] = [minuteOf(from), minuteOf(to)]
    if (begins < ends) return beginsOn(days, today) && minute >= begins && minute < ends
    return (beginsOn(days, today) && minute >= begins) || (beginsOn(days, yesterday) && minute < ends)
  })
}

function minuteOf(clock: string): number {
  return Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))
}

/** @param day 1 Monday to 7 Sunday */
function beginsOn(days: QuietHours['days'], day: number): boolean {
  return days === 'every' || (days === 'weekend') === day > 5
}
