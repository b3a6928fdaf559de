/** How much the picture that is sent may take, and when it is sent whole. */

import type { PictureRung, PictureSettings } from './types.ts'

/** The most that a picture of a door needs, in bits a second: 640 × 480 at 30 frames. */
const PICTURE_MAX_BITRATE = 1_200_000

/** Not in TypeScript's library yet: https://w3c.github.io/webrtc-extensions/#rtcrtpsender-setparameters-keyframe */
type SetParameters = (
  parameters: RTCRtpSendParameters,
  options?: { encodingOptions: { keyFrame: boolean }[] },
) => Promise<void>

/** The change of each sender that is under way: a second one that began before its end would be refused. */
const changing = new WeakMap<RTCRtpSender, Promise<void>>()

/**
 * Changes a sender's parameters after the changes that were asked for before; what is so already is not set again, since each
 * time costs an encoder that is starting its first picture. Does nothing in werift, which has none.
 */
function change(
  sender: RTCRtpSender,
  alter: (parameters: RTCRtpSendParameters) => void,
  wholePicture = false,
): Promise<void> {
  const before = changing.get(sender) ?? Promise.resolve()
  const after = before.then(async () => {
    const parameters = sender.getParameters?.()
    if (!parameters?.encodings?.[0] || !sender.setParameters) return
    const as = JSON.stringify(parameters)
    alter(parameters)
    const set = (sender.setParameters as SetParameters).bind(sender)
    if (!wholePicture) return as === JSON.stringify(parameters) ? undefined : set(parameters)
    return set(parameters, { encodingOptions: parameters.encodings.map(() => ({ keyFrame: true })) })
  })
  // Whoever asked is told of a failure; the next change is tried in any case.
  changing.set(
    sender,
    after.catch(() => {}),
  )
  return after
}

/** Below its limit the browser sends what the network takes; this says what gives way first. */
export function limitPicture(sender: RTCRtpSender, settings: PictureSettings): Promise<void> {
  const { maxBitrate = PICTURE_MAX_BITRATE, prefer = 'balanced' } = settings
  return change(sender, (parameters) => {
    for (const encoding of parameters.encodings) encoding.maxBitrate = maxBitrate
    Object.assign(parameters, { degradationPreference: prefer })
  })
}

/**
 * Sends pictures of the size and frame rate of a rung, never larger than the camera's. A rate that the camera keeps anyway is
 * not set: Chromium would leave out the first picture. What does not know its size (werift) stays as it is.
 */
export async function sizePicture(sender: RTCRtpSender, rung: PictureRung): Promise<void> {
  const { width = 0, height = 0, frameRate = Number.POSITIVE_INFINITY } = sender.track?.getSettings?.() ?? {}
  if (width === 0 || height === 0) return
  return change(sender, (parameters) => {
    // A picture that stands upright is measured by its short side.
    const lines = Math.min(width, height)
    const smaller = Math.max(1, lines / rung.height)
    for (const encoding of parameters.encodings) {
      if ((encoding.scaleResolutionDownBy ?? 1) !== smaller) encoding.scaleResolutionDownBy = smaller
      if (frameRate > rung.framesPerSecond) encoding.maxFramerate = rung.framesPerSecond
      else delete encoding.maxFramerate
    }
  })
}

/**
 * Sends the next picture whole (a key frame). A browser that receives asks for one only every 3 s, and an answer to that
 * may be lost too. A browser that knows no such option (Firefox, Safari) changes nothing, and werift asks its source.
 */
export function askForWholePicture(sender: RTCRtpSender): Promise<void> {
  return change(sender, () => {}, true)
}
