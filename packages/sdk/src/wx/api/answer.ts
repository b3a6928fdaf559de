/** How WeChat's asynchronous functions answer: by callbacks, or by a promise where no callback was passed. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { Check } from '../../shared/check.ts'
import { toFailure } from '../../shared/failure.ts'
import type { Failure } from '../../shared/types.ts'

/** What a success answers beside its own fields. */
export type Ok<S> = S & { errMsg: string }

/** Each is called at most once, never before the function has returned, `complete` after the other. */
export interface WxCallbacks<S> {
  success?: (result: Ok<S>) => void
  fail?(failure: Failure): void
  complete?(result: Ok<S> | Failure): void
}

// `any`, and the order of the three, so that TypeScript finds it the same as WeChat's own declaration.
/** A promise when no callback was passed, else nothing. */
// biome-ignore-start lint/suspicious/noExplicitAny: see above
// biome-ignore-start lint/suspicious/noConfusingVoidType: see above
export type Answer<T, S> = T extends { success: any }
  ? void
  : T extends { fail: any }
    ? void
    : T extends { complete: any }
      ? void
      : Promise<Ok<S>>
// biome-ignore-end lint/suspicious/noConfusingVoidType: see above
// biome-ignore-end lint/suspicious/noExplicitAny: see above

/** A function whose option may be left out. */
export type AsyncApi<O, S> = <T extends O & WxCallbacks<S> = O & WxCallbacks<S>>(option?: T) => Answer<T, S>
/** A function that must be told something. */
export type AsyncApiWith<O, S> = <T extends O & WxCallbacks<S> = O & WxCallbacks<S>>(
  option: T,
) => Answer<T, S>

/** A refusal in WeChat's words: what follows `name:fail `, and its number. */
export class Refused extends Error {
  readonly numbers: { errno?: number; errCode?: number }

  constructor(reason: string, numbers: { errno?: number; errCode?: number } = {}, cause?: unknown) {
    super(reason, { cause })
    this.numbers = numbers
  }
}

/** What a promise of `wx` rejects with: the fields that `fail` gets, as an Error. */
export class WxError extends Error implements Failure {
  readonly errMsg: string
  declare readonly errCode?: number
  declare readonly errno?: number
  declare readonly hint?: string

  constructor(failure: Failure, cause: unknown) {
    super(failure.errMsg, { cause })
    this.name = 'WxError'
    this.errMsg = failure.errMsg
    Object.assign(this, failure)
    // Not enumerable in the failure, so not copied with the rest.
    if (failure.hint) Object.defineProperty(this, 'hint', { value: failure.hint })
  }
}

/**
 * `fail`'s one argument. Beside WeChat's fields it has a `hint`: a sentence that says what to do. It is not enumerable,
 * so that whoever compares or keeps the whole object finds WeChat's fields alone.
 */
export function failureOf(name: string, error: unknown): Failure {
  if (error instanceof Refused) return { errMsg: `${name}:fail ${error.message}`, ...error.numbers }
  const failure = toFailure(name, error)
  const refusal = [error, (error as Error | undefined)?.cause].find((it) => it instanceof CallgrantError)
  if (!refusal) return failure
  const wrong = refusal.faults !== undefined && !refusal.particular
  const hint = wrong ? 'Pass every parameter that errMsg names as it says.' : refusal.message
  return Object.defineProperty(failure, 'hint', { value: hint })
}

/**
 * Makes one asynchronous function of `wx`.
 * @param name what `errMsg` begins with
 * @param work answers the fields of success beside `errMsg`; what it throws goes to `fail`
 * @param check notes wrong parameters; without one, anything goes
 */
export function answering<O extends object, S extends object>(
  name: string,
  work: (option: O) => S | undefined | Promise<S | undefined>,
  check?: (check: Check, option: unknown) => void,
): AsyncApi<O, S> & AsyncApiWith<O, S> {
  // What is declared depends on the option's type, which is known where it is called.
  return ((option?: O & WxCallbacks<S>) =>
    told(name, option, async () => {
      if (check) checkOption(option, check)
      return { ...((await work(option ?? ({} as O))) as S), errMsg: `${name}:ok` }
    })) as AsyncApi<O, S> & AsyncApiWith<O, S>
}

/** Tells the callbacks how `work` ended; without any callback, by a promise. */
export function told<S extends { errMsg: string }>(
  name: string,
  option: { success?: unknown; fail?: unknown; complete?: unknown } | undefined,
  work: () => Promise<S>,
): Promise<S> | undefined {
  // Read once and at once: what the caller does to the object later changes nothing.
  const { success, fail, complete } = option ?? {}
  const silent = [success, fail, complete].every((callback) => typeof callback !== 'function')
  const end = later().then(work)
  if (silent) return end.catch((error) => Promise.reject(new WxError(failureOf(name, error), error)))
  end.then(
    (result) => tell([success, complete], result),
    (error) => tell([fail, complete], failureOf(name, error)),
  )
  return undefined
}

/** Calls back; an error thrown by a callback is reported as uncaught and stops nothing. */
export function tell(callbacks: unknown[], value: unknown): void {
  for (const callback of callbacks) {
    if (typeof callback !== 'function') continue
    try {
      callback(value)
    } catch (error) {
      queueMicrotask(() => {
        throw error
      })
    }
  }
}

/** WeChat's functions do their work after the caller has gone on. */
async function later(): Promise<void> {}

/** @throws CallgrantError `bad_request` with every fault */
function checkOption(option: unknown, note: (check: Check, option: unknown) => void): void {
  const check = new Check(option ?? {})
  note(check, option)
  check.done()
}

/** The same for a synchronous function: it throws at once. @throws Error whose message is WeChat's */
export function answerNow<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const failure = failureOf(name, error)
    throw new WxError(failure, error)
  }
}

/** One positional parameter of a synchronous function. */
export function needString(value: unknown): asserts value is string {
  if (typeof value === 'string') return
  const is = Object.prototype.toString.call(value).slice(8, -1)
  const fault = { parameter: '', message: `should be String instead of ${is}` }
  throw new CallgrantError('bad_request', { faults: [fault] })
}
