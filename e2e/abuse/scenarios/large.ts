/** What is far too large, or would be once it is unpacked. */

import type { Socket } from 'node:net'
import { gzipSync } from 'node:zlib'
import { must, type Scenario } from '../scenario.ts'
import { firstData, frame, pause, pour, TEXT, within } from '../wire.ts'

/** Bytes of a refused body: what the buffers of both kernels hold before the server closes. */
const MOST_TAKEN = 20_000_000
const POST = 'POST /v1/device/challenge HTTP/1.1\r\nhost: a\r\ncontent-type: application/json\r\n'

/**
 * Sends a body until it is refused. The answer may be lost: a server that closes on bytes it has not read resets the
 * connection, and the reset may overtake the 413.
 * @returns how many bytes were sent
 */
async function refusedBody(socket: Socket, header: string, piece: Buffer): Promise<number> {
  socket.write(`${POST}${header}\r\n\r\n`)
  const answer = firstData(socket)
  await pour(socket, piece, Promise.race([answer, pause(5_000)]))
  const sent = socket.bytesWritten - socket.writableLength
  const head = await answer
  must(head === '' || head.startsWith('HTTP/1.1 413'), `a huge body was answered ${head.slice(0, 12)}`)
  must(await within(5_000, () => socket.destroyed), 'a connection with a huge body stayed open')
  must(sent < MOST_TAKEN, `${sent} bytes of a huge body were taken`)
  return sent
}

export const large: Scenario[] = [
  {
    name: 'huge frames',
    async run({ wire, target }) {
      const session = await target.session('huge')
      const lengths = [65_537, 100_000_000, 2 ** 40, Number.MAX_SAFE_INTEGER]
      for (const length of lengths) {
        for (const socket of [await wire.webSocket(), await wire.signedIn(session, 'client-huge')]) {
          must(socket !== null, 'a socket was refused before it did anything')
          if (!socket) continue
          socket.resume()
          void pour(socket, frame(TEXT, 'x'.repeat(60_000), { length }), pause(2_000))
          must(
            await within(5_000, () => socket.destroyed),
            `a frame of ${length} bytes did not end its connection`,
          )
        }
      }
      return `${lengths.length} lengths up to 2^53 refused, signed in and not`
    },
  },
  {
    name: 'huge bodies, heads and addresses',
    async run({ wire, long }) {
      const megabytes = long ? 1000 : 100
      const declared = await refusedBody(
        await wire.tcp(),
        `content-length: ${megabytes * 1_000_000}`,
        Buffer.alloc(64 * 1024, ' '),
      )
      const chunked = await refusedBody(
        await wire.tcp(),
        'transfer-encoding: chunked',
        Buffer.from(`10000\r\n${' '.repeat(65_536)}\r\n`),
      )
      const heads = [
        `GET /${'x'.repeat(1_000_000)} HTTP/1.1\r\nhost: a\r\n\r\n`,
        `GET / HTTP/1.1\r\nhost: a\r\nx: ${'x'.repeat(1_000_000)}\r\n\r\n`,
        `GET / HTTP/1.1\r\nhost: a\r\n${'x: y\r\n'.repeat(100_000)}\r\n`,
      ]
      for (const head of heads) {
        const status = await wire.exchange(head)
        must(status === null || (status >= 400 && status < 500), `a huge head was answered ${status}`)
      }
      const taken = Math.max(declared, chunked) / 1_000_000
      return `${megabytes} MB bodies refused after ${taken.toFixed(1)} MB, 1 MB heads refused`
    },
  },
  {
    name: 'compression bombs',
    async run({ wire, target }) {
      const session = await target.session('bomb')
      const offer = ['sec-websocket-extensions: permessage-deflate; server_no_context_takeover']
      const socket = await wire.webSocket(undefined, offer)
      must(socket !== null, 'a socket that offers compression was refused')
      const bomb = gzipSync(Buffer.alloc(50_000_000, ' '))
      for (const open of [socket, await wire.signedIn(session, 'client-bomb')]) {
        open?.resume()
        open?.write(frame(TEXT, bomb.subarray(0, 50_000), { reserved: true }))
        must(await within(5_000, () => open?.destroyed ?? true), 'a compressed frame was taken')
      }
      const body = Buffer.concat([
        Buffer.from(`${POST}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`),
        bomb,
      ])
      const status = await wire.exchange(body)
      must(status !== null && status >= 400 && status < 500, `a compressed body was answered ${status}`)
      return 'compressed frames and bodies are refused unread'
    },
  },
]
