/** The refusal that every layer throws, and the shape in which it travels. */

// In Node the sentences of every code, in both languages; in a bundle for an app only those that an app says by itself.
import { SENTENCES } from '@callgrant/protocol/errors/own-sentences'
import { ERRORS, type ErrorCode } from './codes.ts'
import type { DecidedBy, Decision } from './decision.ts'
import type { Language } from './sentences.ts'

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
  /** For `rate_limited`, `too_many_calls`, `too_many_asks`: seconds to wait. */
  retry_after?: number
  /** For `not_authorized`: `group_id` of a group that the person authorized and that the device is not in. */
  not_in_group?: string
  /** For a ring that an app's back end started: what decided. */
  decided_by?: DecidedBy
  /** With `decided_by`: when the row that decided was last changed, in milliseconds since 1970; null: no row did. */
  decided_at?: number | null
  /** With `decided_by`: the same in one sentence. */
  explanation?: string
}

export interface CallgrantErrorOptions {
  /** A sentence more particular than that of the code. */
  message?: string
  /** For `bad_request`: one for each wrong field. */
  faults?: Fault[]
  /** For `rate_limited`, `too_many_calls`, `too_many_asks`: seconds to wait. */
  retryAfter?: number
  /** For `not_authorized`: `group_id` of a group that the person authorized and that the device is not in. */
  notInGroup?: string
  /** For a ring that an app's back end started: what decided. */
  decision?: Decision
  cause?: unknown
}

/** The refusal that every layer throws; HTTP, WebSocket and the SDK turn it into their own shape. */
export class CallgrantError extends Error {
  readonly code: ErrorCode
  readonly faults: Fault[] | undefined
  readonly retryAfter: number | undefined
  readonly notInGroup: string | undefined
  readonly decision: Decision | undefined
  /** True when `message` says something more particular than the sentence of the code. */
  readonly particular: boolean

  constructor(code: ErrorCode, options: CallgrantErrorOptions = {}) {
    super(
      options.message ?? SENTENCES.en[code] ?? code,
      options.cause === undefined ? {} : { cause: options.cause },
    )
    this.name = 'CallgrantError'
    this.code = code
    this.faults = options.faults
    this.retryAfter = options.retryAfter
    this.notInGroup = options.notInGroup
    this.decision = options.decision
    this.particular = options.message !== undefined
  }

  /** HTTP status of this refusal. */
  get status(): number {
    return ERRORS[this.code].status
  }

  /** The shape that travels. @param language `en` (default) or `zh` */
  toWire(language: Language = 'en'): WireError {
    const row = ERRORS[this.code]
    const sentence = this.particular ? undefined : SENTENCES[language][this.code]
    const wire: WireError = { code: this.code, message: sentence ?? this.message }
    if (this.faults) wire.faults = this.faults
    if (this.retryAfter !== undefined) wire.retry_after = this.retryAfter
    if (this.notInGroup !== undefined) wire.not_in_group = this.notInGroup
    if (this.decision) {
      const { by, at, explanation } = this.decision
      Object.assign(wire, { decided_by: by, decided_at: at, explanation })
    }
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
