/**
 * Replaces `Taro.canIUse`, which returns true for everything on React Native. Taro's preset compiles the app's calls to
 * an import of one of Taro's files, so the function is replaced in that module too; the app reads it at each call.
 */

import Taro from '@tarojs/taro'
import * as file from '@tarojs/taro-rn/dist/lib/canIUse'
import { canIUseOn } from './usable.ts'

export function replaceCanIUse(): void {
  const canIUse = canIUseOn(Taro)
  Object.assign(Taro, { canIUse })
  Object.assign(file, { canIUse })
}
