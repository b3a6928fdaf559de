/** Wraps one of WeChat's functions that have callbacks only, so that it also returns a promise, as Taro's types say. */

import { type Callbacks, DeviceVoIPError } from '@callgrant/sdk/person'
import { withCallbacks } from '@callgrant/sdk/platform'
import { failureOf } from './failure.ts'

type Native = (option: object) => void

/**
 * @param host WeChat's `wx`
 * @param since first version of the base library that has the function
 * @returns the function with Taro's signature: it calls each callback once, `complete` last, and returns a promise
 *   that rejects when WeChat refuses
 */
export function nativeCall<S extends { errMsg: string }>(
  host: Record<string, unknown>,
  api: string,
  since: string,
): (option?: Callbacks<S>) => Promise<S> {
  return (option) =>
    withCallbacks<S>(
      api,
      option,
      () =>
        new Promise((resolve, reject) => {
          const refuse = (raw: unknown) => reject(new DeviceVoIPError(failureOf(api, raw)))
          const native = host[api]
          if (typeof native !== 'function') {
            refuse({ errMsg: `not supported: base library ${since} or later is needed` })
            return
          }
          const { success: _, fail: __, complete: ___, ...rest } = { ...option } as Callbacks<S>
          ;(native as Native).call(host, { ...rest, success: resolve, fail: refuse })
        }),
    )
}
