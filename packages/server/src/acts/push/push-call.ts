/**
 * Pushes what becomes of a call to the browsers and apps of the person whom it rings, where no page of theirs is in sight
 * (C14). Beside all else: whoever is connected is told first, and waits for no push service.
 *
 * Each push once: a conditional write on the subscription says who sends it. What a node that died left is found by the sweep
 * of any node; what it had claimed and not sent is lost.
 */

import { channel } from 'node:diagnostics_channel'
import { setTimeout as pause } from 'node:timers/promises'
import { PUSH_MISSED_TTL_SECONDS, PUSH_VOIP_END_TTL_SECONDS, type RingMessage } from '@callgrant/protocol'
import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import { signRingToken } from '../../credentials/ring-token.ts'
import type { Push, PushOutcome, PushTarget } from '../../outbound/push/push.ts'
import { sendPush } from '../../outbound/push/send-push.ts'
import { unsealTarget } from '../../outbound/push/target.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { callUuid } from '../../rules/call/call-uuid.ts'
import { pushedAs, ringsUntil } from '../../rules/call/pushed.ts'
import type { SubscriptionRow } from '../../store/push-subscriptions.ts'
import { inBackground } from '../background.ts'

/** Each push of this node. */
export const PUSHED = channel('callgrant:push')
export interface PushedOne {
  ctx: Context
  kind: SubscriptionRow['kind']
  type: RingMessage['type']
  outcome: PushOutcome
}

/** A subscription that is pushed to now, and what comes of it. */
type Sending = Promise<PushOutcome>

/**
 * Pushes a ring to the subscriptions of its listener whose page is not in sight, each once.
 * @returns once they are found and no other node sends to them; the pushes go on in the background. Never rejects
 */
export function pushRing(ctx: Context, row: CallState): Promise<Sending[]> {
  const { promise, resolve } = Promise.withResolvers<Sending[]>()
  if (pushedAs(row) !== 'ring') resolve([])
  else {
    inBackground(ctx, async (stopping) => {
      try {
        const claimed = await claimRing(ctx, row)
        const sending = claimed.map((subscription) => send(ctx, row, subscription, 'ring', stopping))
        resolve(sending)
        await Promise.all(sending)
      } finally {
        // The store was away: the sweep tries it again.
        resolve([])
      }
    })
  }
  return promise
}

async function claimRing(ctx: Context, { appid, openid, roomId }: CallState): Promise<SubscriptionRow[]> {
  const subscriptions = await ctx.store.pushes.ofPerson(appid, openid)
  const mine = await Promise.all(
    subscriptions.map(
      async (subscription) =>
        subscription.rung !== roomId &&
        !(await isInSight(ctx, subscription)) &&
        (await ctx.store.pushes.claimRing(appid, subscription.id, roomId)),
    ),
  )
  return subscriptions.filter((_, n) => mine[n])
}

/**
 * Pushes the end of a ring to the subscriptions that it was pushed to, each once: the notification becomes "missed call", or goes.
 * Returns at once.
 */
export function pushEndSoon(ctx: Context, row: CallState): void {
  const type = pushedAs(row)
  if (type === null || type === 'ring') return
  inBackground(ctx, async (stopping) => {
    const subscriptions = await ctx.store.pushes.claimEnds(row.appid, row.roomId)
    await Promise.all(subscriptions.map((subscription) => send(ctx, row, subscription, type, stopping)))
  })
}

/** How many of them a push service took, at most `ms` milliseconds later. */
export async function countSent(sending: readonly Sending[], ms: number): Promise<number> {
  let sent = 0
  const all = sending.map(async (one) => {
    if ((await one) === 'sent') sent += 1
  })
  const patience = new AbortController()
  await Promise.race([Promise.all(all), pause(ms, undefined, patience)])
  patience.abort()
  return sent
}

/** Whether a connected client says that the subscription's page is in sight; false also when nobody knows. */
async function isInSight(ctx: Context, { appid, openid, id }: SubscriptionRow): Promise<boolean> {
  try {
    return await ctx.bus.isThere(address.push(appid, openid, id))
  } catch (err) {
    ctx.log.warn({ err }, 'the bus is away: a ring is pushed to all subscriptions of its listener')
    return false
  }
}

/** A subscription that is gone is forgotten. Never rejects: what went wrong is logged. */
async function send(
  ctx: Context,
  row: CallState,
  subscription: SubscriptionRow,
  type: RingMessage['type'],
  stopping: AbortSignal,
): Sending {
  let outcome: PushOutcome = 'failed'
  try {
    const push = await pushOf(ctx, row, subscription, type)
    outcome = push ? await sendPush(ctx, push, stopping) : 'gone'
    if (outcome === 'gone') await ctx.store.pushes.remove(row.appid, subscription.id, row.openid)
  } catch (err) {
    ctx.log.warn({ err, room_id: row.roomId }, 'a push could not be prepared')
  }
  PUSHED.publish({ ctx, kind: subscription.kind, type, outcome } satisfies PushedOne)
  return outcome
}

/** @returns null when the key is gone with which it was sealed, and a browser subscribed */
async function pushOf(
  ctx: Context,
  row: CallState,
  subscription: SubscriptionRow,
  type: RingMessage['type'],
): Promise<Push | null> {
  const target = unsealTarget(ctx, subscription)
  if (target === null || !ctx.keys.byKid.has(subscription.kid)) return null
  const about = {
    callgrant: 1 as const,
    room_id: row.roomId,
    uuid: callUuid(row.roomId),
    name: row.callerName,
    room_type: row.roomType,
    language: subscription.language,
    ...(target.kind === 'web' && { page: target.page }),
  }
  if (type === 'ring') {
    const until = ringsUntil(row)
    const decline = await declineOf(ctx, row, subscription, target, until)
    const message = { type, ...about, expires_at: until, decline }
    return { subscription, target, message, ...lasts(ctx, until), urgency: 'high' }
  }
  const isCallKit = target.kind === 'apns' && target.token === null
  const seconds = isCallKit ? PUSH_VOIP_END_TTL_SECONDS : PUSH_MISSED_TTL_SECONDS
  const end = { subscription, target, ...lasts(ctx, ctx.now() + seconds * 1000) }
  if (type === 'gone') return { ...end, message: { type, ...about }, urgency: 'high' }
  const { appid, openid } = row
  const unread = await ctx.store.missedCalls.countUnread(appid, { role: 'person', openid })
  return { ...end, message: { type, ...about, unread }, urgency: 'normal' }
}

function lasts(ctx: Context, expiresAt: number): Pick<Push, 'expiresAt' | 'ttlSeconds'> {
  return { expiresAt, ttlSeconds: Math.max(1, Math.ceil((expiresAt - ctx.now()) / 1000)) }
}

async function declineOf(
  ctx: Context,
  { appid, openid, roomId }: CallState,
  { id }: SubscriptionRow,
  { server }: PushTarget,
  until: number,
): Promise<{ url: string; token: string }> {
  const to = { appid, openid, roomId, subscriptionId: id }
  const url = `${server.replace(/\/+$/, '')}/v1/ring/decline`
  return { url, token: await signRingToken(ctx.keys, to, ctx.now(), until) }
}
