/** The nearest known word to one that was mistyped. */

import leven, { closestMatch } from 'leven'

/** Letters that may be added, dropped or changed; two that changed places count as two. */
const mostSlips = (word: string) => (word.length < 4 ? 1 : 2)

/** @returns a known word that begins as `typed` does, or the nearest; null when none is near enough */
export function nearest(typed: string, known: readonly string[]): string | null {
  const begun = typed.length > 1 ? known.find((word) => word.startsWith(typed)) : undefined
  const near = known.filter((word) => leven(typed, word) <= mostSlips(word))
  return begun ?? closestMatch(typed, near) ?? null
}
