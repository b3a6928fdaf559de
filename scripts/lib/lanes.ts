/** Runs jobs side by side, as many as the machine has processors for, and at most two. */

import { availableParallelism } from 'node:os'

const LANES = Math.min(2, availableParallelism())

/** Each lane takes the next job when it is free: put the longest first. Rejects when a job does. */
export async function inLanes(jobs: readonly (() => Promise<void>)[], lanes = LANES): Promise<void> {
  const waiting = [...jobs]
  const lane = async () => {
    for (let job = waiting.shift(); job; job = waiting.shift()) await job()
  }
  await Promise.all(Array.from({ length: lanes }, lane))
}
