/** Streams of server-sent events: a heartbeat, no more at once than a reader takes, and an end at the stop. */

import type { ServerResponse } from 'node:http'
import { CallgrantError } from '@callgrant/protocol'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { KeepConnection } from '../transport/connection-limit.ts'

/** How often a comment is sent, so that no proxy closes the stream as idle. */
const HEARTBEAT_MS = 15_000
/** Streams that this process holds at once, of all apps and of one. */
export const STREAMS_MAX = 1000
const STREAMS_OF_APP = 50

export interface EventStream {
  /**
   * Sends one event once the answer has begun and the reader has room for it: whoever sends waits for that, so that no
   * more than one event is held for a slow reader.
   * @param message `data` is one line; absent: only the position `id` is told
   */
  send(message: { id?: string; type?: string; data?: string }): Promise<void>
  /** Ends it; one that has not begun ends at its beginning. */
  end(): void
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

/** One answer that streams. */
class Stream implements EventStream {
  readonly #raw: ServerResponse
  readonly #log: FastifyRequest['log']
  readonly #begun = Promise.withResolvers<void>()
  /** Resolves when what was written has gone out, or the reader is gone. */
  #room: Promise<void> = this.#begun.promise
  /** What the reader had not read at the last heartbeat. */
  #unreadAtBeat = 0
  #ended = false

  constructor(raw: ServerResponse, log: FastifyRequest['log']) {
    this.#raw = raw
    this.#log = log
    raw.once('close', () => this.#begun.resolve())
  }

  begin(headers: Record<string, string>): void {
    this.#raw.writeHead(200, headers)
    this.#write('retry: 2000\n\n')
    if (this.#ended) this.#raw.end()
    this.#begun.resolve()
  }

  async send({ id, type, data }: { id?: string; type?: string; data?: string }): Promise<void> {
    const lines = [
      ...(id === undefined ? [] : [`id: ${id}`]),
      ...(type === undefined ? [] : [`event: ${type}`]),
      ...(data === undefined ? [] : [`data: ${data}`]),
    ]
    await this.#room
    this.#write(`${lines.join('\n')}\n\n`)
    await this.#room
  }

  /** Says that it is alive; cuts it when its reader has read nothing since the last time of what waits for it. */
  beat(): void {
    const unread = this.#raw.writableLength
    const reads = this.#unreadAtBeat === 0 || unread < this.#unreadAtBeat
    this.#unreadAtBeat = unread
    if (reads) this.#write(':\n\n')
    else this.#cut()
  }

  end(): void {
    this.#ended = true
    if (this.#raw.headersSent) this.#raw.end()
  }

  #write(text: string): void {
    if (this.#raw.writableEnded || this.#raw.destroyed) return
    if (!this.#raw.write(text)) this.#room = drained(this.#raw)
  }

  #cut(): void {
    this.#log.info('a stream was ended: its reader is too slow')
    this.#raw.destroy()
  }
}

/** Resolves when an answer takes more, or is over. */
function drained(raw: ServerResponse): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      raw.off('drain', done).off('close', done)
      resolve()
    }
    raw.on('drain', done).on('close', done)
  })
}
