/**
 * The time by which the store decides. Several nodes share a PostgreSQL, and compare deadlines and signs of life that
 * another of them has written: so each corrects its own clock by what it measures against the database's, and goes by a
 * steady clock in between.
 */

import type { Logger } from 'pino'
import type { Store } from './store.ts'

export interface Clock {
  /** Milliseconds since 1970, by the store's clock. */
  now(): number
  /** What is added to this machine's clock, in milliseconds; 0 where the store has no other clock. */
  offset(): number
  /** Ends the measuring, and waits for one that is under way. */
  stop(): Promise<void>
}

const MEASURE_EVERY_MS = 60_000
/** Questions of one measurement; the one that was answered soonest counts. */
const ROUNDS = 5
/** An offset past this is worth a warning: the machine's time service does not work. */
const WARN_MS = 1_000

interface Measurement {
  offset: number
  /** The database looked at its clock at some moment of this time, so that `offset` is good to half of it. */
  roundTrip: number
}

/**
 * Measures now, and then every minute.
 * @param log is told when the machine's clock is more than a second off
 * @param machine the machine's own clock, in milliseconds since 1970
 * @throws CallgrantError `unavailable` when the database is away at the start
 */
export async function startClock(
  store: Pick<Store, 'time'>,
  log: Pick<Logger, 'warn'>,
  machine: () => number = Date.now,
): Promise<Clock> {
  // SQLite has no clock but this machine's.
  if ((await store.time()) === null) return { now: machine, offset: () => 0, stop: async () => {} }

  // Between two measurements time goes on steadily, also when somebody sets the date of this machine.
  const steady = steadyClock(machine)
  let offset = 0
  let correction = 0
  const update = async () => {
    const measured = await measure(store, steady.now)
    const off = measured.offset - steady.moved()
    if (Math.abs(off) > WARN_MS && Math.abs(correction) <= WARN_MS) {
      log.warn({ offsetMs: off }, 'the clock of this machine is off; the time of the database is used')
    }
    correction = off
    // Within its own uncertainty it is no reason to let time jump.
    if (Math.abs(measured.offset - offset) > measured.roundTrip / 2) offset = measured.offset
  }
  await update()
  let running = Promise.resolve()
  const measureAgain = () => {
    running = update().catch((err) => log.warn({ err }, 'the clock of the database could not be read'))
  }
  const timer = setInterval(measureAgain, MEASURE_EVERY_MS)
  timer.unref()
  let moved = steady.moved()
  return {
    now() {
      // The date was set, or the machine slept, which the steady clock may not count.
      if (Math.abs(steady.moved() - moved) > WARN_MS) {
        moved = steady.moved()
        measureAgain()
      }
      return Math.round(steady.now() + offset)
    },
    offset: () => offset - steady.moved(),
    async stop() {
      clearInterval(timer)
      await running
    },
  }
}

/** A clock that begins with the machine's, and does not jump with it. */
function steadyClock(machine: () => number) {
  const began = machine() - performance.now()
  const now = () => began + performance.now()
  /** By how much the machine's own clock has moved since, beside the time that passed. */
  return { now, moved: () => machine() - now() }
}

async function measure(store: Pick<Store, 'time'>, machine: () => number): Promise<Measurement> {
  let best: Measurement = { offset: 0, roundTrip: Number.POSITIVE_INFINITY }
  for (let round = 0; round < ROUNDS; round++) {
    const asked = machine()
    const began = performance.now()
    const time = await store.time()
    const roundTrip = performance.now() - began
    if (time === null) continue
    if (roundTrip < best.roundTrip) best = { offset: Math.round(time - asked - roundTrip / 2), roundTrip }
  }
  return best
}
