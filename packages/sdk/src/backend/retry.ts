/** Retries failed requests: a bounded number, with growing random pauses, and no sooner than the server asks. */

import { CallgrantError } from '@callgrant/protocol/errors'
import pRetry from 'p-retry'
import { pause } from './pause.ts'

const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 10_000
/** Node's codes for a connection that was never made, so that the server saw nothing of the request. */
const NOT_CONNECTED = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'UND_ERR_CONNECT_TIMEOUT'])

export interface RetryOptions {
  /** Most retries after the first attempt. */
  retries: number
  /** No retry begins later than this, in milliseconds after the first attempt began. */
  withinMs: number
  /** Whether sending it twice has the same effect as sending it once. */
  repeatable: boolean
  signal?: AbortSignal | undefined
}

/** @throws what the last attempt threw; what the signal was aborted with, when it was */
export async function withRetry<T>(attempt: () => Promise<T>, options: RetryOptions): Promise<T> {
  const { retries, withinMs, repeatable, signal } = options
  const until = performance.now() + withinMs
  try {
    return await pRetry(attempt, {
      retries,
      minTimeout: FIRST_PAUSE_MS,
      maxTimeout: LONGEST_PAUSE_MS,
      maxRetryTime: withinMs,
      randomize: true,
      signal,
      async shouldRetry({ error }) {
        if (!mayRetry(error, repeatable)) return false
        const waitMs = ((error as CallgrantError).retryAfter ?? 0) * 1000
        if (performance.now() + waitMs > until) return false
        await pause(waitMs, signal)
        return true
      },
    })
  } catch (error) {
    // p-retry puts a reason that is no Error into one.
    throw signal?.aborted ? signal.reason : error
  }
}

/** Whether a failed request may be sent again. @param repeatable whether twice has the same effect as once */
export function mayRetry(error: unknown, repeatable: boolean): boolean {
  if (!(error instanceof CallgrantError)) return false
  switch (error.code) {
    case 'rate_limited':
    case 'request_timeout':
      return true // The server did nothing.
    case 'network':
      return repeatable || wasNotSent(error)
    case 'unavailable':
      return repeatable
    case 'internal':
      return repeatable && !(error.cause instanceof SyntaxError)
    default:
      return false
  }
}

function wasNotSent({ cause }: CallgrantError): boolean {
  const code = (cause as { cause?: { code?: string } } | undefined)?.cause?.code
  return code !== undefined && NOT_CONNECTED.has(code)
}
