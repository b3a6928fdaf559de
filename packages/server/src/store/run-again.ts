/** Runs what PostgreSQL ended for the sake of another transaction once more. */

import { setTimeout as wait } from 'node:timers/promises'
import { CallgrantError } from '@callgrant/protocol/errors'
import { mayRunAgain } from './failures.ts'

const ATTEMPTS = 5

/**
 * @param work a whole transaction, or one statement by itself: it is run from its start each time
 * @throws CallgrantError `unavailable` when it failed so five times; any other error at once
 */
export async function runAgain<T>(work: () => Promise<T>): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!mayRunAgain(error)) throw error
      if (attempt === ATTEMPTS) throw new CallgrantError('unavailable', { cause: error })
      // A short, uneven pause, so that the two that met do not meet again.
      await wait(Math.random() * 10 * 2 ** attempt)
    }
  }
}
