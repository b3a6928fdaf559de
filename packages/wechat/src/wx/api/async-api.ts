/** How WeChat's asynchronous functions answer: by callbacks, or by a promise where no callback was passed. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Failure } from '@callgrant/sdk/person'
import { Check, toFailure } from '@callgrant/sdk/platform'

/** The result of a success: its own fields and `errMsg`. */
export type Ok<S> = S & { errMsg: string }

/** Each is called at most once, after the function has returned; `complete` is called last. */
export interface WxCallbacks<S> {
  success?: (result: Ok<S>) => void
  fail?(failure: Failure): void
  complete?(result: Ok<S> | Failure): void
}

// With `any`, and in this order, TypeScript takes it as the same type as WeChat's own declaration.
/** A promise when no callback is passed, else nothing. */
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

/** An asynchronous function of `wx` whose option may be left out. */
export type AsyncApi<O, S> = <T extends O & WxCallbacks<S> = O & WxCallbacks<S>>(option?: T) => Answer<T, S>
/** An asynchronous function of `wx` that needs its option. */
export type AsyncApiWith<O, S> = <T extends O & WxCallbacks<S> = O & WxCallbacks<S>>(
  option: T,
) => Answer<T, S>

/** A refusal as WeChat words it: its message follows `name:fail ` in `errMsg`. */
export class Refused extends Error {
  readonly numbers: { errno?: number; errCode?: number }

  constructor(reason: string, numbers: { errno?: number; errCode?: number } = {}, cause?: unknown) {
    super(reason, { cause })
    this.numbers = numbers
  }
}

/** What promises of `wx` reject with: an Error that has the fields of `fail`. */
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
    // It is not enumerable in the failure, so `assign` does not copy it.
    if (failure.hint) Object.defineProperty(this, 'hint', { value: failure.hint })
  }
}

/**
 * The argument of `fail`. Beside WeChat's fields it has a `hint`, a sentence that says what to do, which is not
 * enumerable: an app that compares or stores the object finds WeChat's fields only.
 */
export function toWxFailure(name: string, error: unknown): Failure {
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
 * @param work returns the fields of success without `errMsg`; what it throws goes to `fail`
 * @param check checks the parameters; default: they are not checked
 */
export function asyncFunction<O extends object, S extends object>(
  name: string,
  work: (option: O) => S | undefined | Promise<S | undefined>,
  check?: (check: Check, option: unknown) => void,
): AsyncApi<O, S> & AsyncApiWith<O, S> {
  // The declared result depends on the type of the option, which only the caller knows.
  return ((option?: O & WxCallbacks<S>) =>
    settle(name, option, async () => {
      if (check) checkOption(option, check)
      return { ...((await work(option ?? ({} as O))) as S), errMsg: `${name}:ok` }
    })) as AsyncApi<O, S> & AsyncApiWith<O, S>
}

/** Calls the callbacks with what `work` returns or throws; without any callback, returns a promise of it. */
export function settle<S extends { errMsg: string }>(
  name: string,
  option: { success?: unknown; fail?: unknown; complete?: unknown } | undefined,
  work: () => Promise<S>,
): Promise<S> | undefined {
  // Read now: the caller may change the object later.
  const { success, fail, complete } = option ?? {}
  const noCallbacks = [success, fail, complete].every((callback) => typeof callback !== 'function')
  const result = afterReturn().then(work)
  if (noCallbacks)
    return result.catch((error) => Promise.reject(new WxError(toWxFailure(name, error), error)))
  result.then(
    (result) => callAll([success, complete], result),
    (error) => callAll([fail, complete], toWxFailure(name, error)),
  )
  return undefined
}

/** Calls each callback; an error that one throws is reported as uncaught, and the others are still called. */
export function callAll(callbacks: unknown[], value: unknown): void {
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

/** WeChat's functions do their work after they have returned. */
async function afterReturn(): Promise<void> {}

/** @throws CallgrantError `bad_request` with every fault */
function checkOption(option: unknown, run: (check: Check, option: unknown) => void): void {
  const check = new Check(option ?? {})
  run(check, option)
  check.done()
}

/** Runs one synchronous function of `wx`. @throws WxError when `work` throws */
export function syncFunction<T>(name: string, work: () => T): T {
  try {
    return work()
  } catch (error) {
    const failure = toWxFailure(name, error)
    throw new WxError(failure, error)
  }
}

/** Checks a positional parameter of a synchronous function. @throws CallgrantError `bad_request` */
export function needString(value: unknown): asserts value is string {
  if (typeof value === 'string') return
  const is = Object.prototype.toString.call(value).slice(8, -1)
  const fault = { parameter: '', message: `should be String instead of ${is}` }
  throw new CallgrantError('bad_request', { faults: [fault] })
}
