/** Errors: the refusal that every layer throws, and the shape in which it travels. The table beside says what there is. */

import { ERRORS, type ErrorCode } from './error-table.ts'

export { ERRORS, type ErrorCode } from './error-table.ts'

/** One wrong field: `parameter.sn should be String instead of Undefined`. */
export interface Fault {
  /** The field, as a path: `sn`, `listener.openid`. */
  parameter: string
  /** What is wrong with it, in words that follow the field's name: `should be String instead of Undefined`. */
  message: string
}

/** An error as it travels: in an HTTP answer under `error`, in a WebSocket reply under `error`. */
export interface WireError {
  code: ErrorCode
  /** What is wrong and what to do, in the language the client asked for. */
  message: string
  faults?: Fault[]
  /** WeChat's numbers and words for it, for code written for WeChat. */
  wechat?: { errCode?: number; errno?: number; reason?: string }
  /** For `rate_limited`: seconds to wait. */
  retry_after?: number
}

/** The refusal that every layer throws; HTTP, WebSocket and the SDK turn it into their own shape. */
export class CallgrantError extends Error {
  readonly code: ErrorCode
  readonly faults: Fault[] | undefined
  readonly retryAfter: number | undefined
  /** True when `message` says something more particular than the table. */
  readonly particular: boolean

  /**
   * @param code one of the table
   * @param options `message`: a sentence more particular than the table's; `faults`: for `bad_request`
   */
  constructor(
    code: ErrorCode,
    options: { message?: string; faults?: Fault[]; retryAfter?: number; cause?: unknown } = {},
  ) {
    super(options.message ?? ERRORS[code].en, options.cause === undefined ? {} : { cause: options.cause })
    this.name = 'CallgrantError'
    this.code = code
    this.faults = options.faults
    this.retryAfter = options.retryAfter
    this.particular = options.message !== undefined
  }

  /** HTTP status of this refusal. */
  get status(): number {
    return ERRORS[this.code].status
  }

  /** The shape that travels. @param language `en` (default) or `zh` */
  toWire(language: Language = 'en'): WireError {
    const row = ERRORS[this.code]
    const wire: WireError = { code: this.code, message: this.particular ? this.message : row[language] }
    if (this.faults) wire.faults = this.faults
    if (this.retryAfter !== undefined) wire.retry_after = this.retryAfter
    if (row.errCode !== undefined || row.errno !== undefined) {
      wire.wechat = {
        ...(row.errCode !== undefined && { errCode: row.errCode }),
        ...(row.errno !== undefined && { errno: row.errno }),
        ...(row.reason !== undefined && { reason: row.reason }),
      }
    }
    return wire
  }
}

/** Languages that people are spoken to in. */
export type Language = 'en' | 'zh'

/** WeChat's `errCode`/`errno` numbers of `requestDeviceVoIP`, by name. */
export const DEVICE_VOIP_CODES = {
  PARAMETER_ERROR: 1001,
  ALREADY_AUTHORIZED: 10001,
  TICKET_WRONG: 10008,
  REFUSED: 10021,
  CANCELLED: 10022,
  GROUP_NOT_FOUND: 10025,
  INVALID_SCOPE: -12001,
  NETWORK_ERROR: 600001,
} as const
