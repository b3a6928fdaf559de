/** A refusal in the shape of WeChat's `wx.*` functions (authorization.md, "What a refused request answers"). */

import { CallgrantError, ERRORS } from '@callgrant/protocol/errors'
import { faultClauses } from './check.ts'
import type { Failure } from './types.ts'

/** What the promise of `requestDeviceVoIP` and the like rejects with: the fields that `fail` gets, as an Error. */
export class DeviceVoIPError extends Error implements Failure {
  readonly errMsg: string
  declare readonly errCode?: number
  declare readonly errno?: number

  constructor(failure: Failure, cause?: unknown) {
    super(failure.errMsg, cause === undefined ? {} : { cause })
    this.name = 'DeviceVoIPError'
    this.errMsg = failure.errMsg
    Object.assign(this, failure)
  }

  /** What `fail` and `complete` are given. */
  get failure(): Failure {
    const { errMsg, errCode, errno } = this
    return { errMsg, ...(errCode !== undefined && { errCode }), ...(errno !== undefined && { errno }) }
  }
}

/**
 * @param api the function that failed; `errMsg` begins with it
 * @example toFailure('requestDeviceVoIP', new CallgrantError('already_authorized'))
 * // { errCode: 10001, errMsg: 'requestDeviceVoIP:fail The sn has been subscribed' }
 */
export function toFailure(api: string, error: unknown): Failure {
  // A refusal by WeChat itself, inside WeChat, has this shape already.
  if (error instanceof DeviceVoIPError) return error.failure
  if (!(error instanceof CallgrantError)) {
    return { errMsg: `${api}:fail ${error instanceof Error ? error.message : String(error)}` }
  }
  const { errCode, errno, reason } = ERRORS[error.code]
  return {
    errMsg: `${api}:fail ${withFaults(reason ?? error.message, error)}`,
    ...(errCode !== undefined && { errCode }),
    ...(errno !== undefined && { errno }),
  }
}

function withFaults(words: string, error: CallgrantError): string {
  return error.faults ? `${words}: ${faultClauses(error.faults)}` : words
}
