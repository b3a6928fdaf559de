/**
 * `errcode` of WeChat's HTTP host, `api.weixin.qq.com`. WeChat's words for each, and what to do, are in
 * `packages/server/src/http/wechat/codes.ts`; docs/wechat-http.md lists them.
 */

export {
  CALL_IN_PROGRESS,
  DEVICE_WRONG,
  NOT_AUTHORIZED,
  OPENID_MALFORMED,
  OPENID_OF_OTHER_APP,
  OPENID_UNKNOWN,
} from './plugin.ts'

export const SYSTEM_ERROR = -1

export const INVALID_CREDENTIAL = 40001
export const INVALID_GRANT_TYPE = 40002
export const INVALID_OPENID = 40003
export const INVALID_APPID = 40013
export const INVALID_ACCESS_TOKEN = 40014
/** The `js_code` of `wx.login` is not of this app, or expired. */
export const INVALID_LOGIN_CODE = 40029
export const INVALID_URL = 40066
export const MISSING_PARAMETER = 40101
export const INVALID_APPSECRET = 40125
/** The `js_code` of `wx.login` was used. */
export const LOGIN_CODE_USED = 40163
export const ACCESS_TOKEN_MISSING = 41001
export const APPID_MISSING = 41002
export const APPSECRET_MISSING = 41004
export const LOGIN_CODE_MISSING = 41008
export const ACCESS_TOKEN_EXPIRED = 42001
export const GET_REQUIRED = 43001
export const POST_REQUIRED = 43002
export const EMPTY_BODY = 44002
export const CONTENT_TOO_LONG = 45002
export const DAILY_QUOTA_REACHED = 45009
export const MINUTE_QUOTA_REACHED = 45011
/** The body is not what the call takes. */
export const DATA_FORMAT_ERROR = 47001
/** The app may not do this. */
export const API_UNAUTHORIZED = 48001
export const INVALID_PUSH_TOKEN = 48012

export const SN_TOO_LONG = 9800001
export const SN_ILLEGAL = 9800002
export const MODEL_ID_WRONG = 9800003
export const GROUP_NAME_ILLEGAL = 9800012
export const GROUP_ID_ILLEGAL = 9800013
export const GROUP_TYPE_MISMATCH = 9800014
export const GROUP_ALREADY_IN = 9800015
export const GROUP_FULL = 9800016
export const GROUP_NOT_IN = 9800017
export const GROUP_IN_OTHER = 9800018
export const TOO_MANY_DEVICES = 9800020
