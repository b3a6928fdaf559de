/** Routes of an app's back end about its webhooks. */

import {
  CreatedWebhook,
  CreateWebhook,
  DeliveryId,
  DeliveryInfo,
  DeliveryPage,
  ListDeliveries,
  Replayed,
  ReplayWebhook,
  RotateWebhookSecret,
  UpdateWebhook,
  Webhook,
  WebhookId,
  WebhookList,
  WebhookSecret,
} from '@callgrant/protocol'
import { z } from 'zod'
import { getDelivery, listDeliveries, replayWebhook, testWebhook } from '../../acts/webhooks/deliveries.ts'
import {
  createWebhook,
  getWebhook,
  listWebhooks,
  removeWebhook,
  rotateWebhookSecret,
  updateWebhook,
} from '../../acts/webhooks/manage-webhooks.ts'
import type { RouteTools } from '../route.ts'
import { addRoute } from './route.ts'

const ByWebhookId = z.object({ webhook_id: WebhookId })
const ByDeliveryId = z.object({ webhook_id: WebhookId, delivery_id: DeliveryId })

export function addWebhookRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const backend = { caller: 'backend', tag: 'webhooks' } as const
  addRoute(tools, {
    ...backend,
    method: 'POST',
    url: '/v1/webhooks',
    summary: 'Have events posted to a URL from now on; up to ten of an app',
    body: CreateWebhook,
    answer: CreatedWebhook,
    status: 201,
    errors: ['webhook_limit'],
    act: ({ caller, body }) => createWebhook(ctx, caller, body),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/webhooks',
    summary: 'List webhooks: whether they take what they are sent, and since when not',
    answer: WebhookList,
    act: ({ caller }) => listWebhooks(ctx, caller),
  })
  addRoute(tools, {
    ...backend,
    params: ByWebhookId,
    errors: ['webhook_unknown'],
    method: 'GET',
    url: '/v1/webhooks/:webhook_id',
    summary: 'One webhook',
    answer: Webhook,
    act: ({ caller, params }) => getWebhook(ctx, caller, params.webhook_id),
  })
  addRoute(tools, {
    ...backend,
    params: ByWebhookId,
    errors: ['webhook_unknown'],
    method: 'PATCH',
    url: '/v1/webhooks/:webhook_id',
    summary:
      'Change its URL or its types, or switch it off or on; on again it is sent what happened meanwhile',
    body: UpdateWebhook,
    answer: Webhook,
    act: ({ caller, params, body }) => updateWebhook(ctx, caller, params.webhook_id, body),
  })
  addRoute(tools, {
    ...backend,
    params: ByWebhookId,
    errors: ['webhook_unknown'],
    method: 'DELETE',
    url: '/v1/webhooks/:webhook_id',
    summary: 'Remove a webhook; what waits for it is not sent',
    answer: z.object({}),
    act: ({ caller, params }) => removeWebhook(ctx, caller, params.webhook_id),
  })
  addRoute(tools, {
    ...backend,
    params: ByWebhookId,
    errors: ['webhook_unknown'],
    method: 'POST',
    url: '/v1/webhooks/:webhook_id/secret',
    summary: 'Make a new secret; for a while what is sent is signed with both',
    body: RotateWebhookSecret,
    answer: WebhookSecret,
    act: ({ caller, params, body }) => rotateWebhookSecret(ctx, caller, params.webhook_id, body),
  })
  addRoute(tools, {
    ...backend,
    params: ByWebhookId,
    errors: ['webhook_unknown'],
    method: 'POST',
    url: '/v1/webhooks/:webhook_id/test',
    summary: 'Post a test event now, once, and see what came of it',
    answer: DeliveryInfo,
    act: ({ caller, params }) => testWebhook(ctx, caller, params.webhook_id),
  })
  addRoute(tools, {
    ...backend,
    params: ByWebhookId,
    errors: ['webhook_unknown'],
    method: 'GET',
    url: '/v1/webhooks/:webhook_id/deliveries',
    summary: 'List what was sent to a webhook and what waits for it, newest first',
    query: ListDeliveries,
    answer: DeliveryPage,
    act: ({ caller, params, query }) => listDeliveries(ctx, caller, params.webhook_id, query),
  })
  addRoute(tools, {
    ...backend,
    method: 'GET',
    url: '/v1/webhooks/:webhook_id/deliveries/:delivery_id',
    summary: 'One delivery, with its request and the last answer',
    params: ByDeliveryId,
    answer: DeliveryInfo,
    errors: ['webhook_unknown', 'delivery_unknown'],
    act: ({ caller, params }) => getDelivery(ctx, caller, params.webhook_id, params.delivery_id),
  })
  addRoute(tools, {
    ...backend,
    params: ByWebhookId,
    errors: ['webhook_unknown'],
    method: 'POST',
    url: '/v1/webhooks/:webhook_id/replay',
    summary: 'Send again: some deliveries, all that were given up, or all events since a time',
    body: ReplayWebhook,
    answer: Replayed,
    act: ({ caller, params, body }) => replayWebhook(ctx, caller, params.webhook_id, body),
  })
}
