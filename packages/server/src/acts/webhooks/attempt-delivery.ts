/** One attempt to deliver an event to a webhook, and what the delivery is after it. */

import { channel } from 'node:diagnostics_channel'
import type { Context } from '../../context.ts'
import { recordId } from '../../credentials/ids.ts'
import { postWebhook } from '../../outbound/webhooks/post-webhook.ts'
import { GIVE_UP_AFTER_MS, nextAttempt } from '../../rules/webhook.ts'
import type { DeliveryRow } from '../../store/deliveries.ts'
import type { StoredEvent } from '../../store/events.ts'
import type { WebhookRow } from '../../store/webhooks.ts'

/** Each attempt, for the metrics of this node. */
export const DELIVERY_ATTEMPTED = channel('callgrant:webhook-attempt')
export interface DeliveryAttempted {
  ctx: Context
  outcome: 'taken' | 'refused' | 'given_up'
  /** From the event to this attempt. */
  ageMs: number
  /** How long the webhook took. */
  durationMs: number
}

type Event = Omit<StoredEvent, 'trace'>

/** A delivery that has not been tried. */
export function newDelivery(webhook: WebhookRow, event: Event, now: number): DeliveryRow {
  const { id, number, type, at, openid, data } = event
  const timestamp = new Date(at).toISOString()
  return {
    id: `dlv_${recordId(now)}`,
    webhook_id: webhook.id,
    event_id: id,
    number,
    type,
    openid,
    url: webhook.url,
    body: `{"id":"${id}","type":"${type}","timestamp":"${timestamp}","at":${at},"data":${data}}`,
    state: 'waiting',
    attempts: 0,
    created_at: now,
    next_at: now,
    give_up_at: now + GIVE_UP_AFTER_MS,
    attempted_at: null,
    duration_ms: null,
    status: null,
    answer: null,
    error: null,
  }
}

/**
 * @param secrets what is signed with, from `webhookSecrets`; null: they are gone
 * @param trace `traceparent` of what the event was written in; null: it is part of no trace
 * @returns the delivery after the attempt: `done`, `waiting` for the next one, or `failed`
 */
export async function attemptDelivery(
  ctx: Context,
  webhook: WebhookRow,
  delivery: DeliveryRow,
  secrets: string[] | null,
  trace?: string | null,
): Promise<DeliveryRow> {
  const event = { id: delivery.event_id, body: delivery.body }
  const result = secrets
    ? await post(ctx, webhook.url, event, secrets, trace)
    : {
        status: null,
        answer: null,
        error: 'its secret was sealed with a master key that is gone: make a new one',
        durationMs: 0,
      }
  const now = ctx.now()
  const attempts = delivery.attempts + 1
  const next = result.error === null ? null : nextAttempt(attempts, now, delivery.give_up_at, Math.random())
  const state = result.error === null ? 'done' : next === null ? 'failed' : 'waiting'
  DELIVERY_ATTEMPTED.publish({
    ctx,
    outcome: state === 'done' ? 'taken' : state === 'failed' ? 'given_up' : 'refused',
    ageMs: now - (JSON.parse(delivery.body) as { at: number }).at,
    durationMs: result.durationMs,
  } satisfies DeliveryAttempted)
  return {
    ...delivery,
    url: webhook.url,
    state,
    attempts,
    next_at: next,
    attempted_at: now,
    duration_ms: result.durationMs,
    status: result.status,
    answer: result.answer,
    error: result.error,
  }
}

type Post = Parameters<typeof postWebhook>

/** In a span of the trace that made the event, where there is one; the receiver is told of it, and can go on with it. */
function post(ctx: Context, url: string, event: Post[2], secrets: Post[3], trace?: string | null) {
  const { tracing } = ctx
  if (!tracing || !trace) return postWebhook(ctx, url, event, secrets)
  return tracing.span('webhook', { kind: 'client', parent: trace }, async (span) => {
    const traceparent = tracing.current()
    const result = await postWebhook(ctx, url, { ...event, ...(traceparent && { traceparent }) }, secrets)
    if (result.status !== null) span.set({ 'http.response.status_code': result.status })
    if (result.error !== null) span.failed('it was not taken')
    return result
  })
}
