/** Camera and microphone of the browser; a generated picture and tone where there is none. */

import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import { VoipJoinError } from './errors.ts'
import { generatedMedia } from './generated-media.ts'
import type { MediaKind, MediaProvider, MediaRequest } from './types.ts'
import { watchDevices } from './watch-devices.ts'

/** The parts of a browser that are used, so that a library can be passed in instead. */
export interface MediaClasses {
  /** Absent on pages that are not served securely. */
  mediaDevices: MediaDevices | undefined
  MediaStream: typeof MediaStream
}

/**
 * @param substitute used for a camera or microphone that does not exist; null: `open` throws then
 * @param classes default: the browser's
 * @returns a provider whose `open` throws VoipJoinError 2102 (not allowed) or 2007 (in use, broken)
 */
export function userMedia(
  substitute: MediaProvider | null = generatedMedia(),
  classes?: MediaClasses,
): MediaProvider {
  return {
    async open(request) {
      const mediaDevices = classes ? classes.mediaDevices : navigator.mediaDevices
      const tracks = await openAll(mediaDevices, request, request.substitute === false ? null : substitute)
      return new (classes?.MediaStream ?? MediaStream)(tracks)
    },
    watch: (changed) => watchDevices(changed),
  }
}

async function openAll(
  devices: MediaDevices | undefined,
  request: MediaRequest,
  substitute: MediaProvider | null,
): Promise<MediaStreamTrack[]> {
  const { audio, video, signal, failed } = request
  const tracks: MediaStreamTrack[] = []
  const stopAll = () => {
    for (const track of tracks) track.stop()
  }
  const take = (opened: MediaStreamTrack[]) => {
    tracks.push(...opened)
    if (signal?.aborted) stopAll()
  }
  // While the person is asked for the camera, the microphone is open already.
  signal?.addEventListener('abort', stopAll)
  if (devices && audio && video) {
    try {
      // Both at once take half the time, and ask the person once.
      take((await devices.getUserMedia(constraints(request))).getTracks())
      return tracks
    } catch {
      // Asked for one by one, below: a machine with a microphone and no camera still sends its real sound, and the error
      // says which of the two it is about.
    }
  }
  const kinds: MediaKind[] = [...(audio ? (['audio'] as const) : []), ...(video ? (['video'] as const) : [])]
  for (const kind of kinds) {
    // The person is asked nothing more for a call that is over.
    if (signal?.aborted) break
    try {
      take(
        await openOne(devices, { ...request, audio: kind === 'audio', video: kind === 'video' }, substitute),
      )
    } catch (error) {
      if (!failed) {
        stopAll()
        throw error
      }
      failed(kind, error)
    }
  }
  return tracks
}

/** What makes speech understood in a room with a loudspeaker is asked for, whatever a browser does by itself. */
function constraints({ audio, video, facing }: MediaRequest): MediaStreamConstraints {
  return {
    audio: audio && { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
    video: video && {
      facingMode: facing,
      width: { ideal: 640 },
      height: { ideal: 480 },
      frameRate: { max: 30 },
    },
  }
}

async function openOne(
  devices: MediaDevices | undefined,
  request: MediaRequest,
  substitute: MediaProvider | null,
): Promise<MediaStreamTrack[]> {
  if (!devices && substitute) return (await substitute.open(request)).getTracks()
  const what = request.audio ? 'microphone' : 'camera'
  try {
    if (!devices) throw new Error('there are no media devices')
    if (request.unasked && !(await isAllowed(what))) throw new DOMException('not asked', 'NotAllowedError')
    return (await devices.getUserMedia(constraints(request))).getTracks()
  } catch (error) {
    // Not `instanceof Error`: react-native-webrtc throws plain objects.
    const { name = '' } = (error ?? {}) as { name?: string }
    if (name === 'NotFoundError' && substitute) return (await substitute.open(request)).getTracks()
    if (name === 'NotAllowedError' || name === 'SecurityError') {
      throw new VoipJoinError(
        PLUGIN_CODES.NOT_ALLOWED,
        `No permission for the ${what}: allow it in the browser.`,
        {
          cause: error,
        },
      )
    }
    throw new VoipJoinError(PLUGIN_CODES.MEDIA_DEVICE_FAILED, `The ${what} could not be opened: ${name}.`, {
      cause: error,
    })
  }
}

/** Whether it can be opened without asking the person. Where the browser cannot say, it would ask. */
async function isAllowed(what: 'microphone' | 'camera'): Promise<boolean> {
  if (typeof navigator === 'undefined' || !navigator.permissions) return false
  try {
    return (await navigator.permissions.query({ name: what })).state === 'granted'
  } catch (error) {
    // A browser that does not know this permission.
    if (error instanceof TypeError) return false
    throw error
  }
}
