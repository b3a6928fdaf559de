/**
 * WeChat: `wx.requestDeviceVoIP` and `wx.getDeviceVoIPList` give no promise, and Taro does not make one for them, so
 * that `await Taro.requestDeviceVoIP(…)` is over at once with nothing. Here they get it.
 */

import Taro from '@tarojs/taro'
import { nativeCall } from './native-call.ts'

const host = Taro.miniGlobal ?? {}

// Straight on the object: the app's calls are left as they stand, `Taro.requestDeviceVoIP(…)`.
Object.assign(Taro, {
  requestDeviceVoIP: nativeCall(host, 'requestDeviceVoIP', '2.27.3'),
  getDeviceVoIPList: nativeCall(host, 'getDeviceVoIPList', '2.30.3'),
})
