/** Waits for what happens by itself. */

import { setTimeout as wait } from 'node:timers/promises'

const INTERVAL_MS = 10

/**
 * Calls `probe` again and again until it returns something.
 * @param what begins the message when it does not in time: `The phone did not ring`
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  withinMs = 10_000,
): Promise<NonNullable<T>> {
  const until = performance.now() + withinMs
  for (;;) {
    const found = await probe()
    if (found !== null && found !== undefined && found !== false) return found as NonNullable<T>
    if (performance.now() > until) throw new Error(`${what} within ${withinMs / 1000} s.`)
    await wait(INTERVAL_MS)
  }
}
