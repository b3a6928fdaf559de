/** Camera and microphone for trying: where there are none, or they were not allowed, generated ones take their place. */

import { generatedMedia, type MediaProvider, userMedia, VoipError } from '@callgrant/sdk/calling'

/**
 * @param label drawn into the generated picture
 * @param onRefused told in words why the generated ones are sent, when there would be real ones
 */
export function tryMedia(label: string, onRefused: (why: string) => void): MediaProvider {
  const generated = generatedMedia(label)
  const real = userMedia(generated)
  return {
    async open(request) {
      try {
        return await real.open(request)
      } catch (error) {
        if (!(error instanceof VoipError)) throw error
        onRefused(error.errMsg)
        return generated.open(request)
      }
    },
  }
}
