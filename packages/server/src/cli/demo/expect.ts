/** How a step says what must be so. */

import { setTimeout as wait } from 'node:timers/promises'

const LOOK_EVERY_MS = 10

/** @throws Error with the sentence, when it is not so */
export function must(so: boolean, sentence: string): asserts so {
  if (!so) throw new Error(sentence)
}

/**
 * Looks again and again until `probe` gives something.
 * @param what a sentence for when it does not: `The phone did not ring`
 */
export async function eventually<T>(
  what: string,
  probe: () => T | Promise<T>,
  withinMs = 10_000,
): Promise<NonNullable<T>> {
  const until = performance.now() + withinMs
  for (;;) {
    const seen = await probe()
    if (seen !== null && seen !== undefined && seen !== false) return seen as NonNullable<T>
    if (performance.now() > until) throw new Error(`${what} within ${withinMs / 1000} s.`)
    await wait(LOOK_EVERY_MS)
  }
}
