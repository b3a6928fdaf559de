/**
 * The module that replaces `@tarojs/taro` in a web build: all of Taro's exports, with our functions instead of Taro's
 * stubs. It only exports functions: under Vite it is part of a cycle of chunks, so code at its top would run before
 * Taro is loaded.
 */

import * as taro from 'taro-plugin-callgrant-origin'
import type { OurApis } from '../shared/apis.ts'
import { isOurs } from '../shared/schema.ts'
import { person } from './person.ts'

export * from 'taro-plugin-callgrant-origin'
export { default } from 'taro-plugin-callgrant-origin'

// An export by name wins over one by `export *`.
export const requestDeviceVoIP: OurApis['requestDeviceVoIP'] = (option) => person().requestDeviceVoIP(option)
export const getDeviceVoIPList: OurApis['getDeviceVoIPList'] = (option) => person().getDeviceVoIPList(option)
export const openSetting: OurApis['openSetting'] = (option) => person().openSetting(option)
export const canIUse: OurApis['canIUse'] = (schema) =>
  isOurs(schema) ? person().canIUse(schema) : taro.canIUse(schema)
