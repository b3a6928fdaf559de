/** A browser says where rings of its person are pushed to, or that they are not any more. */

import {
  PUSH_SUBSCRIPTIONS_MAX,
  type PushService,
  type SubscribedPush,
  type SubscribePush,
} from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context, PersonCaller } from '../../context.ts'
import { AddressRefused, requirePublicHost } from '../../outbound/public-address.ts'
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
 * @throws CallgrantError `bad_request` for an address that no push service has, `unauthenticated`
 */
export async function subscribePush(
  ctx: Context,
  person: PersonCaller,
  wish: SubscribePush,
): Promise<SubscribedPush> {
  const { appid, openid } = person
  const service = requirePushAddress(ctx, wish.endpoint)
  const id = subscriptionId(wish.endpoint)
  const now = ctx.now()
  const row = {
    appid,
    id,
    openid,
    kind: wish.kind,
    service,
    sealed: sealTarget(ctx, appid, id, wish),
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

/** @returns its host */
function requirePushAddress(ctx: Context, endpoint: string): string {
  const url = new URL(endpoint)
  const fault = (message: string) =>
    new CallgrantError('bad_request', { faults: [{ parameter: 'endpoint', message }] })
  if (url.username !== '' || url.password !== '') throw fault('should have no user name and password')
  if (pushesPrivately(ctx)) return url.host
  if (url.protocol !== 'https:') throw fault('should begin with https://')
  try {
    requirePublicHost(url)
  } catch (error) {
    if (error instanceof AddressRefused) throw fault('should be at a public address')
    throw error
  }
  return url.host
}
