/** Streams of server-sent events: a heartbeat, a limit on what a slow reader leaves waiting, and an end at the stop. */

import type { ServerResponse } from 'node:http'
import { CallgrantError } from '@callgrant/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KeepConnection } from '../transport/connection-limit.ts'

/** How often a comment is sent, so that no proxy closes the stream as idle. */
const HEARTBEAT_MS = 15_000
/** Bytes that may wait for a slow reader; past that its stream is cut. The client reconnects and reads the state again. */
const BACKLOG_MAX = 1024 * 1024
/** Streams that this process holds at once, of all apps and of one. */
export const STREAMS_MAX = 1000
const STREAMS_OF_APP = 50

export interface EventStream {
  /** @param event `id` and `type` become the fields of the stream, all of it is `data` */
  send(event: { id?: string; type: string }): void
}

export interface Streams {
  /**
   * Answers with a stream, in the place of Fastify. The answer begins once `start` has resolved, so that a reader who
   * has the head of it misses nothing from then on.
   * @param appid the app whose events these are
   * @param start called with the stream; the function that it resolves to is called once, when the stream has ended
   * @param check called at each heartbeat; false ends the stream
   * @throws CallgrantError `rate_limited` when the app, or the process, has as many as it may; what `start` throws
   */
  open(
    request: FastifyRequest,
    reply: FastifyReply,
    appid: string,
    start: (stream: EventStream) => Promise<() => void>,
    check?: () => Promise<boolean>,
  ): Promise<void>
}

/**
 * The streams of one service; they end when it stops.
 * @param keepConnection told of the connection of each
 */
export function createStreams(app: FastifyInstance, keepConnection: KeepConnection): Streams {
  const open = new Map<Stream, string>()
  app.addHook('preClose', async () => {
    for (const stream of [...open.keys()]) stream.end()
  })
  return {
    async open(request, reply, appid, start, check = async () => true) {
      const ofApp = [...open.values()].filter((other) => other === appid).length
      if (open.size >= STREAMS_MAX || ofApp >= STREAMS_OF_APP) {
        throw new CallgrantError('rate_limited', { retryAfter: 5 })
      }
      const stream = new Stream(reply.raw, request.log)
      open.set(stream, appid)
      const stop = await start(stream).catch((error: unknown) => {
        open.delete(stream)
        throw error
      })
      let heartbeat: NodeJS.Timeout | undefined
      const over = () => {
        clearInterval(heartbeat)
        open.delete(stream)
        stop()
      }
      reply.header('content-type', 'text/event-stream; charset=utf-8')
      reply.header('x-accel-buffering', 'no')
      const headers = reply.getHeaders()
      reply.hijack()
      // The reader went away while the subscription began.
      if (reply.raw.destroyed) return over()
      reply.raw.on('close', over)
      keepConnection(request.raw.socket)
      stream.begin(headers as Record<string, string>)
      heartbeat = setInterval(() => {
        check().then(
          (good) => (good ? stream.beat() : stream.end()),
          (error: unknown) => {
            request.log.warn({ err: error }, 'a stream was ended')
            stream.end()
          },
        )
      }, HEARTBEAT_MS)
    },
  }
}

/** One answer that streams; what is sent before it begins follows its head. */
class Stream implements EventStream {
  readonly #raw: ServerResponse
  readonly #log: FastifyRequest['log']
  #waiting: string[] | null = []
  #waitingLength = 0
  /** What the reader had not read at the last heartbeat. */
  #unreadAtBeat = 0
  #ended = false

  constructor(raw: ServerResponse, log: FastifyRequest['log']) {
    this.#raw = raw
    this.#log = log
  }

  begin(headers: Record<string, string>): void {
    const waiting = this.#waiting ?? []
    this.#waiting = null
    this.#raw.writeHead(200, headers)
    this.#write('retry: 2000\n\n')
    for (const text of waiting) this.#write(text)
    if (this.#ended) this.#raw.end()
  }

  send(event: { id?: string; type: string }): void {
    const id = event.id ? `id: ${event.id}\n` : ''
    const text = `${id}event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`
    if (!this.#waiting) this.#write(text)
    else if (this.#waitingLength > BACKLOG_MAX) this.#ended = true
    else {
      this.#waiting.push(text)
      this.#waitingLength += text.length
    }
  }

  /** Says that it is alive; cuts it when its reader has read nothing since the last time of what waits for it. */
  beat(): void {
    const unread = this.#raw.writableLength
    const reads = this.#unreadAtBeat === 0 || unread < this.#unreadAtBeat
    this.#unreadAtBeat = unread
    if (reads) this.#write(':\n\n')
    else this.#cut()
  }

  /** Ends it; one that has not begun ends at its beginning. */
  end(): void {
    this.#ended = true
    if (!this.#waiting) this.#raw.end()
  }

  #write(text: string): void {
    if (this.#raw.writableEnded) return
    this.#raw.write(text)
    if (this.#raw.writableLength > BACKLOG_MAX) this.#cut()
  }

  #cut(): void {
    this.#log.info('a stream was ended: its reader is too slow')
    this.#raw.destroy()
  }
}
