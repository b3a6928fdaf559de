/**
 * The one table of errors: every code that the server or the SDK can answer, its HTTP status, what to do about
 * it in English and Chinese, and WeChat's number where WeChat has one. The docs page is made from this table.
 */

interface ErrorRow {
  /** HTTP status of the answer. */
  status: number
  /** What is wrong and what to do, in English. */
  en: string
  /** The same in Simplified Chinese. */
  zh: string
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
  bad_request: {
    status: 400,
    errno: 1001,
    reason: 'parameter error',
    en: 'The request has a missing or wrong field. Correct the fields listed in `faults`.',
    zh: '请求缺少字段或字段有误，请按 faults 中的说明修改。',
  },
  unauthenticated: {
    status: 401,
    en: 'The credential is missing or wrong. Send the one this route asks for.',
    zh: '凭证缺失或错误，请使用该接口要求的凭证。',
  },
  token_expired: {
    status: 401,
    en: 'The session has expired. Ask your back end for a new one, or sign the device in again.',
    zh: '会话已过期，请向后端获取新会话，或让设备重新登录。',
  },
  forbidden: {
    status: 403,
    en: 'This credential may not do this. Use the token of the right kind of caller.',
    zh: '该凭证无权执行此操作，请使用对应身份的令牌。',
  },
  not_found: {
    status: 404,
    en: 'There is nothing at this address. See /openapi.json for the routes.',
    zh: '此地址不存在，接口列表见 /openapi.json。',
  },
  payload_too_large: {
    status: 413,
    en: 'The message is too large. Send at most 64 KiB.',
    zh: '消息过大，最多 64 KiB。',
  },
  unsupported_media_type: {
    status: 415,
    en: 'The body is not JSON. Send `content-type: application/json`.',
    zh: '请求体不是 JSON，请使用 content-type: application/json。',
  },
  rate_limited: {
    status: 429,
    en: 'Too many requests. Wait for the time in `retry-after`, then try again.',
    zh: '请求过于频繁，请按 retry-after 等待后重试。',
  },
  internal: {
    status: 500,
    en: 'The server failed. Nothing was changed; try again, and look for the request id in its log.',
    zh: '服务器内部错误，未做任何更改；请重试，并用请求编号查看日志。',
  },
  unavailable: {
    status: 503,
    // A connection that is lost while a change is being confirmed leaves open whether it was: so no promise here.
    en: 'The store cannot be reached just now, so this may not have been done. Try again in a moment.',
    zh: '存储暂时不可用，操作可能未完成，请稍后重试。',
  },

  // Apps, models, devices.
  app_unknown: {
    status: 404,
    en: 'No app has this appid. Create it with `callgrant app create`.',
    zh: '没有此 appid 的应用，请用 callgrant app create 创建。',
  },
  app_exists: {
    status: 409,
    en: 'There is an app with this appid already. Choose another, or leave it out to get one.',
    zh: '此 appid 已被占用，请换一个，或留空由服务器生成。',
  },
  capability_missing: {
    status: 403,
    errCode: -12001,
    reason: 'invalid scope',
    en: 'The app has no calling capability. Switch it on with `callgrant app update --calling on`.',
    zh: '该应用没有音视频通话能力，请用 callgrant app update --calling on 开启。',
  },
  model_unknown: {
    status: 404,
    // No ticket is good for a model that there is not: to `requestDeviceVoIP` that is a wrong ticket.
    errCode: 10008,
    reason: 'snTicket invalid',
    en: 'The app has no model with this model_id. Create it with `callgrant model create`.',
    zh: '该应用没有此 model_id，请用 callgrant model create 创建。',
  },
  model_exists: {
    status: 409,
    en: 'The app already has a model with this model_id. Choose another, or use the one there is.',
    zh: '该应用已有此 model_id，请换一个或直接使用。',
  },
  device_unknown: {
    status: 404,
    errCode: 2,
    en: 'No device is registered with this model_id and sn. Register it with a ticket first.',
    zh: '没有以此 model_id 和 sn 注册的设备，请先用票据注册。',
  },
  device_already_registered: {
    status: 409,
    en: 'This device is already registered with another key. Reset it from the back end, then register again.',
    zh: '该设备已用其他密钥注册，请由后端重置后再注册。',
  },
  device_credential_wrong: {
    status: 401,
    errCode: 13,
    en: 'The signature does not fit the device’s key. Sign the exact bytes with the key that was registered.',
    zh: '签名与设备密钥不符，请用注册时的密钥对原文签名。',
  },
  challenge_invalid: {
    status: 401,
    errCode: 13,
    en: 'The challenge is unknown, used or older than a minute. Ask for a new one and sign it.',
    zh: '挑战值无效、已用过或超过一分钟，请重新获取并签名。',
  },
  oidc_token_wrong: {
    status: 401,
    en: 'The ID token is not from an issuer of this app, or is not valid now. Check issuer, audience and clock.',
    zh: 'ID 令牌不是该应用配置的签发者所签，或已失效，请检查 issuer、audience 和时钟。',
  },
  message_push_unverified: {
    status: 409,
    en: 'The message push URL did not answer the check with its echostr. See that it runs, and that the token is the same there.',
    zh: '消息推送 URL 未在校验时原样返回 echostr，请确认服务可访问且 Token 一致。',
  },

