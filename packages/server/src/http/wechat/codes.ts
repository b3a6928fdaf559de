/**
 * WeChat's error numbers, as its host answers them: the words that clients know each by, what to do, and which of our
 * codes it stands for. `docs/wechat-http.md` is made from this table.
 */

import { ERRORS, type ErrorCode } from '@callgrant/protocol'

interface CodeRow {
  /** WeChat's own words; an answer begins with them, since clients look for them. */
  errmsg: string
  /** What to do, in the answer after WeChat's words. */
  todo: string
  /** True: the sentence of our code says more than `todo`, and is answered in its place. */
  particular?: true
  /** Codes of ours that are answered as this number. */
  of?: ErrorCode[]
}

function rows<const T extends Record<number, CodeRow>>(table: T): Readonly<Record<number, CodeRow>> {
  return table
}

export const WECHAT_CODES = rows({
  [-1]: {
    errmsg: 'system error',
    todo: 'try again in a moment, and look for this rid in the log of the server',
    particular: true,
    of: ['internal', 'unavailable'],
  },
  9: {
    errmsg: 'openid has not authorized the device',
    todo: 'ask the person with requestDeviceVoIP, or lead them to the settings of the app',
    of: ['not_authorized'],
  },
  40001: {
    errmsg: 'invalid credential, access_token is invalid or not latest',
    todo: 'it is not of this server, or a newer one has replaced it; get one from /cgi-bin/stable_token',
    of: ['unauthenticated'],
  },
  40002: {
    errmsg: 'invalid grant_type',
    todo: 'see the documentation of this call for the one that it takes',
  },
  40003: { errmsg: 'invalid openid', todo: 'pass the openid that this app knows the person by' },
  40013: {
    errmsg: 'invalid appid',
    todo: 'no app has this appid; create it with `callgrant app create`, and mind upper and lower case',
    of: ['app_unknown'],
  },
  40014: {
    errmsg: 'invalid access_token',
    todo: 'this token is for something else (a session, or a device); get one from /cgi-bin/stable_token',
  },
  40029: {
    errmsg: 'invalid code',
    todo: 'the js_code is not of this app, or is older than 5 minutes; call wx.login again',
  },
  40066: { errmsg: 'invalid url', todo: 'there is no such call here; see /openapi.json', of: ['not_found'] },
  40101: { errmsg: 'missing parameter', todo: 'send msg and push_token' },
  40125: {
    errmsg: 'invalid appsecret',
    todo: 'send the secret of this appid; make a new one with `callgrant app rotate-secret` when it is lost',
  },
  40163: { errmsg: 'code been used', todo: 'a js_code is good once; call wx.login again' },
  41001: { errmsg: 'access_token missing', todo: 'put it into the query: ?access_token=ACCESS_TOKEN' },
  41002: { errmsg: 'appid missing', todo: 'send appid' },
  41004: { errmsg: 'appsecret missing', todo: 'send secret' },
  41008: { errmsg: 'missing code', todo: 'send js_code, which wx.login hands out' },
  42001: {
    errmsg: 'access_token expired',
    todo: 'get a new one from /cgi-bin/stable_token',
    of: ['token_expired'],
  },
  43001: { errmsg: 'require GET method', todo: 'send this request with GET' },
  43002: { errmsg: 'require POST method', todo: 'send this request with POST' },
  44002: { errmsg: 'empty post data', todo: 'send a JSON object as the body' },
  45002: {
    errmsg: 'content size out of limit',
    todo: 'send at most 64 KiB',
    of: ['payload_too_large'],
  },
  45009: {
    errmsg: 'reach max api daily quota limit',
    todo: 'a refresh may be forced 20 times a day; leave force_refresh out to get the token that is good now',
  },
  45011: {
    errmsg: 'api minute-quota reach limit, must slower, retry next minute',
    todo: 'wait for the time in the header retry-after',
    of: ['rate_limited'],
  },
  47001: {
    errmsg: 'data format error',
    todo: 'send one JSON object as the body',
    of: ['bad_request', 'unsupported_media_type'],
  },
  48001: {
    errmsg: 'api unauthorized',
    todo: 'the app may not do this; see with `callgrant app show` and `callgrant model list` what it lacks',
    particular: true,
    of: ['forbidden', 'capability_missing', 'calling_not_enabled'],
  },
  48012: {
    errmsg: 'invalid push_token',
    todo: 'send the one that the device made last (getWmpfPushToken); it is good for 7 days, and until the device is reset',
  },
  9800001: { errmsg: 'sn is too long', todo: 'an sn has at most 128 bytes' },
  9800002: {
    errmsg: 'sn has illegal characters',
    todo: 'an sn is made of digits, letters, `_` and `-`, and is not empty',
  },
  9800003: {
    errmsg: 'model_id check failed',
    todo: 'the app has no model with this model_id; create it with `callgrant model create`, and look whether sn and model_id are swapped, or the access_token is of another app',
    of: ['model_unknown'],
  },
  9800012: {
    errmsg: 'group_name is illegal',
    todo: 'a group_name is 1 to 32 bytes of UTF-8 (a Han character is 3), with no line ends or control characters',
  },
  9800013: {
    errmsg: 'group_id is illegal',
    todo: 'the app has no group with this group_id; create it with /wxa/business/group/createid, and keep what that answers',
    of: ['group_unknown'],
  },
  9800014: {
    errmsg: 'device type does not fit the group',
    todo: 'put the device into a group of its own device type',
    of: ['group_type_mismatch'],
  },
  9800015: {
    errmsg: 'device is already in the group',
    todo: 'nothing needs to be done',
    of: ['group_already_in'],
  },
  9800016: { errmsg: 'group is full', todo: 'a group holds 50 devices; create another', of: ['group_full'] },
  9800017: { errmsg: 'device is not in the group', todo: 'check model_id and sn', of: ['group_not_in'] },
  9800018: {
    errmsg: 'device is already in another group',
    todo: 'send force_add true to take it out of there',
    of: ['group_in_other'],
  },
  9800020: { errmsg: 'too many devices', todo: 'send at most 100 devices at once' },
})

const BY_CODE: ReadonlyMap<string, number> = new Map(
  Object.entries(WECHAT_CODES).flatMap(([errcode, { of = [] }]) =>
    of.map((code) => [code, Number(errcode)] as const),
  ),
)

/** WeChat's number for a code of ours; -1 (system error) where WeChat has none. */
export function errcodeOf(code: string): number {
  return BY_CODE.get(code) ?? (ERRORS as Record<string, { errCode?: number }>)[code]?.errCode ?? -1
}
