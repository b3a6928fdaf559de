/** The error classes of WeChat's `wmpf-voip` plugin, and how our refusals become them (wechat-surface 2.7). */

import { CallgrantError, ERRORS, type Fault } from '@callgrant/protocol/errors'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { faultClauses } from '../shared/check.ts'

/** An error of a call: `errCode` is WeChat's number, `errMsg` says what to do. */
export class VoipError extends Error {
  readonly errCode: number
  readonly errMsg: string
  readonly errno: number
  /** For 1004: each wrong parameter and what is wrong with it. */
  readonly faults?: readonly Fault[]

  constructor(errCode: number, errMsg: string, options: ErrorOptions = {}) {
    super(errMsg, options)
    this.name = new.target.name
    this.errCode = errCode
    this.errMsg = errMsg
    this.errno = errCode
    const faults = options.cause instanceof CallgrantError ? options.cause.faults : undefined
    if (faults) this.faults = faults
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
/** There is nothing to carry a call: said before anybody is rung. */
export const webRtcMissing = () =>
  new VoipJoinError(
    PLUGIN_CODES.SDK_INIT_FAILED,
    'There is no WebRTC here. In Node, `npm install werift` and pass it to the client: `...weriftMedia(werift)`, with `import { weriftMedia } from "@callgrant/sdk/calling"` and `import * as werift from "werift"`.',
  )
/** The call was asked for in a wrong way; the server was not asked. */
export class VoipPluginError extends VoipError {}

/**
 * A refusal of the server in WeChat's form. What is neither a refusal nor a VoipError is thrown on.
 * @param names of the request's parameters, by the field of the message to the server
 */
export function toVoipError(error: unknown, names: Readonly<Record<string, string>> = {}): VoipError {
  if (error instanceof VoipError) return error
  if (!(error instanceof CallgrantError)) throw error
  if (!error.faults) return new VoipCgiError(errCodeOf(error), error.message, { cause: error })
  const faults = error.faults.map((fault) => ({
    ...fault,
    parameter: names[fault.parameter] ?? fault.parameter,
  }))
  const words = `parameter error: ${faultClauses(faults)}`
  return new VoipCgiError(errCodeOf(error), words, {
    cause: new CallgrantError(error.code, { faults, cause: error }),
  })
}

function errCodeOf(error: CallgrantError): number {
  if (error.code === 'bad_request') return PLUGIN_CODES.PARAMETER_WRONG
  return ERRORS[error.code].errCode ?? PLUGIN_CODES.REQUEST_FAILED
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
  return new VoipPluginError(PLUGIN_CODES.PARAMETER_WRONG, words, { cause: error })
}