  login_code_invalid: {
    status: 401,
    errCode: 40029,
    en: 'The login code is not of this app, or is older than 5 minutes. Call wx.login again.',
    zh: '登录 code 不属于该应用或已超过 5 分钟，请重新调用 wx.login。',
  },
  login_code_used: {
    status: 401,
    errCode: 40163,
    en: 'The login code was used. A code is good once: call wx.login again.',
    zh: '登录 code 已使用过，每个 code 只能用一次，请重新调用 wx.login。',
  },

  // Groups.
  group_unknown: {
    status: 404,
    errCode: 10025,
    reason: 'group not found',
    en: 'The app has no group with this group_id. Create it with `callgrant group create`.',
    zh: '该应用没有此 group_id，请用 callgrant group create 创建。',
  },
  group_exists: {
    status: 409,
    en: 'The app already has a group with this group_id. Choose another, or use the one there is.',
    zh: '该应用已有此 group_id，请换一个或直接使用。',
  },
  group_type_mismatch: {
    status: 409,
    errCode: 9800014,
    en: 'The device is of another device type than the group. Put it into a group of its own type.',
    zh: '设备类型与设备组不一致，请加入同类型的设备组。',
  },
  group_already_in: {
    status: 409,
    errCode: 9800015,
    en: 'The device is already in this group. Nothing needs to be done.',
    zh: '设备已在该设备组中，无需操作。',
  },
  group_full: {
    status: 409,
    errCode: 9800016,
    en: 'The group holds 50 devices already. Create another group.',
    zh: '设备组已满 50 台，请新建设备组。',
  },
  group_not_in: {
    status: 409,
    errCode: 9800017,
    en: 'The device is not in this group. Check model_id and sn.',
    zh: '设备不在该设备组中，请检查 model_id 和 sn。',
  },
  group_in_other: {
    status: 409,
    errCode: 9800018,
    en: 'The device is in another group. Pass force_add to take it out of there.',
    zh: '设备在其他设备组中，可传 force_add 强制移入。',
  },

  // Asking a person.
  ticket_invalid: {
    status: 403,
    errCode: 10008,
    reason: 'snTicket invalid',
    en: 'The snTicket is not for this app, model and sn. Get one for exactly this device from the back end.',
    zh: 'snTicket 与应用、型号或序列号不符，请由后端为该设备重新获取。',
  },
  ticket_expired: {
    status: 403,
    errCode: 10008,
    reason: 'snTicket expired',
    en: 'The snTicket is older than 5 minutes. Get a new one from the back end.',
    zh: 'snTicket 已超过 5 分钟，请由后端重新获取。',
  },
  already_authorized: {
    status: 409,
    errCode: 10001,
    reason: 'The sn has been subscribed',
    en: 'The person has already authorized this. Treat it as success.',
    zh: '用户已授权，可视为成功。',
  },
  already_refused: {
    status: 409,
    errCode: 10021,
    reason: 'The sn has been rejected',
    en: 'The person refused this before, so no dialog is shown. Lead them to the settings page (openSetting).',
    zh: '用户曾拒绝，不再弹窗，请引导用户在设置页中开启。',
  },
  rejected_now: {
    status: 409,
    errCode: 10021,
    reason: 'auth deny',
    en: 'The person tapped Reject. Do not ask again; they can switch it on in settings.',
    zh: '用户点了拒绝，请勿再次询问，用户可在设置页中开启。',
  },
  dialog_dismissed: {
    status: 409,
    errCode: 10022,
    reason: 'cancel',
    en: 'The dialog went away with no answer. You may ask again later.',
    zh: '弹窗已关闭且未作选择，可稍后再次询问。',
  },
  ask_invalid: {
    status: 409,
    errCode: 10022,
    reason: 'cancel',
    en: 'This question is unknown, was answered already, or stayed open for over 10 minutes. Ask again.',
    zh: '该询问无效、已作答或超过 10 分钟，请重新询问。',
  },
  authorization_unknown: {
    status: 404,
    en: 'There is no authorization to switch. Ask the person first (requestDeviceVoIP).',
    zh: '没有可切换的授权，请先调用 requestDeviceVoIP 询问用户。',
  },
  wechat_ledger_full: {
    status: 409,
    en: 'The ledger has 500 devices and groups of this person already. Report the whole list of getDeviceVoIPList, which takes out what is gone.',
    zh: '该用户在台账中已有 500 个设备和设备组，请上报 getDeviceVoIPList 的完整列表，以移除已不存在的条目。',
  },

