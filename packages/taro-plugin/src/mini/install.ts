/**
 * WeChat: `wx.requestDeviceVoIP` and `wx.getDeviceVoIPList` return no promise, and Taro adds none, so that
 * `await Taro.requestDeviceVoIP(…)` resolves at once with undefined. This module adds the promises.
 */

import Taro from '@tarojs/taro'
import { promises } from './promises.ts'

// On the object itself, because Taro's compiler does not rewrite `Taro.requestDeviceVoIP(…)` on this platform.
Object.assign(Taro, promises(Taro.miniGlobal ?? {}))
