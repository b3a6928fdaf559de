/** Refuses on the bare connection, where neither Fastify nor the WebSocket has taken it over. */

import { STATUS_CODES } from 'node:http'
import type { Duplex } from 'node:stream'
import type { CallgrantError } from '@callgrant/protocol'

/** How long the other side may take to read the answer and to close, in milliseconds. */
const CLOSE_MS = 1_000

/** Answers with the error as HTTP/1.1, in English, and closes, whether the other side does or not. */
export function refuseConnection(socket: Duplex, refusal: CallgrantError): void {
  const body = JSON.stringify({ error: refusal.toWire() })
  const status: number = refusal.status
  // What is still sent is read, since a connection that is closed over unread data loses the answer.
  socket.resume()
  setTimeout(() => socket.destroy(), CLOSE_MS).unref()
  socket.end(
    [
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}`,
      'connection: close',
      'content-type: application/json; charset=utf-8',
      `content-length: ${Buffer.byteLength(body)}`,
      ...(refusal.retryAfter === undefined ? [] : [`retry-after: ${refusal.retryAfter}`]),
      '',
      body,
    ].join('\r\n'),
  )
}
