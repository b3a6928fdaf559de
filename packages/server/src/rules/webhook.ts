/** When an event that a webhook did not take is sent again, and when a webhook that does not answer is tried again. */

/** How long an event is tried. */
export const GIVE_UP_AFTER_MS = 3 * 86_400_000
const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 6 * 3_600_000
/** Attempts in a row that may fail before a webhook counts as away: then it is asked with one event at a time. */
export const FAILURES_TOLERATED = 5
const LONGEST_ABSENCE_MS = 60_000

/**
 * 5 s, 20 s, 80 s, 5 min, 21 min, 85 min, 6 h, 6 h …, each up to a fifth more or less.
 * @param attempts that were made, at least one
 * @param chance from 0 to 1
 * @returns when to try again, in milliseconds since 1970; null: never, it is given up
 */
export function nextAttempt(attempts: number, now: number, giveUpAt: number, chance: number): number | null {
  const pause = Math.min(FIRST_PAUSE_MS * 4 ** (attempts - 1), LONGEST_PAUSE_MS)
  const next = now + spread(pause, chance)
  return next <= giveUpAt ? next : null
}

/** When a webhook is asked again, after so many failures in a row: at once as long as they are few, then up to a minute later. */
export function askAgainAt(failures: number, now: number, chance: number): number {
  if (failures < FAILURES_TOLERATED) return 0
  const pause = Math.min(FIRST_PAUSE_MS * 2 ** (failures - FAILURES_TOLERATED), LONGEST_ABSENCE_MS)
  return now + spread(pause, chance)
}

function spread(pause: number, chance: number): number {
  return Math.round(pause * (0.8 + 0.4 * chance))
}
