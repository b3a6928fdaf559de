/** What happened in an app, counted: for its back end. */

import { z } from 'zod'
import { Time } from './fields.ts'

/** Most rows of an answer. */
export const STATS_ROWS_MAX = 1000

const Count = z.number().int()
const whole = z.coerce.number().int().min(0).max(8_640_000_000_000_000)
const Milliseconds = z.number().int().nullable()

export const GetStats = z.object({
  from: whole.optional().meta({ description: 'Default: a day before `to`, or 30 days' }),
  to: whole.optional().meta({ description: 'Default: now' }),
  by: z.enum(['hour', 'day']).default('hour'),
  utc_offset_minutes: z.coerce.number().int().min(-840).max(840).default(0).meta({
    description: 'Of the clock whose hours and days are counted: 480 in Beijing',
  }),
})
export const StatsRow = z.object({
  at: Time.meta({ description: 'When the hour, or the day, begins' }),
  rings: Count.meta({ description: 'Calls that were placed' }),
  answered: Count,
  missed: Count.meta({ description: 'Rang until nobody answered, or the caller gave up' }),
  refused: z.record(z.string(), Count).meta({
    description:
      'Rings that were refused for want of consent, by what decided (`device`, `group`, `none`), as far as their events are kept',
  }),
  setup_ms_p50: Milliseconds.meta({
    description:
      'From the answer until media flowed both ways: half of the calls took no longer; null: there were none',
  }),
})
export const Stats = z.object({
  rows: z.array(StatsRow).meta({ description: 'One for each hour, or day, also where nothing happened' }),
  setup_ms_p50: Milliseconds.meta({ description: 'Of all of them' }),
  people_who_allow: Count.meta({ description: 'People who allow a device or a group now' }),
  devices: Count,
  devices_online: Count.meta({ description: 'Counted at most a minute ago' }),
})

export type GetStats = z.infer<typeof GetStats>
export type StatsRow = z.infer<typeof StatsRow>
export type Stats = z.infer<typeof Stats>
