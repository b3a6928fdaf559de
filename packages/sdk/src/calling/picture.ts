/** How much the picture that is sent may take, and when it is sent whole. */

import type { PictureSettings } from './types.ts'

/** The most that a picture of a door needs, in bits a second: 640 × 480 at 30 frames. */
const PICTURE_MAX_BITRATE = 1_200_000

/** Below its limit the browser sends what the network takes; this says what gives way first. */
export async function limitPicture(sender: RTCRtpSender, settings: PictureSettings): Promise<void> {
  const { maxBitrate = PICTURE_MAX_BITRATE, prefer = 'balanced' } = settings
  // Absent in werift, which sends encoded pictures.
  const parameters = sender.getParameters?.()
  if (!parameters?.encodings?.[0] || !sender.setParameters) return
  for (const encoding of parameters.encodings) encoding.maxBitrate = maxBitrate
  await sender.setParameters({ ...parameters, degradationPreference: prefer })
}

/** Not in TypeScript's library yet: https://w3c.github.io/webrtc-extensions/#rtcrtpsender-setparameters-keyframe */
type SetParameters = (
  parameters: RTCRtpSendParameters,
  options: { encodingOptions: { keyFrame: boolean }[] },
) => Promise<void>

/**
 * Sends the next picture whole (a key frame). A browser that receives asks for one only every 3 s, and an answer to that
 * may be lost too. A browser that knows no such option (Firefox, Safari) changes nothing, and werift asks its source.
 */
export async function askForWholePicture(sender: RTCRtpSender): Promise<void> {
  const parameters = sender.getParameters?.()
  if (!parameters?.encodings?.[0] || !sender.setParameters) return
  const encodingOptions = parameters.encodings.map(() => ({ keyFrame: true }))
  await (sender.setParameters as SetParameters).call(sender, parameters, { encodingOptions })
}
