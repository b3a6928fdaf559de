import type { QuietHours } from '@callgrant/protocol'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { hushOf, isWithin } from './quiet.ts'

const night: QuietHours = { from: '22:00', to: '07:00', days: 'every' }
const BERLIN = 'Europe/Berlin'
const at = (text: string) => Date.parse(text)

describe('quiet hours go by the clock on the wall (Y7)', () => {
  it.each([
    // Forward, on 29 March 2026 at 02:00.
    ['2026-03-28T21:59:59+01:00', false],
    ['2026-03-28T22:00:00+01:00', true],
    ['2026-03-29T01:59:59+01:00', true],
    ['2026-03-29T03:00:00+02:00', true],
    ['2026-03-29T06:59:59+02:00', true],
    ['2026-03-29T07:00:00+02:00', false],
    // Back, on 25 October 2026 at 03:00.
    ['2026-10-24T22:00:00+02:00', true],
    ['2026-10-25T02:30:00+02:00', true],
    ['2026-10-25T02:30:00+01:00', true],
    ['2026-10-25T06:59:59+01:00', true],
    ['2026-10-25T07:00:00+01:00', false],
    ['2026-10-25T21:59:59+01:00', false],
  ])('over both changes of summer time: %s', (now, quiet) => {
    expect(isWithin([night], BERLIN, at(now))).toBe(quiet)
  })

  it('in the person’s zone, not the server’s', () => {
    const now = at('2026-11-30T15:00:00Z')
    expect(['Asia/Shanghai', BERLIN, 'America/New_York'].map((zone) => isWithin([night], zone, now))).toEqual(
      [...[true, false, false]],
    )
  })

  it.each([
    // 27 November 2026 is a Friday.
    ['weekdays', '2026-11-27T23:00:00+01:00', true],
    ['weekdays', '2026-11-28T06:00:00+01:00', true],
    ['weekdays', '2026-11-28T23:00:00+01:00', false],
    ['weekdays', '2026-11-30T06:00:00+01:00', false],
    ['weekend', '2026-11-28T06:00:00+01:00', false],
    ['weekend', '2026-11-29T23:00:00+01:00', true],
    ['weekend', '2026-11-30T06:00:00+01:00', true],
    ['weekend', '2026-11-30T23:00:00+01:00', false],
  ] as const)('a night belongs to the day that it begins on: %s, %s', (days, now, quiet) => {
    expect(isWithin([{ ...night, days }], BERLIN, at(now))).toBe(quiet)
  })

  it('the same time twice is a whole day, and any of several stretches counts', () => {
    const weekend: QuietHours = { from: '00:00', to: '00:00', days: 'weekend' }
    const lunch: QuietHours = { from: '12:00', to: '13:00', days: 'every' }
    const quiet = (now: string) => isWithin([weekend, lunch], BERLIN, at(now))
    expect(quiet('2026-11-29T23:59:59+01:00')).toBe(true)
    expect(quiet('2026-11-30T00:00:00+01:00')).toBe(false)
    expect(quiet('2026-11-30T12:59:59+01:00')).toBe(true)
    expect(isWithin([], BERLIN, at('2026-11-29T12:30:00+01:00'))).toBe(false)
  })

  it('whatever the hours, the zone and the moment, as a calendar of the week has it', () => {
    const clock = fc
      .tuple(fc.nat(23), fc.nat(59))
      .map(([hour, minute]) => `${String(hour).padStart(2, '0')}:${String(minute).padStart(2, '0')}`)
    const stretch = fc.record({
      from: clock,
      to: clock,
      days: fc.constantFrom('every' as const, 'weekdays' as const, 'weekend' as const),
    })
    const zone = fc.constantFrom(BERLIN, 'Asia/Kolkata', 'America/St_Johns', 'Australia/Lord_Howe', 'UTC')
    const moment = fc.integer({ min: at('2026-01-01T00:00:00Z'), max: at('2026-12-31T00:00:00Z') })
    fc.assert(
      fc.property(fc.array(stretch, { maxLength: 4 }), zone, moment, (hours, timeZone, now) => {
        expect(isWithin(hours, timeZone, now)).toBe(calendarOf(hours).has(wallMinute(timeZone, now)))
      }),
      { numRuns: 300 },
    )
  })
})

const WEEK = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun']
const DAY = 24 * 60
const minuteOf = (clock: string) => Number(clock.slice(0, 2)) * 60 + Number(clock.slice(3))

/** Minute of the week on the wall, by the browser's own words for it. */
function wallMinute(timeZone: string, now: number): number {
  const format = new Intl.DateTimeFormat('en-GB', {
    ...({ timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' } as const),
  })
  const parts = new Map(format.formatToParts(now).map(({ type, value }) => [type, value]))
  const day = WEEK.indexOf(parts.get('weekday') ?? '')
  return day * DAY + Number(parts.get('hour')) * 60 + Number(parts.get('minute'))
}

/** Every quiet minute of a week, day by day. */
function calendarOf(hours: readonly QuietHours[]): Set<number> {
  const minutes = new Set<number>()
  for (const { from, to, days } of hours) {
    for (const [day, name] of WEEK.entries()) {
      const isWeekend = name === 'Sat' || name === 'Sun'
      if (days !== 'every' && (days === 'weekend') !== isWeekend) continue
      const [begins, ends] = [minuteOf(from), minuteOf(to)]
      const length = ends > begins ? ends - begins : ends + DAY - begins
      for (let minute = 0; minute < length; minute++) minutes.add((day * DAY + begins + minute) % (7 * DAY))
    }
  }
  return minutes
}

describe('what becomes of a ring (Y8)', () => {
  const NOW = at('2026-11-30T23:00:00+01:00')
  const person = (more: object = {}) =>
    JSON.stringify({ on: true, hours: [night], time_zone: BERLIN, tell: false, ...more })
  const lunch = JSON.stringify({ hours: [{ ...night, from: '12:00', to: '13:00' }], time_zone: BERLIN })
  const nights = JSON.stringify({ hours: [night], time_zone: BERLIN })

  it.each([
    ['nothing is set', null, null, 'none'],
    ['the person’s hours', null, person(), 'silent'],
    ['the person’s hours, which they tell', null, person({ tell: true }), 'told'],
    ['the person’s hours are off', null, person({ on: false }), 'none'],
    ['an urgent device', { urgent: 1, quiet: nights }, person(), 'none'],
    ['hours of its own, which are not now, instead of the person’s', { quiet: lunch }, person(), 'none'],
    ['hours of its own, where the person has none', { quiet: nights }, null, 'silent'],
    ['hours of its own, while the person’s are off', { quiet: nights }, person({ on: false }), 'silent'],
    [
      'hours of its own, which the person tells',
      { quiet: nights },
      person({ on: false, tell: true }),
      'told',
    ],
  ] as const)('%s', (_words, row, personQuiet, hush) => expect(hushOf(row, personQuiet, NOW)).toBe(hush))
})
