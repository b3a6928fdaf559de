/** Whether the store or the bus is there, for those who ask often: one question at a time, and an answer in any case. */

import { CallgrantError } from '@callgrant/protocol'

/** An answer is good for so long, in milliseconds. */
const FRESH_MS = 500
/** How long it may take before it counts as busy. */
const ANSWER_MS = 2_000
/** A busy one counts as there for so long after its last answer; then it counts as away. */
const BUSY_MS = 15_000

/**
 * @param ping asks the store, or the bus
 * @param now milliseconds of a clock that only goes forward
 * @returns resolves when it is there, within 2 s. @throws CallgrantError `unavailable`, or what `ping` throws
 */
export function partCheck(ping: () => Promise<void>, now = () => performance.now()): () => Promise<void> {
  let answeredAt = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | null = null

  const ask = () => {
    asking ??= ping()
      .then(() => {
        answeredAt = now()
      })
      .finally(() => {
        asking = null
      })
    return asking
  }
  return async () => {
    if (now() - answeredAt < FRESH_MS) return
    let timer: NodeJS.Timeout | undefined
    const late = new Promise<'late'>((resolve) => {
      timer = setTimeout(resolve, ANSWER_MS, 'late')
    })
    try {
      const first = await Promise.race([ask(), late])
      if (first === 'late' && now() - answeredAt > BUSY_MS) throw new CallgrantError('unavailable')
    } finally {
      clearTimeout(timer)
    }
  }
}
