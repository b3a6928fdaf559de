/**
 * Also puts our functions on Taro's default object, for callers that Taro's compiler does not rewrite: packages in
 * node_modules, and `Taro[name]`. It imports `@tarojs/taro` as the app does, to get the same object.
 */

import Taro, { getDeviceVoIPList, openSetting, requestDeviceVoIP } from '@tarojs/taro'
import { registerPerson } from './person.ts'

// Without `canIUse`, which would add Taro's table of all APIs to apps that do not use it.
Object.assign(Taro, { getDeviceVoIPList, openSetting, requestDeviceVoIP })

// For `getPerson` and the hooks: an app may receive calls before it asks for an authorization.
registerPerson()
