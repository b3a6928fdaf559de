/** A yes with a condition, and when a person does not want to be rung: docs/yes-but.md has the rules. */

import { z } from 'zod'
import { Time } from './fields.ts'
import { LIMIT_RINGS_MAX, QUIET_HOURS_MAX } from './limits.ts'

/** By the tables of the engine, as `Intl` has them. An offset such as `+01:00` is no zone: it knows no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z][0-9A-Za-z_+/-]{0,63}$/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch (error) {
    if (error instanceof RangeError) return false
    throw error
  }
}

export const TimeZone = z
  .string()
  .max(64)
  .refine(isTimeZone, 'should be a time zone of the IANA list')
  .meta({ description: 'A time zone of the IANA list', examples: ['Europe/Berlin'] })

/** How long an Allow holds. With several of them, until the first has run out. */
export const ConsentLimit = z
  .strictObject({
    until: Time.min(0)
      .max(8_640_000_000_000_000)
      .optional()
      .meta({ description: 'Until this time, in milliseconds since 1970: later than now, within a year' }),
    today_in: TimeZone.optional().meta({
      description: 'Until the next midnight in this time zone, which is the person’s',
      examples: ['Europe/Berlin'],
    }),
    rings: z
      .number()
      .int()
      .min(1)
      .max(LIMIT_RINGS_MAX)
      .optional()
      .meta({ description: 'For this many rings' }),
  })
  .refine(
    ({ until, today_in, rings }) => until !== undefined || today_in !== undefined || rings !== undefined,
    'should have `until`, `today_in` or `rings`',
  )
  .refine(
    ({ until, today_in }) => until === undefined || today_in === undefined,
    'should have `until` or `today_in`, not both',
  )

const ClockTime = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'should be a time of day from 00:00 to 23:59')
  .meta({ examples: ['22:00'] })

/** One stretch of the day. It begins on one of its days, and may end on the day after. */
export const QuietHours = z.strictObject({
  from: ClockTime,
  to: ClockTime.meta({
    description: 'Not later than `from`: on the day after. The same as `from`: 24 hours',
    examples: ['07:00'],
  }),
  days: z.enum(['every', 'weekdays', 'weekend']).meta({ description: 'Days on which it begins' }),
})

/** Quiet hours of one device or group, in place of those of the app. */
export const RowQuiet = z.strictObject({
  hours: z.array(QuietHours).min(1).max(QUIET_HOURS_MAX),
  time_zone: TimeZone,
})

/** Quiet hours of a person, for every device of the app. */
export const PersonQuiet = z.object({
  on: z.boolean(),
  hours: z.array(QuietHours).max(QUIET_HOURS_MAX).meta({ description: 'Kept while they are off' }),
  time_zone: TimeZone.nullable().meta({ description: 'null: none was set yet' }),
  tell: z.boolean().meta({
    description:
      'Whether a device that rings in quiet hours is told that the person does not want to be rung now. Otherwise it hears what it hears when nobody answers',
  }),
})
export const ChangePersonQuiet = z.strictObject({
  on: z.boolean().optional(),
  hours: z.array(QuietHours).max(QUIET_HOURS_MAX).optional(),
  time_zone: TimeZone.optional(),
  tell: z.boolean().optional(),
})

/** What an authorization has of it; each is left out where nothing was set. */
export const YES_BUT = {
  expires_at: Time.optional().meta({
    description: 'It holds until then, and is none again from then on; left out: for good',
  }),
  rings_left: z
    .number()
    .int()
    .optional()
    .meta({ description: 'It holds for this many more rings; left out: for any number' }),
  urgent: z.literal(true).optional().meta({ description: 'Rings in quiet hours too. Left out: it does not' }),
  quiet: RowQuiet.optional().meta({
    description: 'Quiet hours of its own, in place of the person’s for the app',
  }),
}

/** For how long a record of consent says that it was given. */
export const ConsentTerms = z.object({
  until: Time.nullable().meta({ description: 'null: not limited by time' }),
  rings: z.number().int().nullable().meta({ description: 'null: not limited by rings' }),
})

export type ConsentLimit = z.infer<typeof ConsentLimit>
export type ConsentTerms = z.infer<typeof ConsentTerms>
export type QuietHours = z.infer<typeof QuietHours>
export type RowQuiet = z.infer<typeof RowQuiet>
export type PersonQuiet = z.infer<typeof PersonQuiet>
export type ChangePersonQuiet = z.infer<typeof ChangePersonQuiet>
const YesBut = z.object(YES_BUT)
export type YesBut = z.infer<typeof YesBut>
