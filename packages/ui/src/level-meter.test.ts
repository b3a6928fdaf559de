import { expect, test } from 'vitest'
import { levelOf } from './level-meter.ts'

const tone = (amplitude: number) => Float32Array.from({ length: 512 }, (_, i) => amplitude * Math.sin(i / 3))

test('silence is 0, loud speech is 1, and louder is never less', () => {
  expect(levelOf(new Float32Array(512))).toBe(0)
  expect(levelOf(tone(1))).toBe(1)
  const levels = [0.0001, 0.001, 0.01, 0.1, 0.4].map((amplitude) => levelOf(tone(amplitude)))
  expect(levels).toEqual(levels.toSorted((a, b) => a - b))
  expect(levels[2]).toBeGreaterThan(0.2)
  expect(levels[2]).toBeLessThan(0.6)
})
