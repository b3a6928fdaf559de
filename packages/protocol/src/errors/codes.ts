/**
 * Every error code that the server or the SDK can answer, with its HTTP status and WeChat's number where WeChat has
 * one. The sentences are beside it, one file a language. docs/errors.md is made from these files.
 */

import { DEVICE_VOIP_CODES, HTTP_CODES, PLUGIN_CODES } from '../wechat-codes/index.ts'

/** `errCode` of a ring in quiet hours, where the person lets the caller know. */
const PERSON_QUIET = 100_001

interface ErrorRow {
  /** HTTP status of the answer. */
  status: number
  /** WeChat's `errCode` for it (authorization.md "What a refused request answers", calls.md "Refusals"). */
  errCode?: number
  /** WeChat's `errno` for it, where WeChat uses that field. */
  errno?: number
  /** The words after `requestDeviceVoIP:fail `, where the spec fixes them. */
  reason?: string
}

function rows<const T extends Record<string, ErrorRow>>(table: T): { readonly [K in keyof T]: ErrorRow } {
  return table
}

export const ERRORS = rows({
  // What any request can meet.
  bad_request: { status: 400, errno: DEVICE_VOIP_CODES.PARAMETER_ERROR, reason: 'parameter error' },
  unauthenticated: { status: 401, errCode: DEVICE_VOIP_CODES.SESSION_WRONG },
  token_expired: { status: 401, errCode: DEVICE_VOIP_CODES.SESSION_WRONG },
  forbidden: { status: 403 },
  origin_not_allowed: { status: 403 },
  not_found: { status: 404 },
  request_timeout: { status: 408 },
  payload_too_large: { status: 413 },
  unsupported_media_type: { status: 415 },
  rate_limited: { status: 429 },
  internal: { status: 500 },
  unavailable: { status: 503 },

  // Apps, models, devices.
  app_unknown: { status: 404 },
  app_exists: { status: 409 },
  capability_missing: { status: 403, errCode: DEVICE_VOIP_CODES.INVALID_SCOPE, reason: 'invalid scope' },
  model_unknown: {
    status: 404,
    // No ticket is good for a model that there is not: to `requestDeviceVoIP` that is a wrong ticket.
    errCode: DEVICE_VOIP_CODES.TICKET_WRONG,
    reason: 'snTicket invalid',
  },
  model_exists: { status: 409 },
  device_unknown: { status: 404, errCode: PLUGIN_CODES.DEVICE_WRONG },
  device_already_registered: { status: 409 },
  device_credential_wrong: { status: 401, errCode: PLUGIN_CODES.CALLER_TOKEN_WRONG },
  challenge_invalid: { status: 401, errCode: PLUGIN_CODES.CALLER_TOKEN_WRONG },
  oidc_token_wrong: { status: 401 },
  message_push_unverified: { status: 409 },
  events_gone: { status: 410 },
  webhook_unknown: { status: 404 },
  webhook_limit: { status: 409 },
  delivery_unknown: { status: 404 },
  console_link_invalid: { status: 401 },
  console_sign_in_failed: { status: 401 },

  login_code_invalid: { status: 401, errCode: HTTP_CODES.INVALID_LOGIN_CODE },
  login_code_used: { status: 401, errCode: HTTP_CODES.LOGIN_CODE_USED },

  // Groups.
  group_unknown: { status: 404, errCode: DEVICE_VOIP_CODES.GROUP_NOT_FOUND, reason: 'group not found' },
  group_exists: { status: 409 },
  group_type_mismatch: { status: 409, errCode: HTTP_CODES.GROUP_TYPE_MISMATCH },
  group_already_in: { status: 409, errCode: HTTP_CODES.GROUP_ALREADY_IN },
  group_full: { status: 409, errCode: HTTP_CODES.GROUP_FULL },
  group_not_in: { status: 409, errCode: HTTP_CODES.GROUP_NOT_IN },
  group_in_other: { status: 409, errCode: HTTP_CODES.GROUP_IN_OTHER },

  // Asking a person.
  ticket_invalid: { status: 403, errCode: DEVICE_VOIP_CODES.TICKET_WRONG, reason: 'snTicket invalid' },
  ticket_expired: { status: 403, errCode: DEVICE_VOIP_CODES.TICKET_WRONG, reason: 'snTicket expired' },
  already_authorized: {
    status: 409,
    errCode: DEVICE_VOIP_CODES.ALREADY_AUTHORIZED,
    reason: 'The sn has been subscribed',
  },
  already_refused: { status: 409, errCode: DEVICE_VOIP_CODES.REFUSED, reason: 'The sn has been rejected' },
  rejected_now: { status: 409, errCode: DEVICE_VOIP_CODES.REFUSED, reason: 'auth deny' },
  dialog_dismissed: { status: 409, errCode: DEVICE_VOIP_CODES.CANCELLED, reason: 'cancel' },
  ask_invalid: { status: 409, errCode: DEVICE_VOIP_CODES.CANCELLED, reason: 'cancel' },
  authorization_unknown: { status: 404 },
  record_unknown: { status: 404 },
  record_erased: { status: 410 },
  wechat_ledger_full: { status: 409 },
  too_many_asks: { status: 429 },

  // Calls.
  not_authorized: { status: 403, errCode: PLUGIN_CODES.NOT_AUTHORIZED },
  // WeChat knows no quiet hours; the number is ours, outside of all that it uses.
  person_quiet: { status: 409, errCode: PERSON_QUIET },
  not_this_device: { status: 403, errCode: PLUGIN_CODES.DEVICE_WRONG },
  openid_malformed: { status: 400, errCode: PLUGIN_CODES.OPENID_MALFORMED },
  openid_unknown: { status: 404, errCode: PLUGIN_CODES.OPENID_UNKNOWN },
  openid_other_app: { status: 403, errCode: PLUGIN_CODES.OPENID_OF_OTHER_APP },
  room_failed: { status: 500, errCode: PLUGIN_CODES.ROOM_FAILED },
  room_unknown: { status: 404, errCode: PLUGIN_CODES.ROOM_WRONG },
  push_token_wrong: { status: 403, errCode: PLUGIN_CODES.LISTENER_TOKEN_WRONG },
  push_token_other_model: { status: 403, errCode: PLUGIN_CODES.TOKEN_OF_OTHER_MODEL },
  push_message_too_long: { status: 413, errCode: HTTP_CODES.CONTENT_TOO_LONG },
  device_offline: { status: 409, errCode: HTTP_CODES.SYSTEM_ERROR },
  too_many_calls: { status: 429 },
  ring_token_invalid: { status: 401 },
  call_in_progress: { status: 409, errCode: PLUGIN_CODES.CALL_IN_PROGRESS },
  answered_elsewhere: { status: 409, errCode: PLUGIN_CODES.INTERRUPTED },
  call_over: { status: 409, errCode: PLUGIN_CODES.INTERRUPTED },
  // WeChat has no number for it: 1006 and 1007 are about who signed in, caller and listener can be either.
  wrong_side: { status: 409 },
  device_only: { status: 403, errCode: PLUGIN_CODES.DEVICE_ONLY },
  person_only: { status: 403, errCode: PLUGIN_CODES.PERSON_ONLY },
  calling_not_enabled: { status: 403, errCode: PLUGIN_CODES.CAPABILITY_MISSING },

  // What only a client can see.
  network: { status: 503, errno: DEVICE_VOIP_CODES.NETWORK_ERROR, reason: 'network error' },
})

/** Every error code: a closed union. */
export type ErrorCode = keyof typeof ERRORS
