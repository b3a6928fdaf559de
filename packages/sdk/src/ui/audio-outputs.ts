/** Where the sound goes, and whether a picture is of the person who looks at it. */

/** Loudspeakers that can be chosen here; none where the browser cannot choose. */
export async function audioOutputs(): Promise<MediaDeviceInfo[]> {
  if (!('setSinkId' in HTMLMediaElement.prototype) || !navigator.mediaDevices) return []
  const devices = await navigator.mediaDevices.enumerateDevices()
  // `default` and `communications` are second names of devices that are in the list already.
  return devices.filter(
    ({ kind, deviceId }) =>
      kind === 'audiooutput' && deviceId !== '' && !/^(default|communications)$/.test(deviceId),
  )
}

/** The one after `current`, round and round. */
export function nextOutput(
  outputs: readonly MediaDeviceInfo[],
  current: string,
): MediaDeviceInfo | undefined {
  // Before any was chosen the sound goes to the first, so the second is next.
  const at = Math.max(
    0,
    outputs.findIndex(({ deviceId }) => deviceId === current),
  )
  return outputs[(at + 1) % outputs.length]
}

/** People see themselves as in a mirror, except through the back camera and in a generated picture. */
export function isMirrored(stream: MediaStream | null): boolean {
  const track = stream?.getVideoTracks()[0]
  if (!track) return false
  const generated =
    'CanvasCaptureMediaStreamTrack' in globalThis && track instanceof CanvasCaptureMediaStreamTrack
  return !generated && track.getSettings().facingMode !== 'environment'
}
