/** Camera and microphone for trying: where there are none, or they were not allowed, generated ones take their place. */

import {
  generatedMedia,
  type MediaKind,
  type MediaProvider,
  userMedia,
  VoipError,
} from '@callgrant/sdk/calling'

/**
 * @param label drawn into the generated picture
 * @param onRefused called with the reason when there is a camera or a microphone and generated media are sent instead
 */
export function tryMedia(label: string, onRefused: (why: string) => void): MediaProvider {
  const generated = generatedMedia(label)
  const real = userMedia(generated)
  return {
    ...real,
    async open(request) {
      // The person asks for their own again: whether that works is what they are told.
      if (request.substitute === false) return real.open(request)
      const refused = new Map<MediaKind, unknown>()
      const stream = await real.open({ ...request, failed: (kind, error) => refused.set(kind, error) })
      if (refused.size === 0 || request.signal?.aborted) return stream
      const [audio, video] = [refused.has('audio'), refused.has('video')]
      const instead = await generated.open({ ...request, audio, video })
      for (const track of instead.getTracks()) stream.addTrack(track)
      onRefused([...refused.values()].map(errorReason).join(' '))
      return stream
    },
  }
}

function errorReason(error: unknown): string {
  return error instanceof VoipError ? error.errMsg : String(error)
}
