/** The error classes of WeChat's `wmpf-voip` plugin, and how our refusals become them (wechat-surface 2.7). */

import { CallgrantError, ERRORS } from '@callgrant/protocol/errors'
import { faultClauses } from '../shared/check.ts'

/** WeChat's numbers that no row of our table carries. */
export const VOIP_CODES = {
  CREDENTIAL_WRONG: 13,
  CHARGE_TYPE_ILLEGAL: 22,
  REQUEST_FAILED: 1002,
  PARAMETER_WRONG: 1004,
  CALL_IN_PROGRESS: 1005,
  DEVICE_ONLY: 1006,
  PERSON_ONLY: 1007,
  JOIN_FAILED: 2000,
} as const

/** An error of a call: `errCode` is WeChat's number, `errMsg` says what to do. */
export class VoipError extends Error {
  readonly errCode: number
  readonly errMsg: string
  readonly errno: number

  constructor(errCode: number, errMsg: string, options: ErrorOptions = {}) {
    super(errMsg, options)
    this.name = new.target.name
    this.errCode = errCode
    this.errMsg = errMsg
    this.errno = errCode
  }
}
/** The server refused, or could not be reached. */
export class VoipCgiError extends VoipError {}
/** The room could not be joined: media, permission. */
export class VoipJoinError extends VoipError {
  /** What WeChat's base library adds: nothing here. */
  readonly extErrMsg: string = ''
  readonly errType: number = 0
}
/** The call was asked for in a wrong way; the server was not asked. */
export class VoipPluginError extends VoipError {}

/** A refusal of the server in WeChat's form. @param api name of the function, for `errMsg` */
export function toVoipError(error: unknown): VoipError {
  if (error instanceof VoipError) return error
  if (!(error instanceof CallgrantError)) throw error
  return new VoipCgiError(errCodeOf(error), error.message, { cause: error })
}

function errCodeOf(error: CallgrantError): number {
  switch (error.code) {
    case 'unauthenticated':
    case 'token_expired':
      return VOIP_CODES.CREDENTIAL_WRONG
    case 'bad_request':
      return VOIP_CODES.PARAMETER_WRONG
    default:
      return ERRORS[error.code].errCode ?? VOIP_CODES.REQUEST_FAILED
  }
}

/** A wrong parameter is the plugin's error 1004, with one clause for each fault. */
export function checked<T>(api: string, check: () => T): T {
  try {
    return check()
  } catch (error) {
    if (!(error instanceof CallgrantError)) throw error
    throw parameterError(api, error)
  }
}

function parameterError(api: string, error: CallgrantError): VoipError {
  const words = `${api}:fail parameter error: ${faultClauses(error.faults ?? [])}`
  return new VoipPluginError(VOIP_CODES.PARAMETER_WRONG, words, { cause: error })
}
