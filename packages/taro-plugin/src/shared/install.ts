/** Puts our functions on Taro's object, where the app's calls go through it: React Native and Harmony. */

import type Taro from '@tarojs/taro'
import { ourApis } from './apis.ts'
import { nativePerson } from './native-person.ts'

export function installOn(taro: typeof Taro): void {
  const { canIUse: origin } = taro
  Object.assign(taro, ourApis(nativePerson(taro), origin?.bind(taro)))
}
