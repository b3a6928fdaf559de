import fc from 'fast-check'
import { expect, test } from 'vitest'
import { WindowCounter } from './window-counter.ts'

test('lets each key have its share in each window, and says when the next one begins', () => {
  const counter = new WindowCounter(2, 10_000)
  expect([counter.take('a', 1), counter.take('a', 2), counter.take('b', 3)]).toEqual([0, 0, 0])
  expect(counter.take('a', 4_000)).toBe(6_000)
  expect(counter.take('a', 10_000)).toBe(0)
})

test('a limit of 0 is none', () => {
  const counter = new WindowCounter(0, 10_000)
  for (let n = 0; n < 1000; n++) expect(counter.take('a', n)).toBe(0)
})

test('never lets a key pass more than its share in a window, whatever the order (model)', () => {
  const steps = fc.array(fc.record({ key: fc.constantFrom('a', 'b'), wait: fc.nat(6_000) }))
  fc.assert(
    fc.property(fc.integer({ min: 1, max: 5 }), steps, (max, steps) => {
      const counter = new WindowCounter(max, 10_000)
      const passed = new Map<string, number>()
      let now = 0
      for (const { key, wait } of steps) {
        now += wait
        const of = `${key} ${Math.floor(now / 10_000)}`
        const before = passed.get(of) ?? 0
        const left = counter.take(key, now)
        expect(left === 0).toBe(before < max)
        expect(left).toBeLessThanOrEqual(10_000)
        if (left === 0) passed.set(of, before + 1)
      }
    }),
  )
})
