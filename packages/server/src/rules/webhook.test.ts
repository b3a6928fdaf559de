import { expect, it } from 'vitest'
import { askAgainAt, FAILURES_TOLERATED, GIVE_UP_AFTER_MS, nextAttempt } from './webhook.ts'

/** Every time at which an event is tried that is never taken, from 0 on. */
function attemptsOf(chance: () => number): number[] {
  const times = [0]
  for (let next = nextAttempt(1, 0, GIVE_UP_AFTER_MS, chance()); next !== null; ) {
    times.push(next)
    next = nextAttempt(times.length, next, GIVE_UP_AFTER_MS, chance())
  }
  return times
}

it('tries an event soon, then less and less often, for three days', () => {
  for (const chance of [() => 0, () => 0.5, () => 1, Math.random]) {
    const times = attemptsOf(chance)
    expect(times.length).toBeGreaterThan(14)
    expect(times.length).toBeLessThan(25)
    expect(times[1]).toBeLessThanOrEqual(6_000)
    expect(times.at(-1)).toBeLessThanOrEqual(GIVE_UP_AFTER_MS)
    expect(times.at(-1)).toBeGreaterThan(GIVE_UP_AFTER_MS - 8 * 3_600_000)
    const pauses = times.slice(1).map((time, index) => time - (times[index] ?? 0))
    for (const pause of pauses) expect(pause).toBeLessThanOrEqual(6 * 3_600_000 * 1.2)
  }
})

it('two events that failed together are not tried again together', () => {
  expect(nextAttempt(3, 0, GIVE_UP_AFTER_MS, 0.1)).not.toBe(nextAttempt(3, 0, GIVE_UP_AFTER_MS, 0.9))
})

it('asks a receiver at once as long as few fail, and within about a minute however long it has been away', () => {
  for (let failures = 0; failures < FAILURES_TOLERATED; failures++)
    expect(askAgainAt(failures, 1_000, 1)).toBe(0)
  expect(askAgainAt(FAILURES_TOLERATED, 1_000, 0.5)).toBe(6_000)
  expect(askAgainAt(1_000_000, 0, 1)).toBe(72_000)
})
