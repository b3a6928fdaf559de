/** WeChat's `success`, `fail` and `complete` callbacks beside a promise. */

import { DeviceVoIPError, toFailure } from './failure.ts'
import type { Callbacks } from './types.ts'

/**
 * Runs `work`, calls the callbacks with its result, each once and `complete` last, and then settles the promise.
 * An error thrown by a callback is reported as uncaught and changes nothing else. A refusal that nobody awaits is an
 * unhandled rejection only if there is neither a `fail` nor a `complete` callback.
 *
 * @param api name for `errMsg`
 */
export function withCallbacks<S extends { errMsg: string }>(
  api: string,
  option: Callbacks<S> | undefined,
  work: () => Promise<S>,
): Promise<S> {
  // Read once and at once, so that later changes of the object have no effect.
  const { success, fail, complete } = option ?? {}
  const promise = run()
  if (isFunction(fail) || isFunction(complete)) promise.catch(() => {})
  return promise

  async function run(): Promise<S> {
    let result: S
    try {
      result = await work()
    } catch (error) {
      const failure = toFailure(api, error)
      call(fail, failure)
      call(complete, failure)
      throw new DeviceVoIPError(failure, error)
    }
    call(success, result)
    call(complete, result)
    return result
  }
}

function isFunction(value: unknown): value is (...args: never[]) => void {
  return typeof value === 'function'
}

function call<T>(callback: ((value: T) => void) | undefined, value: T): void {
  if (!isFunction(callback)) return
  try {
    callback(value)
  } catch (error) {
    queueMicrotask(() => {
      throw error
    })
  }
}
