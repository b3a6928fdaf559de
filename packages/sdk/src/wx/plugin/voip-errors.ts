/** Errors of the plugin's own, with the sentence of their code. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { toVoipError, VoipCgiError, type VoipError, VoipPluginError } from '../../calling/errors.ts'
import type { Surroundings } from '../types.ts'
import { type VoipCode, voipSentence } from './codes.ts'

/** @param cause what brought it about */
export function pluginError(code: VoipCode, { platform }: Surroundings, cause?: unknown): VoipPluginError {
  const words = voipSentence(code, platform.machine.language)
  return new VoipPluginError(code, words, cause === undefined ? {} : { cause })
}

/** Any refusal of a call, in WeChat's numbers: first what only the plugin can tell apart. */
export function refusalOf(error: unknown, world: Surroundings): VoipError {
  const refusal = toVoipError(error)
  const cause = refusal.cause instanceof CallgrantError ? refusal.cause : undefined
  const as = (code: VoipCode) =>
    new VoipCgiError(code, voipSentence(code, world.platform.machine.language), { cause })
  switch (cause?.code) {
    case 'device_unknown':
      // A device rings people: the one that the server does not know is itself.
      return world.side.role === 'device' ? as(1000) : refusal
    case 'internal':
      return cause.cause instanceof SyntaxError ? as(1003) : as(5)
    case 'unavailable':
      return as(5)
    default:
      return refusal
  }
}
