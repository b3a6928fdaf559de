/** Errors of the plugin's own, with the sentence of their code. */

import { CallgrantError, type Language } from '@callgrant/protocol/errors'
import { toVoipError, VoipCgiError, type VoipError, VoipPluginError } from '../../calling/errors.ts'
import { languageOf } from '../../shared/words.ts'
import type { Surroundings } from '../types.ts'
import { type VoipCode, voipSentence } from './codes.ts'

/** What to do about a refusal that names the row which decided (9). */
const NEXT = {
  person: {
    en: '. Ask with requestDeviceVoIP; after a refusal lead them to settings (wx.openSetting)',
    zh: '。请用 requestDeviceVoIP 询问；若曾拒绝，请引导至设置页（wx.openSetting）',
  },
  group: {
    en: '. Put the device into the group that they agreed to (addIotGroupDevice), or ask for the device itself',
    zh: '。请将设备加入用户已授权的设备组（addIotGroupDevice），或请用户授权该设备',
  },
}

/** @param cause what brought it about */
export function pluginError(code: VoipCode, world: Surroundings, cause?: unknown): VoipPluginError {
  const words = voipSentence(code, tongueOf(world))
  return new VoipPluginError(code, words, cause === undefined ? {} : { cause })
}

/** As if the server had said it. */
export function cgiError(code: VoipCode, world: Surroundings, cause?: unknown): VoipCgiError {
  const words = voipSentence(code, tongueOf(world))
  return new VoipCgiError(code, words, cause === undefined ? {} : { cause })
}

/** What to speak: a person's client has said it, a device goes by its machine. */
export function tongueOf({ side, platform }: Surroundings): Language {
  return side.role === 'person' ? side.client.language : languageOf(platform.machine.language)
}

/** Any refusal of a call, in WeChat's numbers: first what only the plugin can tell apart. */
export function refusalOf(error: unknown, world: Surroundings): VoipError {
  const refusal = toVoipError(error)
  const cause = refusal.cause instanceof CallgrantError ? refusal.cause : undefined
  const as = (code: VoipCode) => cgiError(code, world, cause)
  switch (cause?.code) {
    case 'device_unknown':
      // A device rings people: the one that the server does not know is itself.
      return world.side.role === 'device' ? as(1000) : refusal
    case 'internal':
      return cause.cause instanceof SyntaxError ? as(1003) : as(5)
    case 'unavailable':
      return as(5)
    case 'not_authorized': {
      // The server says which row decided; whoever reads it also wants to know what to do.
      const moved = cause.message.includes('device is not in it')
      const words = `${cause.message}${NEXT[moved ? 'group' : 'person'][tongueOf(world)]}`
      return new VoipCgiError(refusal.errCode, words, { cause })
    }
    default:
      return refusal
  }
}
