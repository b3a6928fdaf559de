import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { days, EmulatedClock, seconds } from './clock.ts'

const START = 1_700_000_000_000
let clock: EmulatedClock
const ran: string[] = []
beforeEach(() => {
  ran.length = 0
})
afterEach(() => clock.close())
/** Lets this much real time pass, with the event loop running. */
async function realTime(ms: number): Promise<void> {
  for (const until = performance.now() + ms; performance.now() < until; )
    await new Promise((turn) => setImmediate(turn))
}
const note = (name: string) => () => void ran.push(`${name} at ${clock.now() - START}`)

describe('a clock that stands still', () => {
  beforeEach(() => {
    clock = new EmulatedClock(START, false)
  })

  test('shows the same time until it is moved, and never an earlier one', async () => {
    await realTime(5)
    expect(clock.now()).toBe(START)
    clock.moveTo(START + 10)
    clock.moveTo(START)
    expect(clock.now()).toBe(START + 10)
  })

  test('runs timers in the order in which they are due, those of one instant in the order in which they were set', () => {
    clock.setTimeout(note('late'), 20)
    clock.setTimeout(note('first'), 10)
    clock.setTimeout(note('second'), 10)
    expect(clock.nextDue).toBe(START + 10)
    clock.moveTo(START + 10)
    expect(ran).toEqual(['first at 10', 'second at 10'])
    expect(clock.nextDue).toBe(START + 20)
  })

  test('runs what a timer sets for no time at all at the same instant', () => {
    clock.setTimeout(() => clock.setTimeout(note('inner'), 0), 10)
    clock.moveTo(START + 10)
    expect(ran).toEqual(['inner at 10'])
    expect(clock.nextDue).toBeNull()
  })

  test('repeats an interval once for each time that it was due, until it is cleared', () => {
    const interval = clock.setInterval(note('each'), 10)
    clock.moveTo(START + 10)
    clock.moveTo(START + 30)
    expect(ran).toEqual(['each at 10', 'each at 30', 'each at 30'])
    clock.clearInterval(interval)
    clock.moveTo(START + 100)
    expect(ran).toHaveLength(3)
  })

  test('keeps a timer that is longer than Node’s may be', () => {
    clock.setTimeout(note('month'), days(30))
    clock.moveTo(START + days(30) - 1)
    expect(ran).toEqual([])
    clock.moveTo(START + days(30))
    expect(ran).toEqual([`month at ${days(30)}`])
  })

  test('reports each error of a timer as uncaught, and runs the others', async () => {
    const uncaught: string[] = []
    const before = process.listeners('uncaughtException')
    process.removeAllListeners('uncaughtException')
    process.on('uncaughtException', (error) => uncaught.push(error.message))
    for (const message of ['one', 'two']) {
      clock.setTimeout(() => {
        throw new Error(message)
      }, 10)
    }
    clock.setTimeout(note('third'), 10)
    clock.moveTo(START + 10)
    expect(ran).toEqual(['third at 10'])
    await expect.poll(() => uncaught).toEqual(['one', 'two'])
    process.removeAllListeners('uncaughtException')
    for (const listener of before) process.on('uncaughtException', listener)
  })

  test('runs nothing once it is closed', () => {
    clock.setTimeout(note('before'), 10)
    clock.close()
    clock.setTimeout(note('after'), 10)
    clock.moveTo(START + 10)
    expect(ran).toEqual([])
  })
})

describe('a clock that flows', () => {
  beforeEach(() => {
    clock = new EmulatedClock(START, true)
  })

  test('passes as real time does, also while the process is busy, and runs timers by itself', async () => {
    const began = performance.now()
    await new Promise<void>((done) => clock.setTimeout(done, 20))
    while (performance.now() - began < 50); // busy
    const real = performance.now() - began
    expect(clock.now() - START).toBeGreaterThanOrEqual(Math.floor(real))
    expect(clock.now() - START - real).toBeLessThan(1000)
  })

  test('can be moved on beside that', () => {
    clock.setTimeout(note('later'), seconds(5))
    clock.moveTo(START + seconds(60))
    expect(ran).toHaveLength(1)
    expect(clock.now()).toBeGreaterThanOrEqual(START + seconds(60))
  })

  test('stands still while it is held, and a timer set then is due a whole time later', async () => {
    await clock.held(async () => {
      const at = clock.now()
      clock.setTimeout(note('step'), 10)
      await realTime(20)
      expect(clock.now()).toBe(at)
      expect(ran).toEqual([])
      clock.moveTo(at + 10)
      expect(ran).toHaveLength(1)
    })
    const at = clock.now()
    await expect.poll(() => clock.now()).toBeGreaterThan(at)
  })
})
