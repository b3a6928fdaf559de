/** WeChat's `success`, `fail` and `complete`, and a promise beside them. */

import { DeviceVoIPError, toFailure } from './failure.ts'
import type { Callbacks } from './types.ts'

/**
 * Runs `work` and tells its end twice: to the callbacks, each once and `complete` last, and then by the promise.
 * An error thrown by a callback is reported as uncaught and stops nothing. Without a `fail` or `complete` a
 * refusal that nobody awaits is an unhandled rejection, as it should be; with one it was told, and is not.
 *
 * @param api name for `errMsg`
 */
export function withCallbacks<S extends { errMsg: string }>(
  api: string,
  option: Callbacks<S> | undefined,
  work: () => Promise<S>,
): Promise<S> {
  // Read once and at once: what the caller does to the object later changes nothing.
  const { success, fail, complete } = option ?? {}
  const told = run()
  if (isFunction(fail) || isFunction(complete)) told.catch(() => {})
  return told

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
