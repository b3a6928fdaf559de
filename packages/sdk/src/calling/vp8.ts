/** VP8 in RTP packets (RFC 7741), in its shortest form: one byte before each part of a frame. */

/** First part of a frame: the S bit, partition 0. */
const START = 0x10
const CONTINUED = 0x00
/** So that a packet with its headers stays below the usual path MTU. */
const PART_MAX_BYTES = 1100

/** @returns the payloads of one frame, in order; the last is to carry the RTP marker */
export function vp8Payloads(frame: Uint8Array): Uint8Array[] {
  const payloads: Uint8Array[] = []
  for (let at = 0; at < frame.length; at += PART_MAX_BYTES) {
    const part = frame.subarray(at, at + PART_MAX_BYTES)
    const payload = new Uint8Array(part.length + 1)
    payload[0] = at === 0 ? START : CONTINUED
    payload.set(part, 1)
    payloads.push(payload)
  }
  return payloads
}
