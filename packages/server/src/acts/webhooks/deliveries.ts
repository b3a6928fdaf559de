/** What came of sending events to a webhook: list, look, send again, and a test. */

import { randomBytes } from 'node:crypto'
import type { DeliveryInfo, DeliveryPage, ListDeliveries, Replayed, ReplayWebhook } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { webhookSecrets } from '../../outbound/webhooks/secrets.ts'
import { attemptEvent } from '../../outbound/webhooks/send-round.ts'
import { GIVE_UP_AFTER_MS } from '../../rules/webhook.ts'
import { readCursor, toPage } from '../page.ts'
import { afterAttempt, newDelivery } from './attempt-delivery.ts'
import { findWebhook } from './manage-webhooks.ts'
import { toDelivery, toDeliveryInfo } from './webhook-wire.ts'

type Backend = { appid: string }

/** A page of deliveries, newest first. @throws CallgrantError `webhook_unknown`, `bad_request` for a cursor that is not ours */
export async function listDeliveries(
  ctx: Context,
  { appid }: Backend,
  webhookId: string,
  { state, cursor, limit }: ListDeliveries,
): Promise<DeliveryPage> {
  await findWebhook(ctx, appid, webhookId)
  const [before = null] = readCursor(cursor, ['text']) ?? []
  const rows = await ctx.store.deliveries.list(webhookId, state, before, limit + 1)
  return toPage(rows, limit, ({ id }) => [id], toDelivery)
}

/** One with its request and the last answer. @throws CallgrantError `webhook_unknown`, `delivery_unknown` */
export async function getDelivery(
  ctx: Context,
  { appid }: Backend,
  webhookId: string,
  deliveryId: string,
): Promise<DeliveryInfo> {
  await findWebhook(ctx, appid, webhookId)
  const row = await ctx.store.deliveries.find(webhookId, deliveryId)
  if (!row) throw new CallgrantError('delivery_unknown')
  return toDeliveryInfo(row)
}

/**
 * Sends again: the deliveries that are named, whatever came of them; all that were given up; or all events since a time,
 * by going back to where they begin. The webhook is asked at once, and does not count as failing any more.
 * @throws CallgrantError `webhook_unknown`
 */
export async function replayWebhook(
  ctx: Context,
  { appid }: Backend,
  id: string,
  request: ReplayWebhook,
): Promise<Replayed> {
  const now = ctx.now()
  return ctx.store.write(async (tx) => {
    const row = await tx.webhooks.update(appid, id, { retry_at: 0, failing_since: null })
    if (!row) throw new CallgrantError('webhook_unknown')
    if ('since' in request) {
      const position = await tx.events.numberBefore(appid, request.since)
      if (position >= row.position) return { replayed: 0 }
      await tx.webhooks.update(appid, id, { position })
      return { replayed: row.position - position }
    }
    const ids = 'deliveries' in request ? request.deliveries : null
    return { replayed: await tx.deliveries.replay(id, ids, now, now + GIVE_UP_AFTER_MS) }
  })
}

/**
 * Posts a test event at once, also to a webhook that is switched off, and says what came of it. It is not tried again.
 * @throws CallgrantError `webhook_unknown`
 */
export async function testWebhook(ctx: Context, { appid }: Backend, id: string): Promise<DeliveryInfo> {
  const webhook = await findWebhook(ctx, appid, id)
  const now = ctx.now()
  const event = {
    id: `evt_test_${randomBytes(12).toString('hex')}`,
    number: 0,
    type: 'webhook.test',
    at: now,
    openid: null,
    data: JSON.stringify({ webhook_id: id }),
  }
  const delivery = { ...newDelivery(webhook, event, now), give_up_at: now }
  const target = { url: webhook.url, secrets: webhookSecrets(ctx, webhook) }
  const attempt = await attemptEvent(ctx, target, { eventId: event.id, body: delivery.body, trace: null })
  const tried = afterAttempt(ctx, webhook, delivery, { ...attempt, at: ctx.now() })
  await ctx.store.write(async (tx) => {
    await tx.deliveries.put([tried])
    if (tried.state === 'done') {
      await tx.webhooks.update(appid, id, { retry_at: 0, failing_since: null, succeeded_at: ctx.now() })
    }
  })
  return toDeliveryInfo(tried)
}
