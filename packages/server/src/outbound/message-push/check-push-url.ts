/** Checks an app's message-push URL before it is stored: its address, and its answer to WeChat's verification. */

import { randomInt } from 'node:crypto'
import { CallgrantError, type SetMessagePush } from '@callgrant/protocol'
import { BACKEND_ANSWER_MS } from '@callgrant/protocol/limits'
import { isLoopback } from '../../config/settings.ts'
import type { Context } from '../../context.ts'
import { readBounded } from '../bounded-body.ts'
import { pushSignature } from './envelope.ts'

const ECHO_MAX_BYTES = 4096

/**
 * Asks the URL for its echostr, with a signature by the token.
 * @throws CallgrantError `bad_request` for an address that may not be asked, `message_push_unverified` with what it
 * did instead
 */
export async function checkPushUrl(
  ctx: Context,
  { url, token }: Pick<SetMessagePush, 'url' | 'token'>,
): Promise<void> {
  requireUsable(ctx, url)
  const echostr = String(randomInt(1e12, 1e13))
  const timestamp = String(Math.floor(ctx.now() / 1000))
  const nonce = String(randomInt(1e9, 1e10))
  const query = { signature: pushSignature(token, timestamp, nonce), timestamp, nonce, echostr }
  try {
    const response = await fetch(withQuery(url, query), {
      redirect: 'manual',
      signal: AbortSignal.timeout(BACKEND_ANSWER_MS),
    })
    const answer = (await readBounded(response, ECHO_MAX_BYTES)).toString()
    if (response.status !== 200) throw new Error(`it answered ${response.status}`)
    if (answer.trim() !== echostr) throw new Error('it answered something else')
  } catch (cause) {
    const message = `The message push URL did not answer the check with its echostr: ${wordsOf(cause)}. See that it runs, and that the token is the same there.`
    throw new CallgrantError('message_push_unverified', { message, cause })
  }
}

/** The URL with these added to the query that it has. */
export function withQuery(url: string, query: Record<string, string>): URL {
  const whole = new URL(url)
  for (const [name, value] of Object.entries(query)) whole.searchParams.set(name, value)
  return whole
}

/** What went wrong with a request, in a few words. */
export function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  if (error.name === 'TimeoutError') return `no answer within ${BACKEND_ANSWER_MS / 1000} s`
  const code = (error.cause as NodeJS.ErrnoException | undefined)?.code
  return code === undefined ? error.message : `it cannot be reached (${code})`
}

/** As an issuer's: https; http only to the machine that the server itself is on, while nobody else reaches it. */
function requireUsable(ctx: Context, address: string): void {
  const { settings } = ctx
  const url = new URL(address)
  // Behind a proxy it listens on loopback too, and its apps may be anybody's.
  const atHome = settings.dev || (isLoopback(settings.host) && settings.trustProxy.length === 0)
  const safe = url.protocol === 'https:' || (url.protocol === 'http:' && isLoopback(url.hostname) && atHome)
  const fault = (message: string) =>
    new CallgrantError('bad_request', { faults: [{ parameter: 'message_push.url', message }] })
  if (!safe) throw fault('should be https; http is for this machine alone, and for trying')
  if (url.username || url.password) throw fault('should have no name and password in it')
}
