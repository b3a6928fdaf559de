import type { StatsPeriod } from '@callgrant/sdk/backend'

/** The last day by hour, or the last 30 days by day, of the reader's clock. */
export function periodOf(by: 'hour' | 'day'): StatsPeriod {
  return { by, utc_offset_minutes: -new Date().getTimezoneOffset() }
}
