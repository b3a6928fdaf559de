/** What is wrong and what to do, in Simplified Chinese: one sentence for each error code. */

import type { ErrorCode } from './codes.ts'

export const ZH: Readonly<Record<ErrorCode, string>> = {
  // What any request can meet.
  bad_request: '请求缺少字段或字段有误，请按 faults 中的说明修改。',
  unauthenticated: '凭证缺失或错误，请使用该接口要求的凭证。',
  token_expired: '会话已过期，请向后端获取新会话，或让设备重新登录。',
  forbidden: '该凭证无权执行此操作，请使用对应身份的令牌。',
  origin_not_allowed:
    '服务器不允许该来源的页面调用。请将其来源按浏览器的写法（如 https://app.example.com）加入 CALLGRANT_ALLOWED_ORIGINS（--allowed-origins）或该应用的允许来源。',
  not_found: '此地址不存在，接口列表见 /openapi.json。',
  request_timeout: '请求未按时到达：请求头须在 10 秒内、全部内容须在 30 秒内到达。未做任何操作，请重新发送。',
  payload_too_large: '消息过大，最多 64 KiB。',
  unsupported_media_type: '请求体不是 JSON，请使用 content-type: application/json。',
  rate_limited: '请求过于频繁，请按 retry-after 等待后重试。',
  internal: '服务器内部错误，未做任何更改；请重试，并用请求编号查看日志。',
  unavailable: '服务器的存储或消息总线暂时不可用，操作可能未完成，请稍后重试。',

  // Apps, models, devices.
  app_unknown: '没有此 appid 的应用，请用 callgrant app create 创建。',
  app_exists: '此 appid 已被占用，请换一个，或留空由服务器生成。',
  capability_missing: '该应用没有音视频通话能力，请用 callgrant app update --calling on 开启。',
  model_unknown: '该应用没有此 model_id，请用 callgrant model create 创建。',
  model_exists: '该应用已有此 model_id，请换一个或直接使用。',
  device_unknown: '没有以此 model_id 和 sn 注册的设备，请先用票据注册。',
  device_already_registered: '该设备已用其他密钥注册，请由后端重置后再注册。',
  device_credential_wrong: '签名与设备密钥不符，请用注册时的密钥对原文签名。',
  challenge_invalid: '挑战值无效、已用过或超过一分钟，请重新获取并签名。',
  oidc_token_wrong: 'ID 令牌不是该应用配置的签发者所签，或已失效，请检查 issuer、audience 和时钟。',
  message_push_unverified: '消息推送 URL 未在校验时原样返回 echostr，请确认服务可访问且 Token 一致。',
  events_gone: '该 Last-Event-ID 之后的事件已不完整保留，请重新读取状态（通话、授权），再不带它打开事件流。',
  webhook_unknown: '该应用没有此 webhook_id，可用 callgrant webhook list 查看。',
  webhook_limit: '该应用已有 10 个 webhook，请删除一个，或让已有的接收更多类型。',
  delivery_unknown: '该 webhook 没有此 delivery_id，或其记录已不再保留。',
  console_link_invalid: '控制台链接已用过或已超过 10 分钟，请运行 callgrant console 重新获取。',
  console_sign_in_failed:
    '控制台登录不是在此浏览器发起、已超过 10 分钟，或被签发者拒绝；请从 /console/ 重新登录。',
  login_code_invalid: '登录 code 不属于该应用或已超过 5 分钟，请重新调用 wx.login。',
  login_code_used: '登录 code 已使用过，每个 code 只能用一次，请重新调用 wx.login。',

  // Groups.
  group_unknown: '该应用没有此 group_id，请用 callgrant group create 创建。',
  group_exists: '该应用已有此 group_id，请换一个或直接使用。',
  group_type_mismatch: '设备类型与设备组不一致，请加入同类型的设备组。',
  group_already_in: '设备已在该设备组中，无需操作。',
  group_full: '设备组已满 50 台，请新建设备组。',
  group_not_in: '设备不在该设备组中，请检查 model_id 和 sn。',
  group_in_other: '设备在其他设备组中，可传 force_add 强制移入。',

  // Asking a person.
  ticket_invalid: 'snTicket 与应用、型号或序列号不符，请由后端为该设备重新获取。',
  ticket_expired: 'snTicket 已超过 5 分钟，请由后端重新获取。',
  already_authorized: '用户已授权，可视为成功。',
  already_refused: '用户曾拒绝，不再弹窗，请引导用户在设置页中开启。',
  rejected_now: '用户点了拒绝，请勿再次询问，用户可在设置页中开启。',
  dialog_dismissed: '弹窗已关闭且未作选择，可稍后再次询问。',
  ask_invalid: '该询问无效、已作答或超过 10 分钟，请重新询问。',
  authorization_unknown: '没有可切换的授权，请先调用 requestDeviceVoIP 询问用户。',
  wechat_ledger_full:
    '该用户在台账中已有 500 个设备和设备组，请上报 getDeviceVoIPList 的完整列表，以移除已不存在的条目。',
  record_unknown:
    '该应用没有此 id 的决定记录，可用 callgrant authorization records 查看；“已询问”的记录不是决定。',
  record_erased: '该记录的用户已被遗忘，剩余内容不再包含其身份。',
  too_many_asks: '对该用户的询问或开启过于频繁，请按 retry_after 的秒数等待后重试。',

  // Calls.
  not_authorized: '用户未授权该设备，请用 requestDeviceVoIP 询问，或引导至设置页。',
  person_quiet: '用户现在不想被呼叫，请稍后再呼叫。',
  not_this_device: '设备只能以自身身份呼叫，请使用登录时的 sn。',
  openid_malformed: 'openid 应为 1 至 128 个字母、数字、下划线或连字符。',
  openid_unknown: '该应用没有此 openid，后端须先为其创建过会话。',
  openid_other_app: 'openid 属于其他应用，请使用本应用的 openid。',
  room_failed: '创建房间失败，未做任何更改，请重新呼叫。',
  room_unknown: '没有你参与的此房间，请使用呼叫时返回的 roomId。',
  push_token_wrong:
    '推送令牌不属于该设备，或已超过 7 天，请使用设备端 wmpf.getWmpfPushToken 最近返回的令牌，snTicket 不能代替。',
  push_token_other_model: '推送令牌属于其他型号的设备，请传入生成该令牌的设备的 modelId。',
  push_message_too_long: '消息超过 5 KB，请缩短，或只发送获取内容的地址。',
  device_offline: '设备当前未连接，消息未发送，请在设备上线后重试。',
  too_many_calls: '该用户或设备呼叫过于频繁，请按 retry_after 的秒数等待后重新呼叫。',
  ring_token_invalid: '响铃令牌错误或响铃已结束，请打开应用查看通话结果。',
  call_in_progress: '当前已有通话或来电，请先结束。',
  answered_elsewhere: '通话已在其他端接听，请停止响铃。',
  call_over: '通话已结束，或已过此步骤，请查看通话状态。',
  wrong_side: '该操作属于通话的另一方：主叫取消，被叫接听或拒绝。',
  device_only: '该操作仅限设备，请以设备身份登录。',
  person_only: '该操作仅限用户，请使用用户会话登录。',
  calling_not_enabled: '该应用没有音视频通话能力，无法呼叫，请用 callgrant app update --calling on 开启。',

  // What only a client can see.
  network: '无法连接服务器，请检查网络和服务器地址后重试。',
}