  // Calls.
  not_authorized: {
    status: 403,
    errCode: 9,
    en: 'The person has not authorized this device. Ask them with requestDeviceVoIP, or lead them to settings.',
    zh: '用户未授权该设备，请用 requestDeviceVoIP 询问，或引导至设置页。',
  },
  not_this_device: {
    status: 403,
    errCode: 2,
    en: 'A device calls only as itself. Use the sn that it signed in with.',
    zh: '设备只能以自身身份呼叫，请使用登录时的 sn。',
  },
  openid_malformed: {
    status: 400,
    errCode: 7,
    en: 'The openid is not 1 to 128 letters, digits, `_` or `-`. Pass it as the back end knows it.',
    zh: 'openid 应为 1 至 128 个字母、数字、下划线或连字符。',
  },
  openid_unknown: {
    status: 404,
    errCode: 20,
    en: 'No person of this app has this openid. The back end must have made a session for them once.',
    zh: '该应用没有此 openid，后端须先为其创建过会话。',
  },
  openid_other_app: {
    status: 403,
    errCode: 19,
    en: 'The openid belongs to another app. Use the openid that this app knows the person by.',
    zh: 'openid 属于其他应用，请使用本应用的 openid。',
  },
  room_failed: {
    status: 500,
    errCode: 5,
    en: 'The room could not be made. Nothing was changed; call again.',
    zh: '创建房间失败，未做任何更改，请重新呼叫。',
  },
  room_unknown: {
    status: 404,
    errCode: 1,
    en: 'You are in no call with this room_id. Use the roomId that the call was started with.',
    zh: '没有你参与的此房间，请使用呼叫时返回的 roomId。',
  },
  push_token_wrong: {
    status: 403,
    errCode: 14,
    en: 'The push token is not of this device, or is older than 7 days. Take the one that the device gave last (wmpf.getWmpfPushToken); an snTicket is none.',
    zh: '推送令牌不属于该设备，或已超过 7 天，请使用设备端 wmpf.getWmpfPushToken 最近返回的令牌，snTicket 不能代替。',
  },
  push_token_other_model: {
    status: 403,
    errCode: 17,
    en: 'The push token is of a device of another model. Pass the modelId of the device that made the token.',
    zh: '推送令牌属于其他型号的设备，请传入生成该令牌的设备的 modelId。',
  },
  push_message_too_long: {
    status: 413,
    errCode: 45002,
    en: 'The message has more than 5 KB. Send a shorter one, or only where to get it.',
    zh: '消息超过 5 KB，请缩短，或只发送获取内容的地址。',
  },
  device_offline: {
    status: 409,
    errCode: -1,
    en: 'The device is not connected just now, so nothing was sent. Send it again when it is online.',
    zh: '设备当前未连接，消息未发送，请在设备上线后重试。',
  },
  call_in_progress: {
    status: 409,
    errCode: 1005,
    en: 'This side is in a call, or being rung, already. End that call first.',
    zh: '当前已有通话或来电，请先结束。',
  },
  answered_elsewhere: {
    status: 409,
    errCode: 1008,
    en: 'The call was answered on another client of this person. Stop ringing here.',
    zh: '通话已在其他端接听，请停止响铃。',
  },
  call_over: {
    status: 409,
    errCode: 1008,
    en: 'The call is over, or past the step that this message is for. Read the call’s state.',
    zh: '通话已结束，或已过此步骤，请查看通话状态。',
  },
  wrong_side: {
    status: 409,
    errCode: 1003,
    en: 'This act is for the other side of the call: callers cancel, listeners accept or reject.',
    zh: '该操作属于通话的另一方：主叫取消，被叫接听或拒绝。',
  },
  device_only: {
    status: 403,
    errCode: 1006,
    en: 'This is for a device. Sign in as a device.',
    zh: '该操作仅限设备，请以设备身份登录。',
  },
  person_only: {
    status: 403,
    errCode: 1007,
    en: 'This is for a person. Sign in with a person’s session.',
    zh: '该操作仅限用户，请使用用户会话登录。',
  },
  calling_not_enabled: {
    status: 403,
    errCode: 12,
    en: 'The app has no calling capability, so nobody can be rung. Switch it on with `callgrant app update --calling on`.',
    zh: '该应用没有音视频通话能力，无法呼叫，请用 callgrant app update --calling on 开启。',
  },

  // What only a client can see.
  network: {
    status: 503,
    errno: 600001,
    reason: 'network error',
    en: 'The server cannot be reached. Check the network and the server address, then try again.',
    zh: '无法连接服务器，请检查网络和服务器地址后重试。',
  },
})

/** Every error code: a closed union. */
export type ErrorCode = keyof typeof ERRORS
