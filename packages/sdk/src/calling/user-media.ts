/** Camera and microphone of the browser; where there is none, a generated picture and tone in its place. */

import { VoipJoinError } from './errors.ts'
import { generatedMedia } from './generated-media.ts'
import type { MediaProvider, MediaRequest } from './types.ts'

/** WeChat's number for a microphone or camera that the person did not allow. */
const NOT_ALLOWED = 2102
/** WeChat's number for a device that could not be used. */
const DEVICE_FAILED = 2007

/** What is used of a browser, so that a library like it can be passed in. */
export interface MediaClasses {
  /** Absent on pages that are not served securely. */
  mediaDevices: MediaDevices | undefined
  MediaStream: typeof MediaStream
}

/**
 * @param substitute what stands in for a camera or microphone that is not there; null: the call fails then
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
      // One by one, so that a machine with a microphone and no camera is heard with its own voice.
      const tracks: MediaStreamTrack[] = []
      if (request.audio)
        tracks.push(...(await openOne(mediaDevices, { ...request, video: false }, substitute)))
      if (request.video)
        tracks.push(...(await openOne(mediaDevices, { ...request, audio: false }, substitute)))
      return new (classes?.MediaStream ?? MediaStream)(tracks)
    },
  }
}

async function openOne(
  devices: MediaDevices | undefined,
  request: MediaRequest,
  substitute: MediaProvider | null,
): Promise<MediaStreamTrack[]> {
  if (!devices && substitute) return (await substitute.open(request)).getTracks()
  try {
    if (!devices) throw new Error('there are no media devices')
    const stream = await devices.getUserMedia({
      audio: request.audio,
      video: request.video && {
        facingMode: request.facing,
        width: { ideal: 640 },
        height: { ideal: 480 },
        frameRate: { max: 30 },
      },
    })
    return stream.getTracks()
  } catch (error) {
    // By its fields: react-native-webrtc's errors are no `Error`.
    const { name = '' } = (error ?? {}) as { name?: string }
    if (name === 'NotFoundError' && substitute) return (await substitute.open(request)).getTracks()
    const what = request.audio ? 'microphone' : 'camera'
    if (name === 'NotAllowedError' || name === 'SecurityError') {
      throw new VoipJoinError(NOT_ALLOWED, `No permission for the ${what}: allow it in the browser.`, {
        cause: error,
      })
    }
    throw new VoipJoinError(DEVICE_FAILED, `The ${what} could not be opened: ${name}.`, { cause: error })
  }
}
