/** One of WeChat's functions that has callbacks only, with the promise that Taro's types promise. */

import { type Callbacks, DeviceVoIPError } from '@callgrant/sdk/person'
import { withCallbacks } from '../../../sdk/src/shared/callbacks.ts'
import { failureOf } from './failure.ts'

type Native = (option: object) => void

/**
 * @param host WeChat's `wx`
 * @param since the base library from which on `wx` has the function
 * @returns the function with Taro's signature: callbacks once each, `complete` last, and a promise that a refusal
 *   rejects
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
