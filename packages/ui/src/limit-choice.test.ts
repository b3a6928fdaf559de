import { expect, test } from 'vitest'
import { FOR_GOOD, limitOf } from './limit-choice.ts'

const NOW = new Date('2026-12-05T12:00').getTime()

test('the plain Allow is for good (Y3)', () => expect(limitOf(FOR_GOOD, NOW)).toBeNull())

test.each([
  [{ kind: 'today' }, { until: 'midnight' }],
  [{ kind: 'until', until: '2026-12-05T18:00' }, { until: new Date('2026-12-05T18:00').getTime() }],
  [{ kind: 'rings', rings: 3 }, { rings: 3 }],
] as const)('%j is %j (Y3)', (choice, limit) =>
  expect(limitOf({ ...FOR_GOOD, ...choice }, NOW)).toEqual(limit),
)

test.each([
  { kind: 'until', until: '' },
  { kind: 'until', until: '2026-12-05T12:00' },
  { kind: 'until', until: '2027-12-07T12:00' },
  { kind: 'rings', rings: 0 },
  { kind: 'rings', rings: 100 },
  { kind: 'rings', rings: 1.5 },
  { kind: 'rings', rings: Number.NaN },
] as const)('nothing can be agreed to by %j', (choice) => {
  expect(limitOf({ ...FOR_GOOD, ...choice }, NOW)).toBeUndefined()
})
