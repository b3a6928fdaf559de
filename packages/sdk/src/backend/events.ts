/** The stream of events as one iterator, over as many connections as it takes. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { parse } from '../shared/http.ts'
import type { BackendClient } from './client.ts'
import { readEventStream } from './event-stream.ts'
import type { BackendEvent, EventsOptions } from './event-types.ts'
import { pause } from './pause.ts'
import { mayRetry } from './retry.ts'

/** The server sends something at least every 15 seconds; a connection without anything for this long is dead. */
const SILENCE_MS = 45_000
/** Pause before the next connection, unless the server asks for another; doubled at each failure, up to the longest. */
const PAUSE_MS = 2_000
const LONGEST_PAUSE_MS = 30_000

export async function* streamEvents(
  client: BackendClient,
  options: EventsOptions = {},
): AsyncGenerator<BackendEvent> {
  const { signal, after, onOpen, onError } = options
  let pauseMs = PAUSE_MS
  let failures = 0
  let lastId = after ?? ''
  let resumed = false
  while (!signal?.aborted) {
    const connection = new Connection(client, signal)
    let askedForMs = 0
    try {
      const chunks = await connection.open(lastId)
      failures = 0
      onOpen?.({ resumed })
      resumed = true
      for await (const { id, data } of readEventStream(chunks, (ms) => (pauseMs = ms))) {
        lastId = id
        if (data === null) continue
        const event = parse(data)
        if (event === undefined) throw new CallgrantError('internal', { cause: new SyntaxError(data) })
        yield event as BackendEvent
      }
      onError?.(new CallgrantError('network', { message: 'The server ended the stream of events.' }))
    } catch (error) {
      if (signal?.aborted) return
      if (!mayRetry(error, true)) throw error
      onError?.(error)
      askedForMs = ((error as CallgrantError).retryAfter ?? 0) * 1000
    } finally {
      connection.close()
    }
    // Random, so that not all back ends of a server that restarted connect at the same instant.
    const wait = Math.min(pauseMs * 2 ** failures++, LONGEST_PAUSE_MS) * (0.5 + Math.random() / 2)
    await pause(askedForMs + wait, signal).catch(() => {}) // Rejected only when aborted; then the loop ends.
  }
}

class Connection {
  readonly #client: BackendClient
  readonly #ending = new AbortController()
  readonly #signal: AbortSignal

  constructor(client: BackendClient, signal: AbortSignal | undefined) {
    this.#client = client
    this.#signal = signal ? AbortSignal.any([signal, this.#ending.signal]) : this.#ending.signal
  }

  async open(lastId: string): Promise<AsyncIterable<Uint8Array>> {
    const { http } = this.#client
    const headers = { accept: 'text/event-stream', ...(lastId && { 'last-event-id': lastId }) }
    const request = { method: 'GET', path: '/v1/events', ...this.#client.credential(), headers }
    const response = await this.#unlessSilent(() => http.fetch(request, this.#signal))
    const { body } = response
    const isStream = response.headers.get('content-type')?.startsWith('text/event-stream')
    if (response.ok && isStream && body) return this.#chunks(body)
    throw http.refusal(response, parse(await this.#unlessSilent(() => response.text())))
  }

  close(): void {
    this.#ending.abort()
  }

  async *#chunks(body: ReadableStream<Uint8Array>): AsyncGenerator<Uint8Array> {
    const reader = body.getReader()
    for (;;) {
      // Timed only while waiting for the server, not while the caller handles an event.
      const { done, value } = await this.#unlessSilent(() => reader.read())
      if (done) return
      yield value
    }
  }

  /** @throws CallgrantError `network` when it fails, or takes too long */
  async #unlessSilent<T>(work: () => Promise<T>): Promise<T> {
    const timer = setTimeout(() => this.#ending.abort(new Error('The server is silent.')), SILENCE_MS)
    try {
      return await work()
    } catch (cause) {
      throw new CallgrantError('network', { cause })
    } finally {
      clearTimeout(timer)
    }
  }
}
