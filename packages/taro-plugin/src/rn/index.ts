/**
 * React Native: `import 'taro-plugin-callgrant/rn'` as the first import of `src/app`. Taro's plugins do not run in
 * a React Native build, so the options are given here.
 */

import './polyfills.ts'
import type {
  Failure,
  GetDeviceVoIPListOption,
  NativeRinging,
  Person,
  RequestDeviceVoIPOption,
} from '@callgrant/sdk/person'
import { withCallbacks } from '@callgrant/sdk/platform'
import Taro from '@tarojs/taro'
import { I18nManager } from 'react-native'
import { setSession } from '../main.ts'
import { checkOptions, type PluginOptions } from '../plugin/options.ts'
import { nativePerson } from '../shared/native-person.ts'
import { registry, type SessionSource } from '../shared/registry.ts'
import { askInAlert } from './ask-in-alert.ts'
import { replaceCanIUse } from './can-i-use.ts'
import { idForThisRun } from './client-id.ts'
import { setPushToken } from './push-token.ts'
import { callMedia, type WebRtc } from './web-rtc.ts'

export { getPerson, setSession } from '../main.ts'
export type { Failure, NativeRinging, SessionSource, WebRtc }
export { setPushToken }

export interface SetUpOptions extends Omit<PluginOptions, 'report'> {
  /**
   * Changes nothing here: `report` is for WeChat, and on React Native the server knows every answer by itself. Accepted so
   * that one object of options serves all platforms.
   */
  report?: boolean
  /** Gets the session of the person who uses the app; the same as `setSession`. */
  session?: SessionSource
  /**
   * The media classes, for apps that receive calls: all of `react-native-webrtc`, or a library like it. Default: the
   * global classes, which `registerGlobals()` of that library sets.
   */
  webrtc?: WebRtc
}

let webrtc: WebRtc | undefined
const storage = idForThisRun()

const person = nativePerson(Taro, () => ({
  language: /^en/i.test(I18nManager.getConstants().localeIdentifier ?? '') ? 'en' : 'zh',
  ui: { askAuthorization: askInAlert },
  storage,
  ...callMedia(() => webrtc),
}))

Object.assign(Taro, {
  requestDeviceVoIP: (option: RequestDeviceVoIPOption) =>
    ofPerson('requestDeviceVoIP', option, (who) => who.requestDeviceVoIP(option)),
  getDeviceVoIPList: (option?: GetDeviceVoIPListOption) =>
    ofPerson('getDeviceVoIPList', option, (who) => who.getDeviceVoIPList(option)),
})
replaceCanIUse()

/** Before `setUp` there is no client; that is reported as any other failure, to the callbacks and by the promise. */
function ofPerson<T extends { errMsg: string }>(
  api: string,
  option: object | undefined,
  work: (who: Person) => Promise<T>,
): Promise<T> {
  let who: Person
  try {
    who = person()
  } catch (error) {
    return withCallbacks<T>(api, option, () => Promise.reject(error))
  }
  return work(who)
}

/**
 * Sets the server, the app, and how to get the session of the person who uses the app.
 *
 * @throws Error with a message for each option that is wrong
 * @example
 * import * as webrtc from 'react-native-webrtc'
 * setUp({ server: 'https://calls.example.com', appid: 'wx…', session: () => fetchSession(), webrtc })
 */
export function setUp({ session, webrtc: given, ...options }: SetUpOptions): void {
  const shared = registry()
  shared.settings = checkOptions(options)
  webrtc = given
  // A client of before would go on as it was.
  shared.forget?.()
  if (session) setSession(session)
}
