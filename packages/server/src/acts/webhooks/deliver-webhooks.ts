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
import { askAgainAt, FAILURES_TOLERATED } from '../../rules/webhook.ts'
import type { DeliveryRow } from '../../store/deliveries.ts'
import { ERASED_EVENT } from '../../store/events.ts'
import type { WebhookRow } from '../../store/webhooks.ts'
import { attemptDelivery, newDelivery } from './attempt-delivery.ts'

/** Events of one round. */
const ROUND = 250
/** People to whose events one webhook is sent at the same time. */
const WIDTH = 10
/** A round begins no attempt after this time; each takes 10 s at most, so the lease outlasts it. */
const ROUND_MS = 5_000
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
 */
export async function serveWebhook(ctx: Context, webhook: WebhookRow, stopping: AbortSignal): Promise<void> {
  let next: WebhookRow | undefined = webhook
  while (next && next.lease_until > 0) next = await serveRound(ctx, next, stopping)
}

/** @returns the webhook after the round, with its lease at 0 when it was given back; undefined when it was lost */
async function serveRound(
  ctx: Context,
  webhook: WebhookRow,
  stopping: AbortSignal,
): Promise<WebhookRow | undefined> {
  const { deliveries, position, isNew, traces } = await toSend(ctx, webhook)
  const sent = new Map<string, DeliveryRow>()
  const { failures, succeeded } = await send(ctx, webhook, deliveries, sent, traces, stopping)
  const now = ctx.now()
  const results = deliveries.map((delivery) => sent.get(delivery.id) ?? delivery)
  const isAway = failures >= FAILURES_TOLERATED
  const isOver = isAway || stopping.aborted || (deliveries.length === 0 && position === webhook.position)
  const isGivenUp = results.some(({ state }) => state === 'failed')
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
    if (isNew) await tx.deliveries.insert(results)
    else for (const row of sent.values()) await tx.deliveries.update(row)
    // It was away and is back: nothing waits for its hour any more.
    if (succeeded && webhook.failures >= FAILURES_TOLERATED) await tx.deliveries.hasten(webhook.id, now)
    return after
  })
}

/** `traceparent` by event, of what is sent for the first time. */
type Traces = ReadonlyMap<string, string>

/** What waits first, in the order of events; then new events. One alone for a webhook that is away. */
async function toSend(
  ctx: Context,
  webhook: WebhookRow,
): Promise<{ deliveries: DeliveryRow[]; position: number; isNew: boolean; traces: Traces }> {
  const limit = webhook.failures >= FAILURES_TOLERATED ? 1 : ROUND
  const now = ctx.now()
  const due = await ctx.store.deliveries.due(webhook.id, now, limit)
  if (due.length > 0) return { deliveries: due, position: webhook.position, isNew: false, traces: new Map() }
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
    isNew: true,
    traces: new Map(wanted.flatMap(({ id, trace }) => (trace === null ? [] : [[id, trace]]))),
  }
}

/** Sends each person's in turn, and those of some people at once, until too many in a row fail or the time is up. */
async function send(
  ctx: Context,
  webhook: WebhookRow,
  deliveries: readonly DeliveryRow[],
  sent: Map<string, DeliveryRow>,
  traces: Traces,
  stopping: AbortSignal,
): Promise<{ failures: number; succeeded: boolean }> {
  const until = performance.now() + ROUND_MS
  const secrets = webhookSecrets(ctx, webhook)
  let { failures } = webhook
  let succeeded = false
  // While it is away one attempt is made, and it fails or it is back.
  const mayFailUpTo = Math.max(FAILURES_TOLERATED, failures + 1)
  const goesOn = () => failures < mayFailUpTo && performance.now() < until && !stopping.aborted
  const queue = Map.groupBy(deliveries, ({ openid }) => openid ?? '').values()
  const some = async () => {
    for (const ofPerson of queue) {
      for (const delivery of ofPerson) {
        if (!goesOn()) return
        const result = await attemptDelivery(ctx, webhook, delivery, secrets, traces.get(delivery.event_id))
        sent.set(delivery.id, result)
        if (result.state === 'done') {
          succeeded = true
          failures = 0
        } else failures++
      }
    }
  }
  await Promise.all(Array.from({ length: WIDTH }, some))
  return { failures, succeeded }
}
