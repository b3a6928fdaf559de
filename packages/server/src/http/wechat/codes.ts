/**
 * What each error number of WeChat's HTTP host says: the words that clients know it by, and what to do. `of` names the
 * codes of Callgrant that only this surface answers with that number; the others have theirs in `ERRORS`.
 * docs/wechat-http.md is made from this table.
 */

import { ERRORS, type ErrorCode, HTTP_CODES } from '@callgrant/protocol'

interface CodeRow {
  /** WeChat's own words; `errmsg` begins with them, since clients look for them. */
  errmsg: string
  /** What to do; it follows WeChat's words. */
  todo: string
  /** The sentence of the refusal says more than `todo`, and is answered in its place, or before it. */
  sentence?: 'instead' | 'before'
  /** Codes of Callgrant that are answered as this number. */
  of?: ErrorCode[]
}

type HttpCode = (typeof HTTP_CODES)[keyof typeof HTTP_CODES]

/** By number; of a number that is not WeChat's there is none. */
export const WECHAT_CODES: Readonly<Record<number, CodeRow>> = {
  [HTTP_CODES.SYSTEM_ERROR]: {
    errmsg: 'system error',
    todo: 'try again in a moment, and look for this rid in the log of the server',
    sentence: 'instead',
    of: ['internal', 'unavailable', 'request_timeout'],
  },
  [HTTP_CODES.DEVICE_WRONG]: {
    errmsg: 'deviceId is wrong',
    todo: 'no device is registered with this model_id and sn; register it with a ticket of /wxa/getsnticket',
  },
  [HTTP_CODES.OPENID_MALFORMED]: {
    errmsg: 'openid is wrong',
    todo: 'an openid is 1 to 128 letters, digits, `_` and `-`; pass it as /sns/jscode2session answers it',
  },
  [HTTP_CODES.NOT_AUTHORIZED]: {
    errmsg: 'openid has not authorized device',
    todo: 'ask the person with requestDeviceVoIP, or lead them to the settings of the app',
    sentence: 'before',
  },
  [HTTP_CODES.OPENID_OF_OTHER_APP]: {
    errmsg: 'openid does not belong to this appid',
    todo: 'pass the openid that this app knows the person by, or use the access token of the other app',
  },
  [HTTP_CODES.OPENID_UNKNOWN]: {
    errmsg: 'openid is invalid',
    todo: 'nobody has signed in to this app with it; the person signs in once with wx.login, or the back end makes a session for them',
  },
  [HTTP_CODES.CALL_IN_PROGRESS]: {
    errmsg: 'another call is in progress',
    todo: 'try again when that call is over',
  },
  [HTTP_CODES.INVALID_CREDENTIAL]: {
    errmsg: 'invalid credential, access_token is invalid or not latest',
    todo: 'it is not of this server, or a newer one has replaced it; get one from /cgi-bin/stable_token',
    of: ['unauthenticated'],
  },
  [HTTP_CODES.INVALID_GRANT_TYPE]: {
    errmsg: 'invalid grant_type',
    todo: 'see the documentation of this call for the one that it takes',
  },
  [HTTP_CODES.INVALID_OPENID]: {
    errmsg: 'invalid openid',
    todo: 'pass the openid that this app knows the person by',
  },
  [HTTP_CODES.INVALID_APPID]: {
    errmsg: 'invalid appid',
    todo: 'no app has this appid; create it with `callgrant app create`, and mind upper and lower case',
    of: ['app_unknown'],
  },
  [HTTP_CODES.INVALID_ACCESS_TOKEN]: {
    errmsg: 'invalid access_token',
    todo: 'this token is for something else (a session, or a device); get one from /cgi-bin/stable_token',
  },
  [HTTP_CODES.INVALID_LOGIN_CODE]: {
    errmsg: 'invalid code',
    todo: 'the js_code is not of this app, or is older than 5 minutes; call wx.login again',
  },
  [HTTP_CODES.INVALID_URL]: {
    errmsg: 'invalid url',
    todo: 'there is no such call here; see /openapi.json',
    of: ['not_found'],
  },
  [HTTP_CODES.MISSING_PARAMETER]: { errmsg: 'missing parameter', todo: 'send the parameter that is named' },
  [HTTP_CODES.INVALID_APPSECRET]: {
    errmsg: 'invalid appsecret',
    todo: 'send the secret of this appid; make a new one with `callgrant app rotate-secret` when it is lost',
  },
  [HTTP_CODES.LOGIN_CODE_USED]: {
    errmsg: 'code been used',
    todo: 'a js_code is good once; call wx.login again',
  },
  [HTTP_CODES.ACCESS_TOKEN_MISSING]: {
    errmsg: 'access_token missing',
    todo: 'put it into the query: ?access_token=ACCESS_TOKEN',
  },
  [HTTP_CODES.APPID_MISSING]: { errmsg: 'appid missing', todo: 'send appid' },
  [HTTP_CODES.APPSECRET_MISSING]: { errmsg: 'appsecret missing', todo: 'send secret' },
  [HTTP_CODES.LOGIN_CODE_MISSING]: { errmsg: 'missing code', todo: 'send js_code, which wx.login hands out' },
  [HTTP_CODES.ACCESS_TOKEN_EXPIRED]: {
    errmsg: 'access_token expired',
    todo: 'get a new one from /cgi-bin/stable_token',
    of: ['token_expired'],
  },
  [HTTP_CODES.GET_REQUIRED]: { errmsg: 'require GET method', todo: 'send this request with GET' },
  [HTTP_CODES.POST_REQUIRED]: { errmsg: 'require POST method', todo: 'send this request with POST' },
  [HTTP_CODES.EMPTY_BODY]: { errmsg: 'empty post data', todo: 'send a JSON object as the body' },
  [HTTP_CODES.CONTENT_TOO_LONG]: {
    errmsg: 'content size out of limit',
    todo: 'send at most 64 KiB',
    of: ['payload_too_large'],
  },
  [HTTP_CODES.DAILY_QUOTA_REACHED]: {
    errmsg: 'reach max api daily quota limit',
    todo: 'a refresh may be forced 20 times a day; leave force_refresh out to get the token that is good now',
  },
  [HTTP_CODES.MINUTE_QUOTA_REACHED]: {
    errmsg: 'api minute-quota reach limit, must slower, retry next minute',
    todo: 'wait for the time in the header retry-after',
    of: ['rate_limited', 'too_many_calls'],
  },
  [HTTP_CODES.DATA_FORMAT_ERROR]: {
    errmsg: 'data format error',
    todo: 'send one JSON object as the body',
    of: ['bad_request', 'unsupported_media_type'],
  },
  [HTTP_CODES.API_UNAUTHORIZED]: {
    errmsg: 'api unauthorized',
    todo: 'the app may not do this; see with `callgrant app show` and `callgrant model list` what it lacks',
    sentence: 'instead',
    of: ['forbidden', 'capability_missing', 'calling_not_enabled'],
  },
  [HTTP_CODES.INVALID_PUSH_TOKEN]: {
    errmsg: 'invalid push_token',
    todo: 'send the one that the device made last (getWmpfPushToken); it is good for 7 days, and until the device is reset',
  },
  [HTTP_CODES.SN_TOO_LONG]: { errmsg: 'sn is too long', todo: 'an sn has at most 128 bytes' },
  [HTTP_CODES.SN_ILLEGAL]: {
    errmsg: 'sn has illegal characters',
    todo: 'an sn is made of digits, letters, `_` and `-`, and is not empty',
  },
  [HTTP_CODES.MODEL_ID_WRONG]: {
    errmsg: 'model_id check failed',
    todo: 'the app has no model with this model_id; create it with `callgrant model create`, and look whether sn and model_id are swapped, or the access_token is of another app',
    of: ['model_unknown'],
  },
  [HTTP_CODES.GROUP_NAME_ILLEGAL]: {
    errmsg: 'group_name is illegal',
    todo: 'a group_name is 1 to 32 bytes of UTF-8 (a Han character is 3), on one line, with no hidden characters',
  },
  [HTTP_CODES.GROUP_ID_ILLEGAL]: {
    errmsg: 'group_id is illegal',
    todo: 'the app has no group with this group_id; create it with /wxa/business/group/createid, and keep what that answers',
    of: ['group_unknown'],
  },
  [HTTP_CODES.GROUP_TYPE_MISMATCH]: {
    errmsg: 'device type does not fit the group',
    todo: 'put the device into a group of its own device type',
  },
  [HTTP_CODES.GROUP_ALREADY_IN]: {
    errmsg: 'device is already in the group',
    todo: 'nothing needs to be done',
  },
  [HTTP_CODES.GROUP_FULL]: { errmsg: 'group is full', todo: 'a group holds 50 devices; create another' },
  [HTTP_CODES.GROUP_NOT_IN]: { errmsg: 'device is not in the group', todo: 'check model_id and sn' },
  [HTTP_CODES.GROUP_IN_OTHER]: {
    errmsg: 'device is already in another group',
    todo: 'send force_add true to take it out of there',
  },
  [HTTP_CODES.TOO_MANY_DEVICES]: { errmsg: 'too many devices', todo: 'send at most 100 devices at once' },
} satisfies Readonly<Record<HttpCode, CodeRow>>

const BY_CODE: ReadonlyMap<string, number> = new Map(
  Object.entries(WECHAT_CODES).flatMap(([errcode, { of = [] }]) =>
    of.map((code) => [code, Number(errcode)] as const),
  ),
)

/** WeChat's number for a code of Callgrant; -1 (system error) where WeChat has none. */
export function errcodeOf(code: string): number {
  return (
    BY_CODE.get(code) ??
    (ERRORS as Record<string, { errCode?: number }>)[code]?.errCode ??
    HTTP_CODES.SYSTEM_ERROR
  )
}
