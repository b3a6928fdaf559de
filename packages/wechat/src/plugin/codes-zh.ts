/** What each number of the plugin says to people, in Simplified Chinese. */

import type { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'

export const ZH: Readonly<Record<keyof typeof PLUGIN_CODES, string>> = {
  // Told by the server.
  ROOM_WRONG: 'roomId 错误。',
  DEVICE_WRONG: '设备错误：请使用注册时的 sn。',
  VOIP_ID_WRONG: 'voip_id 错误。',
  FACE_TOKEN_WRONG: '刷脸模式的 voipToken 错误。',
  ROOM_FAILED: '创建房间失败，未做任何更改，请重新呼叫。',
  OPENID_MALFORMED: 'openId 格式错误。',
  FACE_NOT_AUTHORIZED: 'openId 未授权（刷脸模式）。',
  NOT_AUTHORIZED: '用户未授权该设备，请用 requestDeviceVoIP 询问，或引导至设置页。',
  CAPABILITY_MISSING: '小程序没有音视频通话能力。',
  CALLER_TOKEN_WRONG: '主叫设备凭证错误：请勿传 voipToken，设备身份由登录确定。',
  LISTENER_TOKEN_WRONG: '被叫设备的 pushToken 错误或已过期，请在设备端重新获取。',
  ARREARS: '欠费。',
  TOKEN_OF_OTHER_MODEL: 'voipToken 对应的 modelId 错误。',
  OPENID_OF_OTHER_APP: 'openId 与小程序 appId 不匹配。',
  OPENID_UNKNOWN: 'openId 无效。',
  CHARGE_TYPE_ILLEGAL: 'chargeType 应为 duration 或 license。',
  LICENCE_EXPIRED: 'license 已过期。',
  LICENCE_INACTIVE: '设备未激活 license。',

  // Found by the plugin itself.
  DEVICE_TOKEN_FAILED: '设备无法登录：请先用票据注册。',
  VOIP_TOKEN_MISSING: 'token 为空或类型错误：请传入设备端 wmpf.getWmpfPushToken 返回的值。',
  REQUEST_FAILED: '请求失败，请检查网络和服务器地址。',
  ANSWER_UNREADABLE: '返回值解析失败：应答者不是服务器。',
  PARAMETER_WRONG: '接口调用参数错误。',
  CALL_IN_PROGRESS: '当前正在处理其他通话，请先结束。',
  DEVICE_ONLY: '该接口必须在设备端使用。',
  PERSON_ONLY: '该接口必须在手机端使用。',
  INTERRUPTED: '通话被中断。',
  NOT_SUPPORTED: '不支持刷脸模式（businessType 0 和 3）：设备呼叫用 1，手机呼叫用 2。',

  // Why a room could not be joined: told by joinFailCaller and joinFailListener.
  JOIN_FAILED: '加入房间失败。',
  OTHER_APP_IN_CALL: '当前有其他小程序通话正在进行。',
  SDK_RESET_FAILED: 'SDK 重置失败。',
  SDK_INIT_FAILED: 'SDK 初始化失败。',
  SDK_JOIN_FAILED: 'SDK 加入房间失败。',
  JOIN_CALLBACK_FAILED: 'join 回调失败。',
  TALK_CALLBACK_FAILED: 'talk 回调失败。',
  MEDIA_DEVICE_FAILED: '调用音视频设备失败。',
  SESSION_KEY_FAILED: '获取 sessionKey 失败。',
  LEFT_BEFORE_JOINING: '已取消，或小程序退到后台。',
  JOIN_REQUEST_FAILED: 'join 请求失败。',
  PHONE_CALL_RUNNING: '当前有其他通话或系统电话正在进行。',
  NOT_ALLOWED: '无访问音视频设备的权限。',
  API_NOT_ALLOWED: '无调用 JSAPI 的权限。',
  JOIN_REFUSED: '其他后台异常。',
}
