/** What WeChat's pages name of the plugin `wmpf-voip` (wechat-surface 2.1–2.5). */

import { section } from './section.ts'

export const plugin = section('The plugin wmpf-voip', {
  'plugin.declare': 'declared in app.json: provider `wxf830863afde621eb`, `latest` or a version',
  'plugin.require': '`requirePlugin("wmpf-voip").default`',
  'plugin.direction.deviceToPhone':
    'a device rings a phone: `initByCaller` with `businessType` 1, authorization needed',
  'plugin.direction.phoneToAndroid': 'a phone rings an Android device: `callWMPF`, none needed',
  'plugin.direction.phoneToDevice': 'a phone rings another device: `callDevice`, none needed',
  'plugin.direction.phoneToDevice.initByCaller':
    '… or `initByCaller` with `businessType` 2, authorization needed',
  'plugin.direction.facePay': 'face-pay terminals of schools: `businessType` 0 and 3',
  'plugin.callPage': 'a call runs on the plugin’s page only: go there after success',
  'plugin.callPage.twice': 'do not go there when it is open already',
  'plugin.callPage.launched':
    'a device’s host launches the Mini Program into it for a call; `isClickedHangOnBtn=1` answers',
  'plugin.CALL_PAGE_PATH': 'path of the call page',
  'plugin.groupId': '`groupId`: the older name of `roomId`',
  'plugin.serialOfSignIn':
    'with `businessType` 1 the registered serial number counts, not the one that is passed',
})

export const initByCaller = section('initByCaller', {
  'plugin.initByCaller': 'starts a call, either way',
  'plugin.initByCaller.roomType': '`voice` or `video`; required',
  'plugin.initByCaller.caller.id': 'who calls; required',
  'plugin.initByCaller.caller.name': 'name of the caller; a device’s is the one agreed to',
  'plugin.initByCaller.caller.cameraStatus': '0 on (default), 1 off',
  'plugin.initByCaller.listener.id': 'who is called; required',
  'plugin.initByCaller.listener.name': 'name of the listener',
  'plugin.initByCaller.listener.cameraStatus': '0 on (default), 1 off',
  'plugin.initByCaller.businessType': '0 (default) and 3 face-pay, 1 device to phone, 2 phone to device',
  'plugin.initByCaller.voipToken': '1: absent; 2: the push token of the device',
  'plugin.initByCaller.miniprogramState': '`formal` (default), `trial`, `developer`',
  'plugin.initByCaller.customQuery': '`a=1&b=2`, behind the path of the page that answers',
  'plugin.initByCaller.timeLimit': 'longest talking time in seconds, more than 0',
  'plugin.initByCaller.isSuccess': 'true: the room is made; false: refused by the back end',
  'plugin.initByCaller.roomId': 'the room, with its older name `groupId`',
  'plugin.initByCaller.chargeType': '`duration` or `license`',
  'plugin.initByCaller.errCode': 'why it was refused, with `errMsg`',
  'plugin.initByCaller.errObj': 'the same as a `VoipError`',
  'plugin.initByCaller.error': 'the same in its oldest form: `err_code`, `errMsg`',
  'plugin.initByCaller.throws': 'wrong parameters are thrown',
})

export const callWMPF = section('callWMPF', {
  'plugin.callWMPF': 'a phone rings an Android device; resolves with `roomId`, throws on failure',
  'plugin.callWMPF.roomType': '`voice` or `video`; required',
  'plugin.callWMPF.sn': 'serial number; required',
  'plugin.callWMPF.modelId': 'model; required',
  'plugin.callWMPF.pushToken': 'push token of the device; required',
  'plugin.callWMPF.nickName': 'name of the person, shown on the device; required',
  'plugin.callWMPF.deviceName': 'name of the device, shown on the phone',
  'plugin.callWMPF.chargeType': '`license` (default) or `duration`',
  'plugin.callWMPF.timeLimit': 'longest talking time in seconds',
  'plugin.callWMPF.enableCallerCamera': 'default true',
  'plugin.callWMPF.enableListenerCamera': 'default true',
  'plugin.callWMPF.envVersion': '`release` (default), `trial`, `develop`',
  'plugin.callWMPF.customQuery': 'behind the path of the page that answers',
})

