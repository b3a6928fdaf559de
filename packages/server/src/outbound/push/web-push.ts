/**
 * Pushes to browsers (RFC 8030), encrypted for the one that subscribed (RFC 8291), as this server (VAPID, RFC 8292). The
 * address of a push service is given by a client, so it is looked at as those of webhooks are.
 */

import { PUSH_ANSWER_MS } from '@callgrant/protocol/limits'
import { Agent, type Dispatcher, request } from 'undici'
import webPush from 'web-push'
import type { Context } from '../../context.ts'
import { AddressRefused, lookUpPublic, requirePublicHost } from '../public-address.ts'
import { type Push, PushDelayed, PushGone, type PushProvider, type WebTarget } from './push.ts'
import { retryAfter } from './retry-after.ts'

const CONNECT_MS = 5_000
/** What stands where nobody set a contact: a name that is nobody's (RFC 2606). */
const NO_CONTACT = 'https://callgrant.invalid'

export function openWebPush(ctx: Context): PushProvider<WebTarget> {
  const agent = new Agent({
    connect: { timeout: CONNECT_MS, ...(!pushesPrivately(ctx) && { lookup: lookUpPublic }) },
    headersTimeout: PUSH_ANSWER_MS,
    bodyTimeout: PUSH_ANSWER_MS,
    maxHeaderSize: 16_384,
  })
  return {
    post: (push, signal) => post(ctx, agent, push, signal),
    close: () => agent.destroy(),
  }
}

/** True where private addresses and plain http are allowed: for development, tests and services of one's own. */
export function pushesPrivately({ settings }: Context): boolean {
  return settings.pushPrivate || settings.dev
}

async function post(ctx: Context, agent: Agent, push: Push<WebTarget>, signal: AbortSignal): Promise<void> {
  const { endpoint, method, headers, body } = encrypted(ctx, push)
  const url = new URL(endpoint)
  if (!pushesPrivately(ctx)) requirePublicHost(url)
  let answer: Dispatcher.ResponseData
  try {
    answer = await request(url, {
      dispatcher: agent,
      method: method as 'POST',
      headers: { ...headers, 'user-agent': 'Callgrant' } as Record<string, string>,
      body,
      signal: AbortSignal.any([signal, AbortSignal.timeout(PUSH_ANSWER_MS)]),
    })
  } catch (cause) {
    if (signal.aborted || cause instanceof AddressRefused) throw cause
    throw new PushDelayed(cause instanceof Error ? cause.message : String(cause))
  }
  const { statusCode } = answer
  await answer.body.dump({ limit: 2048 })
  if (statusCode >= 200 && statusCode < 300) return
  const words = `the push service answered ${statusCode}`
  if (statusCode === 404 || statusCode === 410) throw new PushGone(words)
  if (statusCode === 429 || statusCode >= 500) throw new PushDelayed(words, retryAfter(answer.headers))
  throw new Error(words)
}

function encrypted(ctx: Context, { subscription, target, message, ttlSeconds, urgency }: Push<WebTarget>) {
  const key = ctx.keys.byKid.get(subscription.kid)
  if (!key) throw new Error('the key that the browser subscribed with is gone')
  return webPush.generateRequestDetails(
    { endpoint: target.endpoint, keys: { p256dh: target.p256dh, auth: target.auth } },
    JSON.stringify(message),
    {
      vapidDetails: { subject: contactOf(ctx), ...key.vapid },
      contentEncoding: 'aes128gcm',
      TTL: ttlSeconds,
      urgency,
      // What waits at the push service for a phone that is off is replaced by what came of the call (RFC 8030, 5.4).
      topic: message.room_id.slice(0, 32),
    },
  )
}

function contactOf({ settings }: Context): string {
  if (settings.pushContact !== '') return settings.pushContact
  return settings.publicUrl?.startsWith('https:') ? settings.publicUrl : NO_CONTACT
}
