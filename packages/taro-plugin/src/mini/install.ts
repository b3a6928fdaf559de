/**
 * WeChat: `wx.requestDeviceVoIP` and `wx.getDeviceVoIPList` give no promise, and Taro does not make one for them, so
 * that `await Taro.requestDeviceVoIP(…)` is over at once with nothing. Here they get it.
 */

import Taro from '@tarojs/taro'
import { promises } from './promises.ts'

// Straight on the object: the app's calls are left as they stand, `Taro.requestDeviceVoIP(…)`.
Object.assign(Taro, promises(Taro.miniGlobal ?? {}))
