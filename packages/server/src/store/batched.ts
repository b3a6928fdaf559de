/** Puts questions that wait at the same moment into one. */

import DataLoader from 'dataloader'

/** Questions of one statement. */
const MOST_AT_ONCE = 100
/** Statements under way; more would each be smaller. With one, a row that is locked would keep all others waiting. */
const LANES = 2

/**
 * @param answerAll one answer for each question, in their order. When it fails for several, each is asked by itself, so that none
 *   fails for the sake of another
 * @returns asks one; nothing is remembered
 */
export function batched<Question, Answer>(
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
  const answer = async (questions: readonly Question[]): Promise<(Answer | Error)[]> => {
    try {
      return [...(await answerAll(questions))]
    } catch (error) {
      if (questions.length === 1) return [error as Error]
      const alone = await Promise.allSettled(
        questions.map(async (question) => (await answerAll([question]))[0]),
      )
      return alone.map((one) => (one.status === 'fulfilled' ? (one.value as Answer) : (one.reason as Error)))
    } finally {
      running--
      next()
    }
  }
  const loader = new DataLoader<Question, Answer>(answer, {
    cache: false,
    maxBatchSize: MOST_AT_ONCE,
    batchScheduleFn(dispatch) {
      waiting.push(dispatch)
      // What else arrives in this turn of the event loop belongs to it.
      setImmediate(next)
    },
  })
  return (question) => loader.load(question)
}
