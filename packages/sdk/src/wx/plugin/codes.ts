/**
 * Every number of WeChat's plugin (wechat-surface 2.7): its name, whether it can occur here and how, and what it means
 * in English and Chinese. The compatibility page is made from this table.
 */

import type { Language } from '@callgrant/protocol/errors'

interface VoipCodeRow {
  /** How code calls it. */
  name: string
  /** The side that meets it; null: it cannot occur here. */
  side: 'person' | 'device' | 'either' | null
  /** What brings it about; where it cannot occur, why. */
  how: string
  en: string
  zh: string
}

const FACE_PAY = 'Face-pay terminals are not here: businessType 0 and 3 are answered 1011.'
const NO_LICENCES = 'Licences are always active here, as WeChat answers since 2024-09-09.'
const ONE_STEP = 'WebRTC has no such step of its own: what fails there is 2000.'

export const VOIP_CODES = {
  // What the server answers.
  1: {
    name: 'ROOM_WRONG',
    side: null,
    how: 'No function here takes a room to act on but forceHangUpVoip, which does nothing for another room (C12).',
    en: 'There is no such room.',
    zh: 'roomId 错误。',
  },
  2: {
    name: 'DEVICE_WRONG',
    side: 'either',
    how: 'A device gives a caller.id that is not its own sn (C4); a person calls a device that is not registered.',
    en: 'The device is wrong: use the sn that it was registered with.',
    zh: '设备错误：请使用注册时的 sn。',
  },
  3: {
    name: 'VOIP_ID_WRONG',
    side: null,
    how: 'There is no voip_id here.',
    en: 'The voip_id is wrong.',
    zh: 'voip_id 错误。',
  },
  4: {
    name: 'FACE_TOKEN_WRONG',
    side: null,
    how: FACE_PAY,
    en: 'The voipToken of the face-pay terminal is wrong.',
    zh: '刷脸模式的 voipToken 错误。',
  },
  5: {
    name: 'ROOM_FAILED',
    side: 'either',
    how: 'The server has its own fault while it makes the room.',
    en: 'The room could not be made. Nothing was changed; call again.',
    zh: '创建房间失败，未做任何更改，请重新呼叫。',
  },
  7: {
    name: 'OPENID_MALFORMED',
    side: 'device',
    how: 'listener.id is no openid: wrong characters, too long.',
    en: 'The openid is malformed.',
    zh: 'openId 格式错误。',
  },
  8: {
    name: 'FACE_NOT_AUTHORIZED',
    side: null,
    how: FACE_PAY,
    en: 'The openid has not authorized the face-pay terminal.',
    zh: 'openId 未授权（刷脸模式）。',
  },
  9: {
    name: 'NOT_AUTHORIZED',
    side: 'either',
    how: 'The person never agreed, refused, switched it off or cleared it; the group no longer has the device (A5, A6).',
    en: 'The person has not authorized this device. Ask with requestDeviceVoIP, or lead them to settings.',
    zh: '用户未授权该设备，请用 requestDeviceVoIP 询问，或引导至设置页。',
  },
  12: {
    name: 'CAPABILITY_MISSING',
    side: 'either',
    how: 'The app has no calling capability. Here in develop and trial versions too: the client’s word must not open it.',
    en: 'The app has no calling capability.',
    zh: '小程序没有音视频通话能力。',
  },
  13: {
    name: 'CALLER_TOKEN_WRONG',
    side: 'device',
    how: 'A voipToken is given with businessType 1 (the sign-in says who calls), or the device was reset.',
    en: 'The credential of the calling device is wrong. Leave voipToken out; the device’s sign-in says who it is.',
    zh: '主叫设备凭证错误：请勿传 voipToken，设备身份由登录确定。',
  },
  14: {
    name: 'LISTENER_TOKEN_WRONG',
    side: 'person',
    how: 'voipToken or pushToken is not what wmpf.getWmpfPushToken gave, or is past its time.',
    en: 'The push token of the called device is wrong or expired. Get it anew with wmpf.getWmpfPushToken.',
    zh: '被叫设备的 pushToken 错误或已过期，请在设备端重新获取。',
  },
  15: {
    name: 'ARREARS',
    side: null,
    how: 'Nobody is charged here.',
    en: 'The account is in arrears.',
    zh: '欠费。',
  },
  17: {
    name: 'TOKEN_OF_OTHER_MODEL',
    side: 'person',
    how: 'The push token is of a device of another model than modelId.',
    en: 'The push token is of another model.',
    zh: 'voipToken 对应的 modelId 错误。',
  },
  19: {
    name: 'OPENID_OF_OTHER_APP',
    side: 'device',
    how: 'listener.id is known to another app only.',
    en: 'The openid belongs to another app.',
    zh: 'openId 与小程序 appId 不匹配。',
  },
  20: {
    name: 'OPENID_UNKNOWN',
    side: 'device',
    how: 'Nobody of this app has that openid.',
    en: 'No person of this app has this openid.',
    zh: 'openId 无效。',
  },
  22: {
    name: 'CHARGE_TYPE_ILLEGAL',
    side: 'person',
    how: 'chargeType is neither duration nor license.',
    en: 'chargeType should be duration or license.',
    zh: 'chargeType 应为 duration 或 license。',
  },
  23: {
    name: 'LICENCE_EXPIRED',
    side: null,
    how: NO_LICENCES,
    en: 'The licence has expired.',
    zh: 'license 已过期。',
  },
  24: {
    name: 'LICENCE_INACTIVE',
    side: null,
    how: NO_LICENCES,
    en: 'The device has no active licence.',
    zh: '设备未激活 license。',
  },

  // What the plugin finds by itself.
  1000: {
    name: 'DEVICE_TOKEN_FAILED',
    side: 'device',
    how: 'This device is not registered, so that it cannot sign in.',
    en: 'This device could not sign in: register it with a ticket first.',
    zh: '设备无法登录：请先用票据注册。',
  },
  1001: {
    name: 'VOIP_TOKEN_MISSING',
    side: 'either',
    how: 'businessType 2 without a voipToken (or a modelId), callWMPF without a pushToken; or it is no String.',
    en: 'The token is missing or of a wrong type: pass what wmpf.getWmpfPushToken gave on the device.',
    zh: 'token 为空或类型错误：请传入设备端 wmpf.getWmpfPushToken 返回的值。',
  },
  1002: {
    name: 'REQUEST_FAILED',
    side: 'either',
    how: 'The server cannot be reached.',
    en: 'The request failed: check the network and the server address.',
    zh: '请求失败，请检查网络和服务器地址。',
  },
  1003: {
    name: 'ANSWER_UNREADABLE',
    side: 'device',
    how: 'What answers getIotBindContactList is no JSON: a captive portal, a proxy.',
    en: 'The answer could not be read: something other than the server answered.',
    zh: '返回值解析失败：应答者不是服务器。',
  },
  1004: {
    name: 'PARAMETER_WRONG',
    side: 'either',
    how: 'A parameter is missing, of a wrong type or out of its range.',
    en: 'A parameter is wrong.',
    zh: '接口调用参数错误。',
  },
  1005: {
    name: 'CALL_IN_PROGRESS',
    side: 'either',
    how: 'This side is in a call, or being rung, already (C8).',
    en: 'Another call is in progress. End it first.',
    zh: '当前正在处理其他通话，请先结束。',
  },
  1006: {
    name: 'DEVICE_ONLY',
    side: 'person',
    how: 'businessType 1 or getIotBindContactList on a phone.',
    en: 'This must be used on a device.',
    zh: '该接口必须在设备端使用。',
  },
  1007: {
    name: 'PERSON_ONLY',
    side: 'device',
    how: 'businessType 2, callWMPF or callDevice on a device.',
    en: 'This must be used on a phone.',
    zh: '该接口必须在手机端使用。',
  },
  1008: {
    name: 'INTERRUPTED',
    side: 'either',
    how: 'An answer comes too late: the call is over, or was answered on another phone (C7).',
    en: 'The call was interrupted.',
    zh: '通话被中断。',
  },
  1011: {
    name: 'NOT_SUPPORTED',
    side: 'either',
    how: 'businessType 0 or 3, or a function of face-pay.',
    en: 'Face-pay terminals (businessType 0 and 3) are not supported: a device rings with 1, a phone with 2.',
    zh: '不支持刷脸模式（businessType 0 和 3）：设备呼叫用 1，手机呼叫用 2。',
  },

  // Why a room could not be joined: told by joinFailCaller and joinFailListener.
  2000: {
    name: 'JOIN_FAILED',
    side: 'either',
    how: 'Media could not be set up, for a reason that has no number of its own.',
    en: 'The room could not be joined.',
    zh: '加入房间失败。',
  },
  2001: {
    name: 'OTHER_APP_IN_CALL',
    side: null,
    how: 'A page cannot see the calls of other apps; another call of this app is 1005.',
    en: 'Another Mini Program is in a call.',
    zh: '当前有其他小程序通话正在进行。',
  },
  2002: { name: 'SDK_RESET_FAILED', side: null, how: ONE_STEP, en: 'Reset failed.', zh: 'SDK 重置失败。' },
  2003: {
    name: 'SDK_INIT_FAILED',
    side: null,
    how: ONE_STEP,
    en: 'Initialisation failed.',
    zh: 'SDK 初始化失败。',
  },
  2004: {
    name: 'SDK_JOIN_FAILED',
    side: null,
    how: ONE_STEP,
    en: 'Joining failed.',
    zh: 'SDK 加入房间失败。',
  },
  2005: {
    name: 'JOIN_CALLBACK_FAILED',
    side: null,
    how: ONE_STEP,
    en: 'Joining failed.',
    zh: 'join 回调失败。',
  },
  2006: {
    name: 'TALK_CALLBACK_FAILED',
    side: null,
    how: ONE_STEP,
    en: 'Talking failed.',
    zh: 'talk 回调失败。',
  },
  2007: {
    name: 'MEDIA_DEVICE_FAILED',
    side: 'either',
    how: 'Microphone or camera is in use, broken or not there.',
    en: 'The microphone or camera could not be used.',
    zh: '调用音视频设备失败。',
  },
  2008: {
    name: 'SESSION_KEY_FAILED',
    side: null,
    how: 'WebRTC agrees on keys by itself.',
    en: 'The session key could not be got.',
    zh: '获取 sessionKey 失败。',
  },
  2009: {
    name: 'LEFT_BEFORE_JOINING',
    side: 'either',
    how: 'The call page is left, or the app goes to the back, before the room is joined.',
    en: 'The call page was left before the room was joined.',
    zh: '已取消，或小程序退到后台。',
  },
  2010: {
    name: 'JOIN_REQUEST_FAILED',
    side: null,
    how: 'A join lost with the network is repeated when that is back; a call that is over says its reason.',
    en: 'The request to join failed.',
    zh: 'join 请求失败。',
  },
  2100: {
    name: 'PHONE_CALL_RUNNING',
    side: null,
    how: 'A browser does not say whether a phone call is running; a microphone in use is 2007.',
    en: 'A phone call is running.',
    zh: '当前有其他通话或系统电话正在进行。',
  },
  2102: {
    name: 'NOT_ALLOWED',
    side: 'either',
    how: 'The person did not allow the microphone or camera.',
    en: 'No permission for the microphone or camera.',
    zh: '无访问音视频设备的权限。',
  },
  2103: {
    name: 'API_NOT_ALLOWED',
    side: null,
    how: 'There are no permissions for single functions here.',
    en: 'No permission for this function.',
    zh: '无调用 JSAPI 的权限。',
  },
  2104: {
    name: 'JOIN_REFUSED',
    side: null,
    how: 'The server refuses no join of a call that is open.',
    en: 'The server refused for another reason.',
    zh: '其他后台异常。',
  },
} as const satisfies Record<number, VoipCodeRow>

export type VoipCode = keyof typeof VOIP_CODES

/** The sentence of a code. */
export function voipSentence(code: VoipCode, language: Language): string {
  return VOIP_CODES[code][language]
}
