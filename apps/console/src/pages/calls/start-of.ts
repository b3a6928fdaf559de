/** When a day begins on the reader's clock, in milliseconds since 1970. @param day as `2026-11-30`; null: it is none */
export function startOf(day: string | undefined): number | null {
  const at = Date.parse(`${day}T00:00`)
  return Number.isNaN(at) ? null : at
}
