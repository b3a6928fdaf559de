/** A browser or an app says where rings of its person are pushed to, or that they are not any more. */

import { ECDH } from 'node:crypto'
import {
  PUSH_SUBSCRIPTIONS_MAX,
  type PushService,
  type SubscribedPush,
  type SubscribePush,
} from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { apnsCredentials, LIBRARIES } from '../../config/native-push.ts'
import type { Context, PersonCaller } from '../../context.ts'
import { AddressRefused, requirePublicHost } from '../../outbound/public-address.ts'
import type { ApnsTarget, PushTarget } from '../../outbound/push/push.ts'
import { sealTarget, subscriptionId } from '../../outbound/push/target.ts'
import { pushesPrivately } from '../../outbound/push/web-push.ts'
import { lockPerson } from '../people/lock-person.ts'

/** What a client needs to know before it subscribes. */
export async function pushService(ctx: Context): Promise<PushService> {
  return { public_key: ctx.keys.current.vapid.publicKey }
}

/**
 * Rings of this person are pushed there from now on; said again, it is seen again. What another person subscribed on the same
 * device is theirs no more. Beyond `PUSH_SUBSCRIPTIONS_MAX` the one that was seen least lately goes.
 * @throws CallgrantError `bad_request` for an address that no push service has, for a key that is none, and for an app that this server cannot push to;
 *   `unauthenticated`
 */
export async function subscribePush(
  ctx: Context,
  person: PersonCaller,
  wish: SubscribePush,
): Promise<SubscribedPush> {
  const { appid, openid } = person
  const { service, target } = requireTarget(ctx, wish)
  const id = subscriptionId(target)
  const now = ctx.now()
  const row = {
    appid,
    id,
    openid,
    kind: wish.kind,
    service,
    sealed: sealTarget(ctx, appid, id, target),
    kid: ctx.keys.current.kid,
    language: wish.language,
    created_at: now,
    seen_at: now,
  }
  await ctx.store.write(async (tx) => {
    await lockPerson(tx, person)
    await tx.pushes.save(row, PUSH_SUBSCRIPTIONS_MAX)
  })
  return { subscription_id: id }
}

/** @returns whether it was there */
export async function unsubscribePush(
  ctx: Context,
  { appid, openid }: PersonCaller,
  id: string,
): Promise<{ removed: boolean }> {
  return { removed: await ctx.store.pushes.remove(appid, id, openid) }
}

/** Nothing can be encrypted for 65 bytes that are no point of the curve. */
function requirePoint(p256dh: string): void {
  try {
    ECDH.convertKey(p256dh, 'prime256v1', 'base64url')
  } catch {
    throw fault('keys.p256dh', 'should be the key `p256dh` of the browser’s subscription')
  }
}

/** @returns where it is pushed to, and the host of that service */
function requireTarget(ctx: Context, wish: SubscribePush): { service: string; target: PushTarget } {
  const { server } = wish
  switch (wish.kind) {
    case 'web': {
      const { kind, endpoint, keys, page } = wish
      requirePoint(keys.p256dh)
      return { service: requirePushAddress(ctx, endpoint), target: { kind, endpoint, ...keys, page, server } }
    }
    case 'apns': {
      const target = requireAppleTarget(ctx, wish)
      return { service: target.sandbox ? 'api.sandbox.push.apple.com' : 'api.push.apple.com', target }
    }
    case 'fcm': {
      if (ctx.settings.fcmAccount === null) throw notSetUp('fcm')
      const { kind, token } = wish
      return { service: 'fcm.googleapis.com', target: { kind, token, server } }
    }
  }
}

function requireAppleTarget(ctx: Context, wish: SubscribePush & { kind: 'apns' }): ApnsTarget {
  const credentials = apnsCredentials(ctx.settings)
  if (!credentials) throw notSetUp('apns')
  const { bundles } = credentials
  const { kind, token = null, voip_token: voipToken = null, bundle = bundles[0], sandbox, server } = wish
  if (!bundles.includes(bundle))
    throw fault('bundle', `should be one of this server’s CALLGRANT_APNS_BUNDLES (${bundles.join(', ')})`)
  return { kind, token, voipToken, bundle, sandbox, server }
}

function notSetUp(kind: keyof typeof LIBRARIES): CallgrantError {
  return fault('kind', `is one that this server is not set up for (${LIBRARIES[kind].setting})`)
}

function fault(parameter: string, message: string): CallgrantError {
  return new CallgrantError('bad_request', { faults: [{ parameter, message }] })
}

/** @returns its host */
function requirePushAddress(ctx: Context, endpoint: string): string {
  const url = new URL(endpoint)
  if (url.username !== '' || url.password !== '')
    throw fault('endpoint', 'should have no user name and password')
  if (pushesPrivately(ctx)) return url.host
  if (url.protocol !== 'https:') throw fault('endpoint', 'should begin with https://')
  try {
    requirePublicHost(url)
  } catch (error) {
    if (error instanceof AddressRefused) throw fault('endpoint', 'should be at a public address')
    throw error
  }
  return url.host
}
