/**
 * The limit on requests of one connection that wait for their answers. Node reads all requests that arrived in one piece,
 * and keeps the answers until those before them are read: a few kilobytes of requests would be hundreds of megabytes.
 */

import type { Server } from 'node:http'
import type { Socket } from 'node:net'

/** No client of ours sends a request before it has the answer to the one before; some proxies send a few. */
const WAITING_MAX = 16

/** Cuts a connection that has more requests waiting. */
export function limitPipelining(server: Server): void {
  const waiting = new WeakMap<Socket, number>()
  server.prependListener('request', ({ socket }, response) => {
    const count = (waiting.get(socket) ?? 0) + 1
    waiting.set(socket, count)
    response.once('close', () => waiting.set(socket, (waiting.get(socket) ?? 1) - 1))
    if (count > WAITING_MAX) socket.destroy()
  })
}
