/** Posts a message to an app's back end as WeChat's message push does in safe mode, and reads the answer. */

import { createHash, randomInt } from 'node:crypto'
import type { MessagePush } from '@callgrant/protocol'
import { BACKEND_ANSWER_MS, BACKEND_ATTEMPTS } from '@callgrant/protocol/limits'
import pRetry, { AbortError } from 'p-retry'
import type { Context } from '../../context.ts'
import { AnswerTooLong, readBounded } from '../bounded-body.ts'
import { withQuery, wordsOf } from './check-push-url.ts'
import { encryptPush, openPush, type PushSecrets, pushSignature, writePush } from './envelope.ts'

const ANSWER_MAX_BYTES = 64 * 1024
const PAUSE_MS = 200
const WORDS_MAX = 300

export interface Push {
  appid: string
  openid: string
  to: MessagePush
  secrets: PushSecrets
  /** The same in every attempt, so that the back end can tell a repetition. */
  fields: Record<string, string | number>
  /** Looked at before another attempt: false when what the message is about is over by now. */
  goesOn(): Promise<boolean>
}

/**
 * Posts it, again when nothing answers in time or the back end's server fails: 3 attempts of 3 s.
 * @returns null when it answered `errcode` 0; else why not, in words
 * @throws the signal's reason when it is aborted
 */
export async function postPush(ctx: Context, push: Push, signal: AbortSignal): Promise<string | null> {
  const fields = { ToUserName: originalId(push.appid), ...push.fields }
  const text = writePush(push.to.format, fields)
  let asked = 0
  const attempt = async () => {
    asked += 1
    try {
      return await postOnce(ctx, push, text, signal)
    } catch (error) {
      if (error instanceof AnswerTooLong) throw new AbortError(error)
      // p-retry takes a TypeError, which fetch throws of a lost connection too, for a fault of the program.
      throw error instanceof TypeError ? new Error(wordsOf(error), { cause: error.cause }) : error
    }
  }
  try {
    const answer = await pRetry(attempt, {
      retries: BACKEND_ATTEMPTS - 1,
      minTimeout: PAUSE_MS,
      randomize: false,
      shouldRetry: () => push.goesOn(),
      signal,
    })
    return verdictOf(push, answer)
  } catch (error) {
    signal.throwIfAborted()
    return `the app's back end did not answer (asked ${asked} times): ${wordsOf(error)}`
  }
}

/** Where its messages are addressed to: WeChat's `gh_…` of a Mini Program; ours is made from the appid. */
function originalId(appid: string): string {
  return `gh_${createHash('sha256').update(appid).digest('hex').slice(0, 12)}`
}

interface Answer {
  status: number
  text: string
}

/** @throws Error that is worth another attempt; a 4xx or a redirect is an answer, and asking again changes nothing */
async function postOnce(ctx: Context, push: Push, text: string, signal: AbortSignal): Promise<Answer> {
  const { appid, openid, secrets, to } = push
  const encrypted = encryptPush(secrets, text, appid)
  const timestamp = String(Math.floor(ctx.now() / 1000))
  const nonce = String(randomInt(1e9, 1e10))
  const query = {
    signature: pushSignature(secrets.token, timestamp, nonce),
    timestamp,
    nonce,
    openid,
    encrypt_type: 'aes',
    msg_signature: pushSignature(secrets.token, timestamp, nonce, encrypted),
  }
  const response = await fetch(withQuery(to.url, query), {
    method: 'POST',
    redirect: 'manual',
    headers: { 'content-type': to.format === 'json' ? 'application/json' : 'text/xml' },
    body: writePush(to.format, { ToUserName: originalId(appid), Encrypt: encrypted }),
    signal: AbortSignal.any([signal, AbortSignal.timeout(BACKEND_ANSWER_MS)]),
  })
  const body = await readBounded(response, ANSWER_MAX_BYTES)
  if (response.status >= 500 || response.status === 429) throw new Error(`it answered ${response.status}`)
  return { status: response.status, text: body.toString() }
}

function verdictOf({ secrets, appid }: Push, { status, text }: Answer): string | null {
  if (status < 200 || status > 299) return `the app's back end answered ${status}, not 200`
  const fields = openPush(secrets, text, appid)
  if (fields?.errcode === undefined) {
    return `the app's back end answered no errcode: ${JSON.stringify(text.slice(0, 60))}`
  }
  const errcode = String(fields.errcode).trim()
  if (errcode === '0') return null
  const said = typeof fields.errmsg === 'string' ? `: ${fields.errmsg}` : ''
  return `the app's back end refused the call (errcode ${errcode.slice(0, 20)})${said}`.slice(0, WORDS_MAX)
}
