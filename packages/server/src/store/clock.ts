/**
 * The time by which the store decides. Several nodes share a PostgreSQL, and compare deadlines and signs of life that
 * another of them has written: so each corrects its own clock by what it measures against the database's.
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
  let offset = 0
  const update = async () => {
    const measured = await measure(store, machine)
    // Within its own uncertainty it is no reason to let time jump.
    if (Math.abs(measured.offset - offset) <= measured.roundTrip / 2) return
    if (Math.abs(measured.offset) > WARN_MS && Math.abs(offset) <= WARN_MS) {
      log.warn(
        { offsetMs: measured.offset },
        'the clock of this machine is off; the time of the database is used',
      )
    }
    offset = measured.offset
  }
  // SQLite has no clock but this machine's.
  if ((await store.time()) === null) return { now: machine, offset: () => 0, stop: async () => {} }

  await update()
  let running = Promise.resolve()
  const timer = setInterval(() => {
    running = update().catch((err) => log.warn({ err }, 'the clock of the database could not be read'))
  }, MEASURE_EVERY_MS)
  timer.unref()
  return {
    now: () => machine() + offset,
    offset: () => offset,
    async stop() {
      clearInterval(timer)
      await running
    },
  }
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
