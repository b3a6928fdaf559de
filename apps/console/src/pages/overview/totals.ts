import type { StatsRow } from '@callgrant/protocol'

export interface Totals {
  rings: number
  answered: number
  missed: number
  refused: number
}

export const refusedIn = ({ refused }: StatsRow): number =>
  Object.values(refused).reduce((sum, count) => sum + count, 0)

/** Of all rows together. */
export function totalOf(rows: readonly StatsRow[]): Totals {
  const total = { rings: 0, answered: 0, missed: 0, refused: 0 }
  for (const row of rows) {
    total.rings += row.rings
    total.answered += row.answered
    total.missed += row.missed
    total.refused += refusedIn(row)
  }
  return total
}

/** How often each reason was given, the most frequent first. */
export function reasonsOf(rows: readonly StatsRow[]): [reason: string, count: number][] {
  const counts = new Map<string, number>()
  for (const { refused } of rows) {
    for (const [reason, count] of Object.entries(refused))
      counts.set(reason, (counts.get(reason) ?? 0) + count)
  }
  return [...counts].filter(([, count]) => count > 0).sort(([, a], [, b]) => b - a)
}
