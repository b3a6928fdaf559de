/** Whoever takes all the time in the world: requests that do not end, sockets that say nothing, answers that are not read. */

import type { Socket } from 'node:net'
import { must, type Scenario } from '../scenario.ts'
import { CONTINUATION, frame, pause, TEXT, within } from '../wire.ts'

/** How many of each. */
const MANY = 50
/** What a busy machine may add to a time, in milliseconds. */
const SLACK_MS = 4_000

/** Sends a byte now and then until the connection ends. */
function drip(socket: Socket, bytes: string): void {
  let sent = 0
  const timer = setInterval(() => {
    socket.write(bytes[sent++ % bytes.length] ?? 'x')
  }, 400)
  socket.on('close', () => clearInterval(timer))
}

export const slow: Scenario[] = [
  {
    name: 'heads that do not end, idle connections, silent sockets',
    server: 'slow',
    async run({ wire }) {
      for (let n = 0; n < MANY; n++) {
        const dripping = await wire.tcp()
        dripping.write('GET /v1/time HTTP/1.1\r\nhost: a\r\nx-slow: ')
        drip(dripping, 'abc')
        const idle = await wire.tcp()
        const silent = await wire.webSocket()
        for (const socket of [dripping, idle, silent]) socket?.resume()
      }
      const began = performance.now()
      // 10 s for the head and for the sign-in, looked at every second.
      const gone = await within(11_000 + SLACK_MS, () => wire.open === 0)
      must(gone, `${wire.open} of ${3 * MANY} are still held after 15 s`)
      return `${3 * MANY} cut within ${((performance.now() - began) / 1000).toFixed(1)} s`
    },
  },
  {
    name: 'messages and frames that do not end',
    async run({ wire, target }) {
      const session = await target.session('fragments')
      const sockets = []
      for (let n = 0; n < 12; n++) sockets.push(await wire.signedIn(session, `client-fragment-${n}`))
      const open = sockets.filter((socket) => socket !== null)
      must(open.length === 12, 'a person could not sign in')
      for (const socket of open.slice(0, 6)) {
        socket.setNoDelay()
        socket.write(frame(TEXT, '{', { fin: false }))
        for (let n = 0; n < 2_000; n++) socket.write(frame(CONTINUATION, ' ', { fin: false }))
      }
      for (const socket of open.slice(6)) {
        socket.setNoDelay()
        socket.write(frame(TEXT, '{', { length: 60_000 }))
        for (let n = 0; n < 200; n++) {
          if (socket.destroyed) break
          socket.write(' ')
          if (n % 20 === 0) await pause(1)
        }
      }
      const fragments = open.slice(0, 6)
      for (const socket of fragments) socket.resume()
      must(
        await within(SLACK_MS, () => fragments.every((socket) => socket.destroyed || socket.readableEnded)),
        'a message of 2,000 fragments was not refused',
      )
      return '6 messages of 2,000 fragments refused, 6 frames of 200 pieces held'
    },
  },
  {
    name: 'bodies that do not end',
    server: 'bodies',
    longOnly: true,
    async run({ wire }) {
      for (let n = 0; n < MANY; n++) {
        const socket = await wire.tcp()
        socket.write(
          'POST /v1/device/challenge HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\ncontent-length: 60000\r\n\r\n{',
        )
        drip(socket, ' ')
        socket.resume()
      }
      must(await within(31_000 + SLACK_MS, () => wire.open === 0), `${wire.open} are still held after 35 s`)
      return `${MANY} cut within 31 s`
    },
  },
  {
    name: 'half-open: a client that is signed in and gone',
    server: 'half-open',
    longOnly: true,
    async run({ wire, target }) {
      const session = await target.session('gone')
      const sockets = []
      for (let n = 0; n < 10; n++) sockets.push(await wire.signedIn(session, `client-gone-${n}`))
      for (const socket of sockets) socket?.pause()
      // It is cut when it has not answered a ping by the next one.
      await pause(45_000)
      for (const socket of sockets) socket?.resume()
      must(await within(SLACK_MS, () => wire.open === 0), `${wire.open} of 10 are still held after 45 s`)
      return '10 cut within 45 s'
    },
  },
  {
    name: 'answers that nobody reads',
    async run({ wire, long }) {
      const many = long ? 400 : 100
      // Megabytes each; 15 on a connection may wait, and those that send more are cut.
      const paths = ['/openapi.json', '/docs/js/scalar.js']
      for (let n = 0; n < many; n++) {
        const socket = await wire.tcp()
        socket.pause()
        const request = `GET ${paths[n % 2]} HTTP/1.1\r\nhost: a\r\n\r\n`
        socket.write(request.repeat(n % 4 < 2 ? 15 : 100))
      }
      await pause(long ? 65_000 : 1_000)
      return `${many} connections of 15 and of 100 requests at once`
    },
  },
]
