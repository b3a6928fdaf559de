/**
 * Puts our functions on Taro's default object too, for callers that Taro's compiler does not rewrite: packages in
 * node_modules, and `Taro[name]`. It imports `@tarojs/taro` like the app, so that it is the app's object.
 */

import Taro, { getDeviceVoIPList, openSetting, requestDeviceVoIP } from '@tarojs/taro'
import { registerPerson } from './person.ts'

// Not `canIUse`: with it would come Taro's table of all APIs, which an app that does not ask need not carry.
Object.assign(Taro, { getDeviceVoIPList, openSetting, requestDeviceVoIP })

// For `getPerson` and the hooks: an app may be there to be rung before it asks anything.
registerPerson()
