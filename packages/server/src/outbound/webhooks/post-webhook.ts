/** Posts one event to a webhook, signed as Standard Webhooks has it. Bounded in time and in what is read; no redirects. */

import { WEBHOOK_ANSWER_MS } from '@callgrant/protocol/limits'
import { Webhook } from 'standardwebhooks'
import { Agent, request } from 'undici'
import type { Settings } from '../../config/settings.ts'
import { lookUpPublic, requirePublicHost } from '../public-address.ts'

/** As much of an answer as is read, and kept. */
const ANSWER_MAX_BYTES = 2048
const CONNECT_MS = 5_000
const WORDS_MAX = 300

/** What came of an attempt. `error` null: it was taken. */
export interface Attempt {
  status: number | null
  answer: string | null
  error: string | null
  durationMs: number
}

/** Who posts: a server, or its sending thread. Each has connections of its own. */
export interface Poster {
  settings: Pick<Settings, 'webhooksPrivate' | 'dev'>
  /** Milliseconds since 1970. */
  now: () => number
}

const agents = new WeakMap<Poster, Agent>()

function agentOf(poster: Poster): Agent {
  const agent =
    agents.get(poster) ??
    new Agent({
      connect: { timeout: CONNECT_MS, ...(!mayBePrivate(poster) && { lookup: lookUpPublic }) },
      headersTimeout: WEBHOOK_ANSWER_MS,
      bodyTimeout: WEBHOOK_ANSWER_MS,
      maxHeaderSize: 16_384,
    })
  agents.set(poster, agent)
  return agent
}

/** Closes the connections. */
export async function closeWebhookConnections(poster: Poster): Promise<void> {
  await agents.get(poster)?.destroy()
  agents.delete(poster)
}

/** True where private addresses and plain http are allowed: for development and tests. */
export function mayBePrivate({ settings }: Pick<Poster, 'settings'>): boolean {
  return settings.webhooksPrivate || settings.dev
}

/**
 * @param event its id is the same each time, so that the receiver can tell a repetition
 * @param secrets one; two while one is replaced
 * @returns what it answered; never throws
 */
export async function postWebhook(
  poster: Poster,
  url: string,
  event: { id: string; body: string; traceparent?: string },
  secrets: readonly string[],
): Promise<Attempt> {
  const began = performance.now()
  const attempt = (result: Omit<Attempt, 'durationMs'>): Attempt => ({
    ...result,
    durationMs: Math.round(performance.now() - began),
  })
  // Not `AbortSignal.timeout`, which nothing ends: each would be thrown ten seconds after its answer.
  const patience = new AbortController()
  const late = setTimeout(() => patience.abort(new DOMException('', 'TimeoutError')), WEBHOOK_ANSWER_MS)
  try {
    if (!mayBePrivate(poster)) requirePublicHost(new URL(url))
    const { statusCode, body } = await request(url, {
      dispatcher: agentOf(poster),
      method: 'POST',
      headers: {
        ...signed(event, secrets, poster.now()),
        'content-type': 'application/json',
        'user-agent': 'Callgrant',
        ...(event.traceparent && { traceparent: event.traceparent }),
      },
      body: event.body,
      signal: patience.signal,
    })
    const answer = await beginningOf(body)
    const isTaken = statusCode >= 200 && statusCode < 300
    return attempt({ status: statusCode, answer, error: isTaken ? null : `it answered ${statusCode}` })
  } catch (error) {
    return attempt({ status: null, answer: null, error: wordsOf(error) })
  } finally {
    clearTimeout(late)
  }
}

function signed({ id, body }: { id: string; body: string }, secrets: readonly string[], now: number) {
  const at = new Date(now)
  return {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now / 1000)),
    'webhook-signature': secrets.map((secret) => new Webhook(secret).sign(id, at, body)).join(' '),
  }
}

async function beginningOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = []
  let bytes = 0
  for await (const chunk of body) {
    chunks.push(chunk)
    bytes += chunk.length
    // Leaving the loop closes the connection: what more there is, is not read.
    if (bytes >= ANSWER_MAX_BYTES) break
  }
  // PostgreSQL keeps no NUL in a text.
  return Buffer.concat(chunks).subarray(0, ANSWER_MAX_BYTES).toString().replaceAll('\0', '\u{fffd}')
}

function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${WEBHOOK_ANSWER_MS / 1000} s`
  const { code } = error as NodeJS.ErrnoException
  const words = code === undefined ? error.message : `it cannot be reached (${code})`
  return words.slice(0, WORDS_MAX).toWellFormed()
}
