/** Puts our functions on Taro's object, for Harmony, where the app's calls go through that object. */

import type Taro from '@tarojs/taro'
import { ourApis } from './apis.ts'
import { askInModal } from './ask-in-modal.ts'
import { nativePerson } from './native-person.ts'

export function installOn(taro: typeof Taro): void {
  const { canIUse: origin } = taro
  const person = nativePerson(taro, () => ({
    language: /^en/i.test(taro.getSystemInfoSync?.().language ?? '') ? 'en' : 'zh',
    ui: { askAuthorization: askInModal(taro) },
  }))
  Object.assign(taro, ourApis(person, origin?.bind(taro)))
}
