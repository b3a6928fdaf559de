/** A live stream of server-sent events: heartbeat, a bound on what waits for a slow reader, one end at the stop. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'

/** How often a comment is sent, so that neither side's proxy takes the stream for dead. */
const HEARTBEAT_MS = 15_000
/** Bytes that may wait for a reader before it is cut off; it comes back and reads the state again. */
const BACKLOG_MAX = 1024 * 1024
/** Streams that this process holds at once, and of one app, so that none can take them all. */
const STREAMS_MAX = 1000
const STREAMS_OF_APP = 50

export interface EventStream {
  /** @param event `id` and `type` become the fields of the stream, all of it is `data` */
  send(event: { id?: string; type: string }): void
  end(): void
}

export interface Streams {
  /**
   * Takes the answer over and streams.
   * @param appid whose events these are
   * @param start called with the stream; what it returns is called once when the stream is over
   * @param check called at each heartbeat; false ends the stream
   * @throws CallgrantError `rate_limited` when the app, or the process, has as many as it may
   */
  open(
    request: FastifyRequest,
    reply: FastifyReply,
    appid: string,
    start: (stream: EventStream) => () => void,
    check?: () => Promise<boolean>,
  ): void
}

/** The streams of one service; they end when it stops. */
export function createStreams(app: FastifyInstance): Streams {
  const open = new Map<EventStream, string>()
  app.addHook('preClose', async () => {
    for (const stream of [...open.keys()]) stream.end()
  })
  return {
    open(request, reply, appid, start, check = async () => true) {
      const ofApp = [...open.values()].filter((other) => other === appid).length
      if (open.size >= STREAMS_MAX || ofApp >= STREAMS_OF_APP) {
        throw new CallgrantError('rate_limited', { retryAfter: 5 })
      }
      reply.header('content-type', 'text/event-stream; charset=utf-8')
      reply.header('x-accel-buffering', 'no')
      const headers = reply.getHeaders()
      reply.hijack()
      const raw = reply.raw
      raw.writeHead(200, headers as Record<string, string>)
      const write = (text: string) => {
        raw.write(text)
        if (raw.writableLength > BACKLOG_MAX) {
          request.log.info('a stream was ended: its reader is too slow')
          raw.destroy()
        }
      }
      const stream: EventStream = {
        send: (event) =>
          write(
            `${event.id ? `id: ${event.id}\n` : ''}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`,
          ),
        end: () => raw.end(),
      }
      write('retry: 2000\n\n')
      open.set(stream, appid)
      const stop = start(stream)
      const heartbeat = setInterval(() => {
        check().then(
          (good) => (good ? write(':\n\n') : raw.end()),
          (error: unknown) => {
            request.log.warn({ err: error }, 'a stream was ended')
            raw.end()
          },
        )
      }, HEARTBEAT_MS)
      raw.on('close', () => {
        clearInterval(heartbeat)
        open.delete(stream)
        stop()
      })
    },
  }
}
