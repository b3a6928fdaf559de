/** A dead connection is noticed in time, and one that is alive never is taken for dead. */

import fc from 'fast-check'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { Liveness } from './liveness.ts'

let asked: number[]
let silentAt: number[]
/** How long the server takes to answer, in milliseconds; null: it does not. */
let answerMs: number | null
let liveness: Liveness

beforeEach(() => {
  vi.useFakeTimers({ now: 0 })
  asked = []
  silentAt = []
  answerMs = 50
  liveness = new Liveness({
    ask() {
      asked.push(Date.now())
      if (answerMs !== null) setTimeout(() => liveness.heard(), answerMs)
    },
    onSilent: () => silentAt.push(Date.now()),
  })
})
afterEach(() => {
  liveness.stop()
  vi.useRealTimers()
})

test('a server that falls silent is noticed within 3 s in a call, and within 25 s else', () => {
  fc.assert(
    fc.property(fc.boolean(), fc.integer({ min: 0, max: 60_000 }), (inCall, aliveMs) => {
      silentAt = []
      answerMs = 50
      liveness.setInCall(inCall)
      liveness.start()
      vi.advanceTimersByTime(aliveMs)
      expect(silentAt).toEqual([])
      answerMs = null
      const from = Date.now()
      vi.advanceTimersByTime(60_000)
      expect(silentAt).toHaveLength(1)
      // The last answer may still be on its way.
      expect((silentAt[0] ?? 0) - from).toBeLessThanOrEqual((inCall ? 3_000 : 25_000) + 50)
    }),
    { numRuns: 50 },
  )
})

test('a slow server that answers is not silent, whatever is suspected', () => {
  liveness.setInCall(true)
  liveness.start()
  for (answerMs of [0, 300, 600]) {
    for (let n = 0; n < 20; n++) {
      vi.advanceTimersByTime(170)
      liveness.suspect()
    }
  }
  expect(silentAt).toEqual([])
})

test('a suspicion asks at once, and waits no longer for an answer that is due already', () => {
  liveness.start()
  answerMs = null
  liveness.suspect()
  expect(asked).toEqual([0])
  vi.advanceTimersByTime(400)
  liveness.suspect()
  vi.advanceTimersByTime(300)
  expect([asked, silentAt]).toEqual([[0], [700]])
})

test('after the machine slept it asks again before it gives up', () => {
  answerMs = null
  liveness.start()
  liveness.suspect()
  vi.setSystemTime(60_000) // the timers stood still
  vi.advanceTimersByTime(700)
  expect(silentAt).toEqual([])
  expect(asked).toHaveLength(2)
  vi.advanceTimersByTime(4_000)
  expect(silentAt).toHaveLength(1)
})

test('asks nothing before it starts and after it stops', () => {
  liveness.suspect()
  liveness.setInCall(true)
  liveness.start()
  liveness.stop()
  liveness.suspect()
  vi.advanceTimersByTime(60_000)
  expect([asked, silentAt]).toEqual([[], []])
})
