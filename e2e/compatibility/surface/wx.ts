/** What WeChat's pages name of `wx.*`, of the dialog and of the settings page (wechat-surface 1). */

import { section } from './section.ts'

export const requestDeviceVoIP = section('wx.requestDeviceVoIP', {
  'wx.requestDeviceVoIP': 'asks a person whether a device may ring them',
  'wx.requestDeviceVoIP.sn': 'serial number: at most 128 bytes of `0-9 A-Z a-z _ -`',
  'wx.requestDeviceVoIP.snTicket': 'ticket of the device, good for 5 minutes',
  'wx.requestDeviceVoIP.modelId': 'model of the device',
  'wx.requestDeviceVoIP.deviceName': 'at most 13 characters; stands in the dialog before the device type',
  'wx.requestDeviceVoIP.isGroup': 'asks for a group of devices; default false',
  'wx.requestDeviceVoIP.groupId': 'needed with `isGroup: true`, and then nothing else is',
  'wx.requestDeviceVoIP.success': 'called on success, with `errMsg: "requestDeviceVoIP:ok"`',
  'wx.requestDeviceVoIP.fail': 'called on failure, with `errMsg` and `errCode` or `errno`',
  'wx.requestDeviceVoIP.complete': 'called last, either way',
  'wx.requestDeviceVoIP.promise': 'has no promise style: it returns undefined',
  'wx.requestDeviceVoIP.errno.1001': 'a parameter is missing or of the wrong type: one clause for each fault',
  'wx.requestDeviceVoIP.errno.1001.old':
    'with `isGroup` on a base library below 2.30.4: the four fields are missed',
  'wx.requestDeviceVoIP.errCode.10001': '`The sn has been subscribed`: authorized already',
  'wx.requestDeviceVoIP.errCode.10008': 'ticket wrong or expired',
  'wx.requestDeviceVoIP.errCode.10021': '`The sn has been rejected`: refused, or switched off',
  'wx.requestDeviceVoIP.errCode.10025': 'seen with groups; its meaning is not public',
  'wx.requestDeviceVoIP.errCode.-12001': '`invalid scope`: the app lacks the capability',
  'wx.requestDeviceVoIP.errMsg.colon': 'two spellings of `errMsg`, with and without a second colon',
  'wx.requestDeviceVoIP.switchedOn':
    'one report of a failure with `denied` in its words after a switch-on by hand; never explained',
  'wx.requestDeviceVoIP.inPlugin': 'not to be called from a plugin',
})

export const dialog = section('The dialog', {
  'dialog.uniform': 'the same dialog in every app: its look and words are not the app’s',
  'dialog.name': '`deviceName` and the device type: `iot` and `校园电话` make `iot 校园电话`',
  'dialog.name.group': 'a group is shown by the `group_name` of its creation',
  'dialog.name.snapshot': 'a device renamed later keeps the name that the person agreed to',
  'dialog.afterRefusal': 'after a refusal there is no dialog; the app leads to settings',
})

export const getDeviceVoIPList = section('wx.getDeviceVoIPList', {
  'wx.getDeviceVoIPList': 'what the current person answered, device by device',
  'wx.getDeviceVoIPList.list.sn': 'serial number; undefined for a group',
  'wx.getDeviceVoIPList.list.model_id': 'model; undefined for a group',
  'wx.getDeviceVoIPList.list.group_id': 'group; undefined for a device',
  'wx.getDeviceVoIPList.list.groupId': 'the same, as WeChat’s guide names it',
  'wx.getDeviceVoIPList.list.status': '1 authorized, 0 refused or switched off',
  'wx.getDeviceVoIPList.list.group': 'a group is one entry: its devices are not listed',
  'wx.getDeviceVoIPList.callbacks': '`success`, `fail` and `complete`; no promise',
  'wx.getDeviceVoIPList.errCode.-12001':
    '`getDeviceVoIPList:fail invalid scope`: the app lacks the capability',
  'wx.getDeviceVoIPList.fail': 'the request failed: what is authorized is not known',
})

export const authorization = section('Losing and restoring an authorization', {
  'auth.cleared': 'the Mini Program is deleted: every answer is forgotten, the dialog comes again',
  'auth.cancelled': 'switched off in settings: status 0, no dialog, fails 10021',
  'auth.refused': 'refused in the dialog: the same as switched off',
  'auth.restored': 'switched on in settings: rings again, at once',
  'auth.module': 'settings has its module for devices once a question was answered',
  'auth.noBackendQuery': 'a back end can neither ask for nor hear of what people decide',
  'auth.contactList': 'the plugin’s `getIotBindContactList` is the one query by openid',
  'auth.errCode9': 'a call answered 9 tells that the authorization is gone',
})

export const settings = section('Settings and scopes', {
  'wx.openSetting': 'opens the settings page of the Mini Program',
  'wx.openSetting.withSubscriptions': 'also answers `subscriptionsSetting`',
  'wx.getSetting': 'answers `authSetting`',
  'wx.getSetting.withSubscriptions': 'also answers `subscriptionsSetting`',
  'wx.getSetting.noDeviceScope': 'no scope says whether a device may ring: only `getDeviceVoIPList` does',
  'wx.authorize': 'asks for a scope ahead of its use',
  'wx.authorize.scope.voip': 'exists for face-pay terminals only',
  'scope.record': 'microphone: a scope of its own; 2102 when it is missing',
  'scope.camera': 'camera: a scope of its own; 2102 when it is missing',
})

