/** Puts questions that wait at the same moment into one. */

import { AsyncLocalStorage } from 'node:async_hooks'
import { tracingChannel } from 'node:diagnostics_channel'
import DataLoader from 'dataloader'

/** Each statement that several questions share, for the traces. */
export interface Batch {
  name: string
  /** Each runs something as a part of what asked one of the questions. */
  askers: (<T>(work: () => T) => T)[]
}
export const BATCHES = tracingChannel<unknown, Batch>('callgrant:store-batch')

/** Questions of one statement. */
const MOST_AT_ONCE = 100
/** Statements under way; more would each be smaller. With one, a row that is locked would keep all others waiting. */
const LANES = 2

interface Asked<Question> {
  question: Question
  /** Absent where nobody traces. */
  asker?: Batch['askers'][number]
}

/**
 * @param name of what is asked, for traces
 * @param answerAll one answer for each question, in their order. When it fails for several, each is asked by itself, so that none
 *   fails for the sake of another
 * @returns asks one; nothing is remembered
 */
export function batched<Question, Answer>(
  name: string,
  answerAll: (questions: readonly Question[]) => Promise<readonly Answer[]>,
): (question: Question) => Promise<Answer> {
  const waiting: (() => void)[] = []
  let running = 0
  const next = () => {
    while (running < LANES && waiting.length > 0) {
      running++
      waiting.shift()?.()
    }
  }
  const together = (asked: readonly Asked<Question>[]) => {
    const questions = asked.map(({ question }) => question)
    const askers = asked.flatMap(({ asker }) => (asker ? [asker] : []))
    return askers.length === 0
      ? answerAll(questions)
      : BATCHES.tracePromise(() => answerAll(questions), { name, askers })
  }
  const answer = async (questions: readonly Asked<Question>[]): Promise<(Answer | Error)[]> => {
    try {
      return [...(await together(questions))]
    } catch (error) {
      if (questions.length === 1) return [error as Error]
      const alone = await Promise.allSettled(
        questions.map(async (question) => (await together([question]))[0]),
      )
      return alone.map((one) => (one.status === 'fulfilled' ? (one.value as Answer) : (one.reason as Error)))
    } finally {
      running--
      next()
    }
  }
  const loader = new DataLoader<Asked<Question>, Answer>(answer, {
    cache: false,
    maxBatchSize: MOST_AT_ONCE,
    batchScheduleFn(dispatch) {
      waiting.push(dispatch)
      // What else arrives in this turn of the event loop belongs to it.
      setImmediate(next)
    },
  })
  return (question) =>
    loader.load({ question, ...(BATCHES.hasSubscribers && { asker: AsyncLocalStorage.snapshot() }) })
}
