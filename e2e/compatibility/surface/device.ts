/** What WeChat's pages name of a device's own software and of its registration (wechat-surface 3.5, 3.7, 3.8, 5). */

import { section } from './section.ts'

export const device = section('The device’s own software', {
  'device.console':
    'steps in WeChat’s console: certified Mini Program, category, device type, review of the capability, plugin',
  'device.hostAppId': 'an account and a `hostAppId` for the Android app that hosts the Mini Program',
  'device.register': '`registerMiniProgramDevice`, `wx_device_register`: with an snTicket, once for a chip',
  'device.deviceToken': 'a token of the calling device, good for 1 hour',
  'device.wmpf': 'functions of WMPF for the Android app: `WMPFDeviceApi`, `launchMiniProgram`',
  'device.wmpf.push':
    '`registerPushMsgEventListener`: a call’s push, `{path, appType, appid}`, with which the app is launched',
  'device.wmpf.isClickedHangOnBtn': '`isClickedHangOnBtn=1` behind the path of the call page answers at once',
  'device.wmpf.versions':
    'WMPF from 1.2.0, 2.0 or 2.1.0 for tokens, `handsFree`, push tokens and iOS pictures',
  'device.linux':
    'Linux SDK: `wx_init`, `wx_voip_session_new`, `wx_voip_session_call`, `wx_voip_listener_join` …',
  'device.rtos': 'RTOS SDK: `wx_cloudvoip_client_call`, `wx_cloudvoip_client_join`',
})