export const gates = section('Versions', {
  'gate.requestDeviceVoIP': '`requestDeviceVoIP` from base library 2.27.3',
  'gate.requestDeviceVoIP.isGroup': 'groups from base library 2.30.4',
  'gate.getDeviceVoIPList': '`getDeviceVoIPList` from base library 2.30.3',
  'gate.getDeviceVoIPList.group_id': 'groups in the list from base library 2.30.4',
  'gate.wx.canIUse': '`canIUse` tells the truth about the three',
  'gate.wechat.8.0.30': 'devices in settings from WeChat 8.0.30',
  'gate.wechat.8.0.39': 'the best reminder of a call from WeChat 8.0.39',
  'gate.wechat.8.0.36': 'H265 from WeChat 8.0.36',
  'gate.wechat.8.0.40': 'pictures to be turned by `cameraRotation` up to WeChat 8.0.40',
  'gate.wechat.8.0.41': 'pictures on iOS right from WeChat 8.0.41',
  'gate.wechat.8.0.54': 'encoding hints read from WeChat 8.0.54',
  'gate.wechat.harmony': '`requestDeviceVoIP` and `getDeviceVoIPList` in WeChat for HarmonyOS',
  'gate.wechat.desktop': 'no reminder of a call in WeChat for Mac and Windows',
  'gate.devtools': 'calls cannot be tried in WeChat’s developer tools',
  'gate.plugin.2.1.8': 'a released Mini Program calls released ones only, from plugin 2.1.8',
  'gate.plugin.2.2.2': '`finishVoip` from plugin 2.2.2',
  'gate.plugin.2.2.3': '`getPluginOnloadOptions` from plugin 2.2.3',
  'gate.plugin.2.3.0': '`handsFree` from plugin 2.3.0',
  'gate.plugin.2.3.0.voipToken': 'a calling device needs no `voipToken` from plugin 2.3.0',
  'gate.plugin.2.3.2.lock': 'a locked screen counts as a refusal before plugin 2.3.2',
  'gate.plugin.2.3.2': '`forceHangUpVoip(roomId)` from plugin 2.3.2',
  'gate.plugin.2.3.4': '`isSelfWindowMax` from plugin 2.3.4',
  'gate.plugin.2.3.8': '`timeLimit`, `chargeType`, `objectFit` from plugin 2.3.8',
  'gate.plugin.2.3.9': '`CALL_PAGE_PATH`, `routeType` from plugin 2.3.9',
  'gate.plugin.2.3.9.tap': 'a tap hides the buttons of the call page from plugin 2.3.9',
  'gate.plugin.2.3.10': '`customBoxHeight` from plugin 2.3.10',
  'gate.plugin.2.4.0': '`callDevice`, `callWMPF`, `roomId`, error classes from plugin 2.4.0',
  'gate.plugin.2.4.1': 'calls to devices without authorization; `deviceName` from plugin 2.4.1',
  'gate.plugin.2.4.3': '`isCloud` through the back end from plugin 2.4.3',
  'gate.plugin.2.4.5': '`encodeVideo…` from plugin 2.4.5',
  'gate.plugin.2.4.6': '`camera-device` from plugin 2.4.6',
})

export const surroundings = section('Other functions of wx', {
  'wx.login': 'a code for the back end, good once, for 5 minutes',
  'wx.canIUse': 'whether a function, parameter or result is there',
  'wx.getAccountInfoSync': '`miniProgram.appId`, `envVersion`, `version`',
  'wx.getSystemInfoSync': '`SDKVersion`, `version`, `platform` and the rest',
  'wx.getAppBaseInfo': '`SDKVersion`, `version`, `language`, `theme`',
  'wx.getDeviceInfo': '`brand`, `model`, `system`, `platform`',
  'wx.getWindowInfo': 'sizes of the window',
  'wx.storage':
    '`setStorage`, `getStorage`, `removeStorage`, `clearStorage`, `getStorageInfo`, and their `Sync` forms',
  'wx.clipboard': '`setClipboardData`, `getClipboardData`',
  'wx.request': 'a request; one to WeChat’s own host reaches Callgrant',
  'wx.cloud.callFunction': 'a cloud function, with `getSnTicket` and `getWXContext` for it',
  'wx.cloud.database': 'collections with queries, commands and updates; of a cloud function the same data',
  'wx.getFileSystemManager': 'files under `wx.env.USER_DATA_PATH`, each function also with `Sync`',
  'require.async': 'modules and plugins later: `require.async`, `requirePlugin.async`, and callbacks',
  'wx.feedback': '`showToast`, `showLoading`, `showModal`, `showActionSheet` and what hides them',
  'wx.navigation': '`navigateTo`, `redirectTo`, `reLaunch`, `switchTab`, `navigateBack`',
  'wx.callbacksOrPromise': 'a promise where WeChat gives one, and only without callbacks',
  'wx.requestSubscribeDeviceMessage': 'subscription to messages of a device (a separate feature)',
  'wx.requestSubscribeDeviceMessage.errCode': '10001, 10004, 20001, 20003, 19720726 to 19720736',
  'wx.joinVoIPChat': 'the base library’s own calls, on which the plugin stands',
  'wx.exitMiniProgram': 'leaves the Mini Program',
  'wmpf.getWmpfPushToken': 'on a device: `token` and `expireTimestamp`, which callers need',
  'wmpf.getDeviceSerialNumberSync': 'on a device: its serial number',
  'wmpf.Channel':
    'to the app that hosts the device’s Mini Program: `invoke`, `invokeSync`, `registerEvent`, `unregisterEvent`, `on`, `off`',
  'wmpf.global': 'the global `wmpf` is there on devices only',
})
