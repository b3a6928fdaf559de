/** The UUID by which phones know a call (CallKit, ConnectionService): the same in each push of it, and on each device. */

import { createHash } from 'node:crypto'

/** @returns version 8, of SHA-256 (RFC 9562, 5.8) */
export function callUuid(roomId: string): string {
  const bytes = createHash('sha256').update(roomId).digest().subarray(0, 16)
  bytes.writeUInt8((bytes.readUInt8(6) & 0x0f) | 0x80, 6)
  bytes.writeUInt8((bytes.readUInt8(8) & 0x3f) | 0x80, 8)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-')
}
