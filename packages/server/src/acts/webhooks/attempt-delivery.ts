/** What a delivery of an event to a webhook is before its first attempt, and after each. */

import { channel } from 'node:diagnostics_channel'
import type { Context } from '../../context.ts'
import { recordId } from '../../credentials/ids.ts'
import type { Attempt } from '../../outbound/webhooks/post-webhook.ts'
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

/** The delivery after an attempt: `done`, `waiting` for the next one, or `failed`. */
export function afterAttempt(
  ctx: Context,
  webhook: WebhookRow,
  delivery: DeliveryRow,
  { at: now, durationMs, status, answer, error }: Attempt & { at: number },
): DeliveryRow {
  const attempts = delivery.attempts + 1
  const next = error === null ? null : nextAttempt(attempts, now, delivery.give_up_at, Math.random())
  const state = error === null ? 'done' : next === null ? 'failed' : 'waiting'
  DELIVERY_ATTEMPTED.publish({
    ctx,
    outcome: state === 'done' ? 'taken' : state === 'failed' ? 'given_up' : 'refused',
    ageMs: now - happenedAt(delivery),
    durationMs,
  } satisfies DeliveryAttempted)
  return {
    ...delivery,
    url: webhook.url,
    state,
    attempts,
    next_at: next,
    attempted_at: now,
    duration_ms: durationMs,
    status,
    answer,
    error,
  }
}

/** Read without parsing all of it: `newDelivery` writes it before what others can fill. */
function happenedAt({ body, created_at }: DeliveryRow): number {
  return Number(/"at":(\d+)/.exec(body)?.[1] ?? created_at)
}