export const callDevice = section('callDevice', {
  'plugin.callDevice': 'a phone rings another device; resolves with `roomId`, throws on failure',
  'plugin.callDevice.roomType': '`voice` or `video`; required',
  'plugin.callDevice.sn': 'serial number; required',
  'plugin.callDevice.modelId': 'model; required',
  'plugin.callDevice.chargeType': '`license` (default) or `duration`',
  'plugin.callDevice.timeLimit': 'longest talking time in seconds',
  'plugin.callDevice.enableCallerCamera': 'default true',
  'plugin.callDevice.enableListenerCamera': 'default true',
  'plugin.callDevice.nickName': 'name of the person, for the record',
  'plugin.callDevice.deviceName': 'name of the device, shown on the phone',
  'plugin.callDevice.isCloud': 'the back end is asked first; default false',
  'plugin.callDevice.payload': 'handed to the back end and the device as it is',
  'plugin.callDevice.encodeVideoFixedLength': '0 (default), 320, 480, 640',
  'plugin.callDevice.encodeVideoRotation': '0 (default), 1 upright, 2 rotated',
  'plugin.callDevice.encodeVideoRatio': 'width / height * 100; default 0',
  'plugin.callDevice.encodeVideoMaxFPS': '8 to 15; default 0',
  'plugin.callDevice.noPush': 'WeChat tells the device nothing: the developer forwards `roomId`',
})

export const others = section('Other functions of the plugin', {
  'plugin.getIotBindContactList': 'which of these people have authorized this device',
  'plugin.getIotBindContactList.sn': 'the device that asks',
  'plugin.getIotBindContactList.model_id': 'its model',
  'plugin.getIotBindContactList.openid_list': 'the people; no limit is documented',
  'plugin.getIotBindContactList.errcode': '0, with `errmsg`',
  'plugin.getIotBindContactList.contact_list':
    'entries with `status` 1 or 0; samples read `openid` or `sn`, `model_id` of them',
  'plugin.forceHangUpVoip': 'ends the call that runs',
  'plugin.forceHangUpVoip.roomId': 'only when it is this one',
  'plugin.onVoipEvent': 'hears every event; bound twice it is called twice',
  'plugin.onVoipEvent.off': 'the function that it returns takes the listener away',
  'plugin.setCustomBtnText': 'an extra button on the answering phone',
  'plugin.setCustomBtnText.custombox':
    'the component of `genericsImplementation.call-page-plugin.custombox`, in the half-screen of that button',
  'plugin.setUIConfig.btnText': 'the same, as a part of the look',
  'plugin.setUIConfig.cameraRotation': '0, 90, 180 or 270, of `callerUI` or `listenerUI`',
  'plugin.setUIConfig.aspectRatio': 'default 4/3',
  'plugin.setUIConfig.horMirror': 'mirrored left to right',
  'plugin.setUIConfig.vertMirror': 'mirrored top to bottom',
  'plugin.setUIConfig.enableToggleCamera': 'false: no switch for the camera; phones only',
  'plugin.setUIConfig.objectFit': '`fill` or `contain`',
  'plugin.setUIConfig.handsFree': 'loudspeaker; devices only; default true',
  'plugin.setUIConfig.isSelfWindowMax': 'the own picture is the large one; default false',
  'plugin.setUIConfig.customBoxHeight': '`90vh` or `70vh`',
  'plugin.setVoipEndPagePath': 'where the call page goes after the call',
  'plugin.setVoipEndPagePath.key': '`Call` or `BindContact`',
  'plugin.setVoipEndPagePath.options': 'query of that page',
  'plugin.setVoipEndPagePath.routeType': '`redirectTo` (default), `switchTab`, `reLaunch`',
  'plugin.getPluginOnloadOptions': 'query of the call page, after `callPageOnShow`',
  'plugin.getPluginEnterOptions': 'how the app was entered, through the call page',
  'plugin.camera-device':
    'component `camera-device`: `sn`, `model-id`, `device-name`, `video-quality-list`, `changeQuality`',
  'plugin.bindVoipAdminContact': 'face-pay only',
  'plugin.getBindContactPath': 'face-pay only',
  'plugin.getVoipBindContactList': 'face-pay only',
  'plugin.deleteVoipBindContact': 'face-pay only',
  'plugin.transerAdmin': 'face-pay only (WeChat’s spelling)',
  'plugin.getIotContactList': 'named once, in a page about the Linux SDK; probably `getIotBindContactList`',
  'plugin.undocumented':
    '`initByListener`, `joinRoom`, `joinRoomByCaller`, `bindOpenId`: named by others, not by WeChat’s pages',
  'plugin.VoipError': 'base class: `errMsg`, `errCode`, `errno`, `cause`',
  'plugin.VoipCgiError': 'refused by the back end, or not reached',
  'plugin.VoipJoinError': 'the room could not be joined: `extErrMsg`, `errType`',
  'plugin.VoipPluginError': 'found by the plugin itself',
})
