/** The plugin's errors: each has a number of WeChat's and its sentence in the language of the phone or device. */

import { CallgrantError, type Language } from '@callgrant/protocol/errors'
import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { toVoipError, VoipCgiError, type VoipError, VoipPluginError } from '@callgrant/sdk/calling'
import { languageOfTag } from '@callgrant/sdk/platform'
import type { WxHost } from '../wx/types.ts'
import { VOIP_CODES, type VoipCode } from './codes.ts'

/** What to do about a call that is not authorized: ask the person, or see to the group. */
const ADVICE = {
  person: {
    en: '. Ask with requestDeviceVoIP; after a refusal lead them to settings (wx.openSetting)',
    zh: '。请用 requestDeviceVoIP 询问；若曾拒绝，请引导至设置页（wx.openSetting）',
  },
  group: {
    en: '. Put the device into the group that they agreed to (addIotGroupDevice), or ask for the device itself',
    zh: '。请将设备加入用户已授权的设备组（addIotGroupDevice），或请用户授权该设备',
  },
}

/** An error that the plugin finds by itself, before the server is asked. @param cause what led to it */
export function pluginError(code: VoipCode, host: WxHost, cause?: unknown): VoipPluginError {
  return new VoipPluginError(code, sentence(code, host), cause === undefined ? {} : { cause })
}

/** An error in the form of the server's refusals. @param cause what led to it */
export function cgiError(code: VoipCode, host: WxHost, cause?: unknown): VoipCgiError {
  return new VoipCgiError(code, sentence(code, host), cause === undefined ? {} : { cause })
}

function sentence(code: VoipCode, host: WxHost): string {
  return VOIP_CODES[code][languageFor(host)]
}

/** The language of a phone is that of its client; a device has that of its machine. */
export function languageFor({ side, platform }: WxHost): Language {
  return side.role === 'person' ? side.client.language : languageOfTag(platform.machine.language)
}

/** Any refusal of a call, in WeChat's numbers; the ones that only the plugin can tell apart come first. */
export function refusalOf(error: unknown, host: WxHost): VoipError {
  const refusal = toVoipError(error)
  const cause = refusal.cause instanceof CallgrantError ? refusal.cause : undefined
  switch (cause?.code) {
    case 'device_unknown':
      // A device rings people, so the device that the server does not know is the caller itself.
      return host.side.role === 'device' ? cgiError(PLUGIN_CODES.DEVICE_TOKEN_FAILED, host, cause) : refusal
    case 'internal': {
      const unreadable = cause.cause instanceof SyntaxError
      return cgiError(unreadable ? PLUGIN_CODES.ANSWER_UNREADABLE : PLUGIN_CODES.ROOM_FAILED, host, cause)
    }
    case 'unavailable':
    case 'request_timeout':
      return cgiError(PLUGIN_CODES.ROOM_FAILED, host, cause)
    case 'not_authorized': {
      // The server says which row decided; the app also needs to know what to do.
      const advice = ADVICE[cause.notInGroup === undefined ? 'person' : 'group'][languageFor(host)]
      return new VoipCgiError(refusal.errCode, `${cause.message}${advice}`, { cause })
    }
    default:
      return refusal
  }
}
