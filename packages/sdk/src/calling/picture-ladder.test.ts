import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { PICTURE_LADDER, PictureLadder } from './picture-ladder.ts'

/** Takes the same bit rate once a second. @returns the heights, one for each second */
function heights(ladder: PictureLadder, available: number, from: number, seconds: number): number[] {
  return Array.from({ length: seconds }, (_, n) => ladder.take(available, from + n * 1000).height)
}

describe('the ladder of pictures', () => {
  test('begins with the whole picture, and keeps it while nothing is known of the network', () => {
    const ladder = new PictureLadder()
    expect(ladder.rung.height).toBe(480)
    expect(ladder.take(null, 0).height).toBe(480)
  })

  test('goes down after two seconds to what fits, over as many rungs as it takes', () => {
    const ladder = new PictureLadder()
    expect(heights(ladder, 590_000, 0, 10)).toEqual(Array(10).fill(480))
    expect(heights(ladder, 310_000, 10_000, 3)).toEqual([480, 480, 360])
    expect(heights(ladder, 50_000, 13_000, 3)).toEqual([360, 360, 180])
    expect(ladder.rung.framesPerSecond).toBe(10)
  })

  test('does not go down for one bad second', () => {
    const ladder = new PictureLadder()
    expect(ladder.take(100_000, 0).height).toBe(480)
    expect(ladder.take(900_000, 1000).height).toBe(480)
    expect(heights(ladder, 100_000, 2000, 2)).toEqual([480, 480])
  })

  test('goes up rung by rung, each after five seconds in which there was room', () => {
    const ladder = new PictureLadder()
    heights(ladder, 100_000, 0, 3)
    expect(heights(ladder, 900_000, 3000, 18)).toEqual([
      ...Array(5).fill(180),
      ...Array(6).fill(240),
      ...Array(6).fill(360),
      480,
    ])
  })

  test('does not go up and down when the network takes about what a rung needs', () => {
    const ladder = new PictureLadder()
    heights(ladder, 250_000, 0, 3)
    const seen = Array.from(
      { length: 60 },
      (_, n) => ladder.take(n % 2 ? 270_000 : 330_000, 3000 + n * 1000).height,
    )
    expect(new Set(seen)).toEqual(new Set([240]))
  })

  test('a ladder without a rung is refused; one in another order is put in order', () => {
    expect(() => new PictureLadder([])).toThrow('needs a rung')
    expect(new PictureLadder(PICTURE_LADDER.toReversed()).rung.height).toBe(480)
  })

  test('follows the network: down only after two seconds of less, up by one rung after five of more (property)', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2_000_000 }), { maxLength: 60 }), (rates) => {
        const ladder = new PictureLadder()
        for (const [n, available] of rates.entries()) {
          const before = ladder.rung
          const after = ladder.take(available, n * 1000)
          const last = (seconds: number) => rates.slice(Math.max(0, n - seconds), n + 1)
          if (after.bitrate < before.bitrate) {
            expect(Math.max(...last(2))).toBeLessThan(before.bitrate * 0.9)
            expect(available).toBeGreaterThanOrEqual(after.bitrate)
          }
          if (after.bitrate > before.bitrate) {
            expect(PICTURE_LADDER.indexOf(before) - PICTURE_LADDER.indexOf(after)).toBe(1)
            expect(Math.min(...last(5))).toBeGreaterThanOrEqual(after.bitrate * 1.2)
          }
        }
      }),
    )
  })
})
