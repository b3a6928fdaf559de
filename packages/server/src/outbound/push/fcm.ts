/** Pushes to apps by Google's service: its HTTP API v1, signed in as the service account of `CALLGRANT_FCM_ACCOUNT`. */

import { PUSH_ANSWER_MS } from '@callgrant/protocol/limits'
import type { JWT } from 'google-auth-library'
import { Agent, type Dispatcher, request } from 'undici'
import { z } from 'zod'
import { fcmAccount, LIBRARIES, loadGoogleAuth } from '../../config/native-push.ts'
import type { Context } from '../../context.ts'
import { type FcmTarget, type Push, PushDelayed, PushGone, type PushProvider } from './push.ts'
import { retryAfter } from './retry-after.ts'
import { unless } from './unless.ts'

const ORIGIN = 'https://fcm.googleapis.com'
const SCOPE = 'https://www.googleapis.com/auth/firebase.messaging'
/** What Google calls a token that is no more, or of another project. */
const GONE = ['UNREGISTERED', 'SENDER_ID_MISMATCH']

/** An error of Google's, as far as this looks. */
const Refused = z.object({
  error: z.object({
    status: z.string(),
    message: z.string().default(''),
    details: z.array(z.object({ errorCode: z.string().optional() })).default([]),
  }),
})

export async function openFcm(ctx: Context): Promise<PushProvider<FcmTarget>> {
  const account = fcmAccount(ctx.settings)
  const library = await loadGoogleAuth()
  if (!account) throw new Error('this node pushes nothing by FCM: CALLGRANT_FCM_ACCOUNT is not set')
  if (!library) throw new Error(`${LIBRARIES.fcm.name} is not installed`)
  const at = ctx.pushServices?.fcm
  const agent = new Agent({
    connect: { timeout: PUSH_ANSWER_MS },
    headersTimeout: PUSH_ANSWER_MS,
    bodyTimeout: PUSH_ANSWER_MS,
  })
  const signIn = () =>
    new library.JWT({
      email: account.client_email,
      key: account.private_key,
      scopes: [SCOPE],
      transporterOptions: {
        timeout: PUSH_ANSWER_MS,
        // Attempts are counted for the push as a whole.
        retryConfig: { retry: 0, noResponseRetries: 0 },
        ...(at && { fetchImplementation: (_, init) => fetch(`${at.tokens}/token`, init) }),
      },
    })
  let who = signIn()
  const url = `${at?.messages ?? ORIGIN}/v1/projects/${account.project_id}/messages:send`
  return {
    async post(push, signal) {
      const mine = who
      const token = await unless(signal, accessToken(mine))
      const answer = await request(url, {
        dispatcher: agent,
        method: 'POST',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
        body: JSON.stringify(bodyOf(push)),
        signal: AbortSignal.any([signal, AbortSignal.timeout(PUSH_ANSWER_MS)]),
      }).catch((cause: Error) => {
        throw signal.aborted ? cause : new PushDelayed(cause.message)
      })
      const body = await answer.body.text()
      // The access token ended before its time: the next attempt has another.
      if (answer.statusCode === 401 && who === mine) who = signIn()
      if (answer.statusCode !== 200) throw faultOf(answer, body)
    },
    close: () => agent.destroy(),
  }
}

/** A message of data alone, which wakes the app: what is shown is the app's. */
function bodyOf({ target, message, ttlSeconds, urgency }: Push<FcmTarget>) {
  return {
    message: {
      token: target.token,
      data: { callgrant: JSON.stringify(message) },
      android: {
        priority: urgency,
        ttl: `${ttlSeconds}s`,
        // What waits there for a phone that is off is replaced by what came of the call.
        collapse_key: message.room_id,
      },
    },
  }
}

/** @throws PushDelayed where Google could not be asked; Error where it refuses the account */
async function accessToken(who: JWT): Promise<string> {
  try {
    const { token } = await who.getAccessToken()
    if (token) return token
  } catch (cause) {
    const { status, message } = cause as { status?: number; message: string }
    const words = `Google gave no token: ${message}`
    if (status !== undefined && status < 500 && status !== 429) throw new Error(words, { cause })
    throw new PushDelayed(words)
  }
  throw new Error('Google gave no token')
}

function faultOf({ statusCode, headers }: Dispatcher.ResponseData, body: string): Error {
  const { error } = refusalOf(body)
  const reason = error?.details.find(({ errorCode }) => errorCode)?.errorCode ?? error?.status ?? 'no JSON'
  const words = `FCM answered ${statusCode}: ${reason} ${error?.message ?? ''}`.trim()
  // A 404 that is not Google's own says nothing about the token.
  if (GONE.includes(reason) || (statusCode === 404 && error)) return new PushGone(words)
  if (statusCode === 401 || statusCode === 429 || statusCode >= 500)
    return new PushDelayed(words, retryAfter(headers))
  return new Error(words)
}

function refusalOf(body: string): Partial<z.infer<typeof Refused>> {
  try {
    return Refused.safeParse(JSON.parse(body)).data ?? {}
  } catch {
    return {} // a proxy's page
  }
}
