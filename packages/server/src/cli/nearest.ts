/** The nearest known word to one that was mistyped. */

/** @returns the known word within two slips of `typed`, or null when none is near enough */
export function nearest(typed: string, known: readonly string[]): string | null {
  let best: { word: string; slips: number } | null = null
  for (const word of known) {
    const slips = word.startsWith(typed) && typed.length > 1 ? 1 : slipsBetween(typed, word)
    if (slips <= Math.min(2, Math.max(1, word.length - 2)) && (!best || slips < best.slips))
      best = { word, slips }
  }
  return best?.word ?? null
}

/** Letters to add, drop, change or swap with their neighbour. */
function slipsBetween(a: string, b: string): number {
  let before: number[] = []
  let previous = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const row = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let least = Math.min((row[j - 1] ?? 0) + 1, (previous[j] ?? 0) + 1, (previous[j - 1] ?? 0) + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1])
        least = Math.min(least, (before[j - 2] ?? 0) + 1)
      row.push(least)
    }
    before = previous
    previous = row
  }
  return previous[b.length] ?? 0
}
