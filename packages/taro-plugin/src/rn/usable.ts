/** What can be used on React Native: the plugin's functions by their schema, Taro's own functions and components by name. */

import { canIUse as schemaOf } from '@callgrant/sdk/platform'
import { isOurs } from '../shared/schema.ts'

/** Functions that Taro has on React Native and that only print that they are not supported (its `unsupportedApi.js`). */
export const UNSUPPORTED: readonly string[] = [
  'setStorageSync',
  'getStorageSync',
  'getStorageInfoSync',
  'removeStorageSync',
  'clearStorageSync',
  'onUserCaptureScreen',
  'offUserCaptureScreen',
  'getFileSystemManager',
  'createSelectorQuery',
  'getUserProfile',
]

/** The components of `@tarojs/components-rn`, by WeChat's names. */
const COMPONENTS: readonly string[] = (
  'block button camera checkbox checkbox-group cover-image cover-view form icon image input label map movable-area ' +
  'movable-view navigator page-container picker picker-view picker-view-column progress radio radio-group rich-text ' +
  'scroll-view slider swiper swiper-item switch text textarea video view web-view'
).split(' ')

/**
 * `canIUse` for this object of Taro's. Of Taro's own functions and components the first part of a schema decides, because
 * Taro says nowhere which parameters they take on React Native.
 */
export function canIUseOn(taro: object): (schema: string) => boolean {
  return (schema) => {
    const [name = '', ...rest] = String(schema).split('.')
    // `openSetting` stays Taro's own: it opens the phone's settings of this app.
    if (isOurs(schema) && name !== 'openSetting') return schemaOf(schema, () => true)
    if (rest.includes('')) return false
    if (COMPONENTS.includes(name)) return true
    const found = Object.hasOwn(taro, name) ? (taro as Record<string, unknown>)[name] : undefined
    return typeof found === 'function' && !UNSUPPORTED.includes(name)
  }
}
