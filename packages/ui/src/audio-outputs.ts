/** The choice of a loudspeaker, and whether a local picture is shown mirrored. */

import type { Language } from '@callgrant/protocol/errors'
import { CALL_TEXTS } from './call-texts.ts'

export interface AudioOutput {
  deviceId: string
  /** As a person calls it. */
  name: string
}

/** The loudspeakers; empty where the browser cannot choose one. */
export async function audioOutputs(language: Language): Promise<AudioOutput[]> {
  if (!('setSinkId' in HTMLMediaElement.prototype) || !navigator.mediaDevices) return []
  const devices = await navigator.mediaDevices.enumerateDevices()
  // `default` and `communications` are aliases of devices that are in the list too.
  const outputs = devices.filter(
    ({ kind, deviceId }) =>
      kind === 'audiooutput' && deviceId !== '' && !/^(default|communications)$/.test(deviceId),
  )
  return namedOutputs(outputs, language)
}

/** Each with a name of its own: what is called the same is counted. */
export function namedOutputs(
  outputs: readonly Pick<MediaDeviceInfo, 'deviceId' | 'label'>[],
  language: Language,
): AudioOutput[] {
  const seen = new Map<string, number>()
  return outputs.map(({ deviceId, label }) => {
    const name = plainName(label, language)
    const count = (seen.get(name) ?? 0) + 1
    seen.set(name, count)
    return { deviceId, name: count === 1 ? name : `${name} ${count}` }
  })
}

/**
 * A driver’s label as a person would say it: `Speakers (Realtek(R) Audio)` is a loudspeaker, `Jabra Evolve2 65
 * (0b0e:0a5f)` is that headset. What names a product stays.
 */
export function plainName(label: string, language: Language): string {
  const t = CALL_TEXTS[language]
  const bare = label
    .replace(/^(default|communications|默认|通信)\s*[-–]\s*/i, '')
    .replace(/\s*\([0-9a-f]{4}:[0-9a-f]{4}\)$/i, '')
    .replace(/\s*\((bluetooth|built-in|usb|virtual|internal)\)$/i, '')
    .trim()
  if (bare === '') return t.speaker
  const [, kind = bare, product = ''] = /^(.+?)\s*\((.+)\)$/.exec(bare) ?? []
  if (/ear\s?piece|听筒/i.test(kind)) return t.earpiece
  // `Headset (Jabra Evolve2)`: the product says more than its kind.
  if (/^(headphones?|headset|earphones?|耳机)\b/i.test(kind))
    return meaningful(product) ? product : t.headphones
  if (/^(wired|3\.5).*(headphones?|headset|earphones?)/i.test(kind)) return t.headphones
  if (/hdmi|displayport|display audio/i.test(bare)) return t.display
  if (/speakers?|speakerphone|loudspeaker|扬声器|built-in audio|内置/i.test(kind)) return t.speaker
  return kind
}

/** The makers of sound chips name no product that a person knows. */
const meaningful = (product: string) =>
  product !== '' && !/realtek|high definition|\bhd audio|conexant|intel|usb audio|hands-free/i.test(product)

/** True for a front camera; false for a back camera and for a generated picture. */
export function isMirrored(stream: MediaStream | null): boolean {
  const track = stream?.getVideoTracks()[0]
  if (!track) return false
  const generated =
    'CanvasCaptureMediaStreamTrack' in globalThis && track instanceof CanvasCaptureMediaStreamTrack
  return !generated && track.getSettings().facingMode !== 'environment'
}
