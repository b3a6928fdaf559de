/** Webhooks and deliveries as they are answered: never a secret. */

import type { Delivery, DeliveryInfo, Webhook } from '@callgrant/protocol'
import type { DeliveryRow } from '../../store/deliveries.ts'
import type { WebhookRow } from '../../store/webhooks.ts'

/** @param now milliseconds since 1970 */
export function toWebhook(row: WebhookRow, now: number): Webhook {
  return {
    webhook_id: row.id,
    url: row.url,
    types: row.types === null ? null : JSON.parse(row.types),
    enabled: row.enabled === 1,
    created_at: row.created_at,
    succeeded_at: row.succeeded_at,
    retry_at: row.retry_at > 0 ? row.retry_at : null,
    failing_since: row.failing_since,
    previous_secret_until: (row.old_secret_until ?? 0) > now ? row.old_secret_until : null,
  }
}

export function toDelivery(row: DeliveryRow): Delivery {
  return {
    delivery_id: row.id,
    event_id: row.event_id,
    type: row.type,
    state: row.state,
    attempts: row.attempts,
    created_at: row.created_at,
    attempted_at: row.attempted_at,
    next_at: row.next_at,
    duration_ms: row.duration_ms,
    status: row.status,
    error: row.error,
  }
}

export function toDeliveryInfo(row: DeliveryRow): DeliveryInfo {
  return { ...toDelivery(row), url: row.url, request: row.body, answer: row.answer }
}
