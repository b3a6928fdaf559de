/**
 * What `@tarojs/taro` means in a web build: all of Taro's own, with our functions in the place of stubs. Nothing but
 * exports of functions stands here: under Vite this module is in a ring of chunks, and code at its top would meet
 * Taro before Taro is there.
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
