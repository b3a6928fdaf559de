/**
 * `Taro.canIUse`, which on React Native says yes to everything. Taro's preset turns the app's calls of it into an
 * import of one file of Taro's: there it is replaced too, for what stands in the built app reads it at each call.
 */

import Taro from '@tarojs/taro'
import * as file from '@tarojs/taro-rn/dist/lib/canIUse'
import { canIUse as schemaOf } from '../../../sdk/src/person/can-i-use.ts'
import { isOurs } from '../shared/schema.ts'

export function tellCanIUse(): void {
  const origin = file.canIUse
  // `openSetting` stays React Native's own there: the phone's settings of this app.
  const canIUse = (schema: string) =>
    isOurs(schema) && !/^openSetting\b/.test(schema) ? schemaOf(schema, () => true) : origin(schema)
  Object.assign(Taro, { canIUse })
  Object.assign(file, { canIUse })
}
