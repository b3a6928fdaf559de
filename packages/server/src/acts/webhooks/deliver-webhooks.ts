/**
 * Sends events to webhooks. A node takes the lease of a webhook, and sends in rounds until there is nothing more to send; any
 * number of nodes do it, each webhook is served by one of them at a time, and none waits for another's receiver.
 *
 * At least once: what was sent and not written down, because a node died, is sent again. Events of one person are sent
 * one after the other, in their order. One that is not taken is tried again later, and those after it go on. A webhook that
 * takes nothing any more is asked with one event at a time; what happens meanwhile waits in the events.
 */

import type { Context } from '../../context.ts'
import { webhookSecrets } from '../../outbound/webhooks/secrets.ts'
import { type SendRound, sendRound } from '../../outbound/webhooks/send-round.ts'
import { askAgainAt, FAILURES_TOLERATED } from '../../rules/webhook.ts'
import type { DeliveryRow } from '../../store/deliveries.ts'
import { ERASED_EVENT } from '../../store/events.ts'
import type { WebhookRow } from '../../store/webhooks.ts'
import { afterAttempt, newDelivery } from './attempt-delivery.ts'

/** Events of one round. What came of them is written in one statement, for which calls wait on SQLite. */
const ROUND = 100
/** A round takes 15 s at most. */
const LEASE_MS = 30_000

/**
 * Takes the leases of webhooks with something to send.
 * @param node who is to hold them
 * @param limit most of them
 */
export async function claimWebhooks(ctx: Context, node: string, limit: number): Promise<WebhookRow[]> {
  const now = ctx.now()
  if (!(await ctx.store.webhooks.anyWaiting(now))) return []
  const lease = { by: node, until: now + LEASE_MS }
  return ctx.store.write((tx) => tx.webhooks.claim(now, lease, limit))
}

/**
 * Sends until there is nothing more to send, or the webhook takes nothing, or its lease was lost.
 * @param stopping no attempt is begun once it is aborted
 * @param post sends a round; here, unless it is given
 */
export async function serveWebhook(
  ctx: Context,
  webhook: WebhookRow,
  stopping: AbortSignal,
  post: SendRound = (round) => sendRound(ctx, round, stopping),
): Promise<void> {
  let next: WebhookRow | undefined = webhook
  while (next && next.lease_until > 0) next = await serveRound(ctx, next, stopping, post)
}

/** @returns the webhook after the round, with its lease at 0 when it was given back; undefined when it was lost */
async function serveRound(
  ctx: Context,
  webhook: WebhookRow,
  stopping: AbortSignal,
  post: SendRound,
): Promise<WebhookRow | undefined> {
  const { deliveries, position, isLast, traces } = await toSend(ctx, webhook)
  const { attempts, failures, succeeded } = await post(
    {
      url: webhook.url,
      secrets: webhookSecrets(ctx, webhook),
      failures: webhook.failures,
      events: deliveries.map(({ id, event_id, openid, body }) => ({
        ...{ deliveryId: id, eventId: event_id, openid, body },
        trace: traces.get(event_id) ?? null,
      })),
    },
    stopping,
  )
  const now = ctx.now()
  const results = new Map(deliveries.map((delivery) => [delivery.id, delivery]))
  for (const attempt of attempts) {
    const delivery = results.get(attempt.deliveryId)
    if (delivery) results.set(delivery.id, afterAttempt(ctx, webhook, delivery, attempt))
  }
  const rows = [...results.values()]
  const isAway = failures >= FAILURES_TOLERATED
  const isOver = isAway || stopping.aborted || isLast
  const isGivenUp = rows.some(({ state }) => state === 'failed')
  if (isGivenUp) ctx.log.warn({ appid: webhook.appid, webhook_id: webhook.id }, 'a webhook is failing')
  return ctx.store.write(async (tx) => {
    const after = await tx.webhooks.progress(webhook, {
      position,
      failures,
      retry_at: askAgainAt(failures, now, Math.random()),
      lease_until: isOver ? 0 : now + LEASE_MS,
      ...(succeeded && { succeeded_at: now }),
      ...(isGivenUp && webhook.failing_since === null && { failing_since: now }),
    })
    if (!after) return undefined
    await tx.deliveries.put(rows)
    // It was away and is back: nothing waits for its hour any more.
    if (succeeded && webhook.failures >= FAILURES_TOLERATED) await tx.deliveries.hasten(webhook.id, now)
    return after
  })
}

/** `traceparent` by event, of what is sent for the first time. */
type Traces = ReadonlyMap<string, string>

/** What waits first, in the order of events; then new events. One alone for a webhook that is away. `isLast`: there were no more. */
async function toSend(
  ctx: Context,
  webhook: WebhookRow,
): Promise<{ deliveries: DeliveryRow[]; position: number; isLast: boolean; traces: Traces }> {
  const limit = webhook.failures >= FAILURES_TOLERATED ? 1 : ROUND
  const now = ctx.now()
  const due = await ctx.store.deliveries.due(webhook.id, now, limit)
  if (due.length > 0) return { deliveries: due, position: webhook.position, isLast: false, traces: new Map() }
  const events = await ctx.store.events.after(webhook.appid, webhook.position, limit)
  const [first] = events
  if (first && first.number > webhook.position + 1) {
    const about = {
      appid: webhook.appid,
      webhook_id: webhook.id,
      missed: first.number - webhook.position - 1,
    }
    ctx.log.warn(about, 'events were cleared before a webhook took them')
  }
  const types: string[] | null = webhook.types === null ? null : JSON.parse(webhook.types)
  const told = events.filter(({ type }) => type !== ERASED_EVENT)
  const wanted = types ? told.filter(({ type }) => types.includes(type)) : told
  return {
    deliveries: wanted.map((event) => newDelivery(webhook, event, now)),
    position: events.at(-1)?.number ?? webhook.position,
    // What happened meanwhile is for the next look, so that a round is not of one event each.
    isLast: events.length < limit,
    traces: new Map(wanted.flatMap(({ id, trace }) => (trace === null ? [] : [[id, trace]]))),
  }
}
