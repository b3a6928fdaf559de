import { expect, test } from 'vitest'
import { FOR_GOOD, limitOf } from './limit-choice.ts'

const NOW = new Date('2026-12-05T12:00').getTime()

test('the plain Allow is for good (Y3)', () => expect(limitOf(FOR_GOOD, NOW)).toBeNull())

test.each([
  [{ time: 'today' }, { until: 'midnight' }],
  [{ time: 'until', until: '2026-12-05T18:00' }, { until: new Date('2026-12-05T18:00').getTime() }],
  [{ rings: 3 }, { rings: 3 }],
  [
    { time: 'today', rings: 99 },
    { until: 'midnight', rings: 99 },
  ],
  [
    { time: 'until', until: '2026-12-05T18:00', rings: 1 },
    { until: new Date('2026-12-05T18:00').getTime(), rings: 1 },
  ],
  // A time that was typed and not chosen is none.
  [{ time: 'any', until: '2026-12-05T18:00' }, null],
] as const)('%j is %j (Y3)', (choice, limit) =>
  expect(limitOf({ ...FOR_GOOD, ...choice }, NOW)).toEqual(limit),
)

test.each([
  { time: 'until', until: '' },
  { time: 'until', until: '2026-12-05T12:00' },
  { time: 'until', until: '2027-12-07T12:00' },
  { time: 'until', until: '', rings: 1 },
  { rings: 0 },
  { rings: 100 },
  { time: 'today', rings: 1.5 },
  { rings: Number.NaN },
] as const)('nothing can be agreed to by %j', (choice) => {
  expect(limitOf({ ...FOR_GOOD, ...choice }, NOW)).toBeUndefined()
})
