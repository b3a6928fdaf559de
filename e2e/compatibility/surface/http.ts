/** What WeChat's pages name of the back end's side (wechat-surface 3). */

import { section } from './section.ts'

export const common = section('HTTP: what every call has in common', {
  'http.path': 'WeChat’s own paths, with `access_token` in the query',
  'http.answer': 'HTTP 200 with `errcode` and `errmsg`: 0 and `ok`, or a number and words',
  'http.json': 'the body is one JSON object',
  'http.errcode.-1': 'system error: try again',
  'http.errcode.40001': 'access_token invalid, or not the latest',
  'http.errcode.41001': 'access_token missing',
  'http.errcode.42001': 'access_token expired',
  'http.errcode.43002': 'POST is required',
  'http.errcode.44002': 'nothing was posted',
  'http.errcode.47001': 'the body is not as it should be',
  'http.errcode.48001': 'the app may not use it',
})

export const token = section('HTTP: access_token', {
  'http.token': '`GET /cgi-bin/token`',
  'http.token.grant_type': '`client_credential`; else 40002',
  'http.token.appid': 'of the app; unknown 40013, missing 41002',
  'http.token.secret': 'of the app; wrong 40125, missing 41004',
  'http.token.access_token': 'the token; a new one each time, the one before is good for 5 minutes',
  'http.token.expires_in': '7200 seconds',
  'http.stable_token': '`POST /cgi-bin/stable_token`',
  'http.stable_token.same': 'the same token with the seconds that are left',
  'http.stable_token.renewed': 'renewed 5 minutes before its end',
  'http.stable_token.force_refresh': 'a new one; 20 times a day, 30 s apart',
  'http.stable_token.43002': 'another method',
  'http.stable_token.45009': 'daily quota',
  'http.stable_token.isolated': 'tokens of the two calls do not touch each other',
  'http.token.40164': 'the address is not in the list of the app',
  'http.token.40243': 'the secret is frozen',
  'http.token.89503': 'a new address has to be confirmed by an administrator (89503, 89506, 89507)',
  'http.token.50004': 'the account is closed or limited (50004, 50007)',
  'http.thirdParty': '`authorizer_access_token` of third-party platforms',
  'http.sns.oauth2': 'OAuth of web pages: `GET /sns/oauth2/access_token`, `GET /sns/oauth2/refresh_token`',
  'http.sns.userinfo': '`GET /sns/userinfo`, `GET /sns/auth`: what such a token opens',
  'http.jscode2session': '`GET /sns/jscode2session`: a code of `wx.login` for `openid` and `session_key`',
})

export const ticket = section('HTTP: getSnTicket', {
  'http.getsnticket': '`POST /wxa/getsnticket`',
  'http.getsnticket.sn': 'serial number; required',
  'http.getsnticket.model_id': 'model; required',
  'http.getsnticket.sn_ticket': '32 letters and digits, good for 5 minutes',
  'http.getsnticket.9800001': 'sn longer than 128 bytes',
  'http.getsnticket.9800002': 'sn with other characters',
  'http.getsnticket.9800003': 'model_id wrong',
  'http.getsnticket.cloud': '`openapi.device.getSnTicket` in a cloud function',
})

export const groups = section('HTTP: device groups', {
  'http.group.createid': '`POST /wxa/business/group/createid`',
  'http.group.createid.model_id': 'model, which says the device type; unknown 9800003',
  'http.group.createid.group_name': '1 to 32 bytes; else 9800012',
  'http.group.createid.group_id': 'the new group',
  'http.group.adddevice': '`POST /wxa/business/group/adddevice`',
  'http.group.adddevice.group_id': 'unknown 9800013',
  'http.group.adddevice.device_list': 'devices; the answer has an `errcode` for each',
  'http.group.adddevice.force_add': 'takes the devices out of other groups',
  'http.group.adddevice.9800014': 'another device type',
  'http.group.adddevice.9800015': 'already in the group',
  'http.group.adddevice.9800016': 'the group is full',
  'http.group.adddevice.9800018': 'already in another group',
  'http.group.adddevice.9800044': 'expanded to the maximum',
  'http.group.removedevice': '`POST /wxa/business/group/removedevice`',
  'http.group.removedevice.device_list': 'devices; the answer has an `errcode` for each',
  'http.group.removedevice.9800017': 'not in the group',
  'http.group.getinfo': '`POST /wxa/business/group/getinfo`',
  'http.group.getinfo.group_name': 'its name',
  'http.group.getinfo.model_id': 'the model that it was made with',
  'http.group.getinfo.model_type': 'its device type',
  'http.group.getinfo.device_list': 'its devices',
  'http.group.getinfo.max_device_count': '50; not on WeChat’s page, but in its answers',
  'http.group.getinfo.9800013': 'unknown group',
  'http.group.oneGroup': 'a device is in at most one group',
  'http.group.oneType': 'all devices of a group have one type; models may differ',
  'http.group.confirm': 'frequent changes may need the word of an administrator',
})

