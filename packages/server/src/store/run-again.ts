/** Runs what PostgreSQL ended for the sake of another transaction once more. */

import { setTimeout as wait } from 'node:timers/promises'
import { CallgrantError } from '@callgrant/protocol/errors'
import { mayRunAgain } from './failures.ts'

const ATTEMPTS = 5
const PAUSE_MAX_MS = 500

/**
 * @param work a whole transaction, or one statement by itself: it is run from its start each time
 * @param options `attempts`: 5 by default; `may`: after which errors, by default those of two that met
 * @throws CallgrantError `unavailable` when it failed so each time; any other error at once
 */
export async function runAgain<T>(
  work: () => Promise<T>,
  { attempts = ATTEMPTS, may = mayRunAgain }: { attempts?: number; may?: (error: unknown) => boolean } = {},
): Promise<T> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work()
    } catch (error) {
      if (!may(error)) throw error
      if (attempt === attempts) throw new CallgrantError('unavailable', { cause: error })
      // A short, uneven pause, so that the two that met do not meet again.
      await wait(Math.random() * Math.min(PAUSE_MAX_MS, 10 * 2 ** attempt))
    }
  }
}