export const licences = section('HTTP: licences', {
  'http.license.getpkglist': '`POST /wxa/business/license/getpkglist`: `pkg_type`, `pkg_list`',
  'http.license.activedevice':
    '`POST /wxa/business/license/activedevice`: always done, `expire_time` 1893427200',
  'http.license.activedevice.9800020': 'more than 100 devices',
  'http.license.activedevice.consumed': '9800037 to 9800040: licences used up, of another type, or too long',
  'http.license.getdeviceinfo': '`POST /wxa/business/license/getdeviceinfo`: `expire_time` 1893427200',
})

export const push = section('HTTP: messages to devices', {
  'http.pushappmsg': '`POST /wxa/business/runtime/pushappmsg`: the device gets `{msg, appid}`',
  'http.pushappmsg.msg': 'at most 5 KB; else 45002',
  'http.pushappmsg.push_token': 'of the device; else 48012',
  'http.pushappmsg.40101': 'parameter missing',
  'http.runtime.adddevice': '`POST /wxa/business/runtime/adddevice`: device ids of WMPF',
  'http.subscribe.send': '`POST /cgi-bin/message/device/subscribe/send`: messages to subscribers',
  'http.getvoipcontactlist': '`POST /wxa/business/getvoipcontactlist`: face-pay only',
})

export const cloud = section('HTTP: cloud mode', {
  'cloud.message': 'a call with `isCloud` posts a message to the app’s back end before it rings',
  'cloud.safeMode': 'encrypted and signed: `{ToUserName, Encrypt}`',
  'cloud.fields':
    '`FromUserName`, `CreateTime`, `MsgType`, `Event` `iot_voip_notify`, `Action` `join_voip_room`',
  'cloud.Payload': '`payload` as it was given',
  'cloud.room': '`RoomId`, `SessionKey`, `ServerToken`',
  'cloud.device': '`ModelId`, `Sn`',
  'cloud.ok': 'answered `errcode` 0: it rings',
  'cloud.refused': 'answered another number: cancelled without ringing',
  'cloud.again': 'no answer in time: sent again',
  'cloud.sdkStatus': 'its numbers: session status 0 to 9, reasons of hanging up 0 to 11',
  'cloud.serverSdk': 'functions of the server SDK (`wx_cloudvoip_…`) for the device’s media',
  'http.voip.call': '`POST /wxa/business/iot/voip/call`: the back end starts a call from a device',
  'http.voip.call.model_id': 'model of the device',
  'http.voip.call.sn': 'serial number',
  'http.voip.call.openid': 'the person; not authorized: errcode 9',
  'http.voip.call.room_type': '`video` or `voice`',
  'http.voip.call.listener_name': 'name of the person',
  'http.voip.call.version_type': '0 release, 1 develop, 2 trial',
  'http.voip.call.query': 'behind the path of the page that answers',
  'http.voip.call.caller_camera_status': '0 on, 1 off',
  'http.voip.call.listener_camera_status': '0 on, 1 off',
  'http.voip.call.busy': 'a person in another call: the device hears `busy` when it has joined',
  'http.voip.call.payload': 'handed to the device as it is',
})

export const media = section('Media', {
  'media.audio': 'PCM, OPUS, G711 or G729 at 16 kHz',
  'media.video': 'H264 required, H265 optional',
  'media.rotation': 'the phone’s picture comes turned by 90°, and has to be turned back',
  'media.size': 'at most 640 by 480 downstream',
})
