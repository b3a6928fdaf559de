/** Webhooks: where an app's events are posted to, and what came of it. */

import { z } from 'zod'
import { EVENT_TYPES, type EventType } from './events.ts'
import { Page, page, Time } from './fields.ts'
import { WEBHOOK_REPLAY_MAX } from './limits.ts'
import { ID_PATTERN } from './names.ts'

export const WebhookId = z.string().regex(ID_PATTERN, 'should be 1 to 64 of 0-9 A-Z a-z _ -')
export const DeliveryId = z.string().regex(ID_PATTERN, 'should be 1 to 64 of 0-9 A-Z a-z _ -')
const Types = z
  .array(z.enum(EVENT_TYPES as [EventType, ...EventType[]]))
  .min(1)
  .max(EVENT_TYPES.length)
  .nullable()
  .meta({ description: 'Types of events; null: all, also those that a later version has' })
const Url = z
  .url({ protocol: /^https?$/ })
  .max(2000)
  .meta({
    description: '`https://…`, at a public address',
    examples: ['https://backend.example.com/callgrant'],
  })
const Secret = z.string().meta({
  description: '`whsec_` and base64, as the libraries of Standard Webhooks take it. Shown only now',
})

export const Webhook = z.object({
  webhook_id: WebhookId,
  url: z.string(),
  types: z.array(z.string()).nullable(),
  enabled: z
    .boolean()
    .meta({ description: 'false: nothing is sent; what happens meanwhile is sent once it is true again' }),
  created_at: Time,
  succeeded_at: Time.nullable().meta({ description: 'When something was last taken' }),
  retry_at: Time.nullable().meta({
    description: 'It does not answer as it should, and is tried again then; null: it does',
  }),
  failing_since: Time.nullable().meta({
    description:
      'When an event was given up after three days of trying. null again once it is enabled, replayed, or a test event is taken',
  }),
  previous_secret_until: Time.nullable().meta({
    description: 'Until when what is sent is also signed with the secret before this one',
  }),
})
export const WebhookList = page(Webhook)
export const CreateWebhook = z.strictObject({ url: Url, types: Types.optional() })
export const CreatedWebhook = Webhook.extend({ secret: Secret })
export const UpdateWebhook = z.strictObject({
  url: Url.optional(),
  types: Types.optional(),
  enabled: z.boolean().optional(),
})
export const RotateWebhookSecret = z.strictObject({
  overlap_seconds: z.number().int().min(0).max(604_800).default(86_400).meta({
    description: 'How long what is sent is also signed with the old secret',
  }),
})
export const WebhookSecret = z.object({ secret: Secret, previous_secret_until: Time.nullable() })

export const Delivery = z.object({
  delivery_id: DeliveryId,
  event_id: z.string(),
  type: z.string(),
  state: z.enum(['waiting', 'done', 'failed']).meta({
    description: '`waiting`: it is tried, or tried again at `next_at`; `failed`: given up after three days',
  }),
  attempts: z.number().int(),
  created_at: Time,
  attempted_at: Time.nullable(),
  next_at: Time.nullable(),
  duration_ms: z.number().int().nullable().meta({ description: 'How long the last attempt took' }),
  status: z
    .number()
    .int()
    .nullable()
    .meta({ description: 'HTTP status of the last answer; null: there was none' }),
  error: z.string().nullable().meta({ description: 'Why the last attempt did not do, in words' }),
})
export const DeliveryPage = page(Delivery)
export const DeliveryInfo = Delivery.extend({
  url: z.string().meta({ description: 'Where it was posted to' }),
  request: z.string().meta({ description: 'The body that was posted' }),
  answer: z.string().nullable().meta({ description: 'The beginning of the last answer’s body' }),
})
export const ListDeliveries = Page.extend({ state: z.enum(['waiting', 'done', 'failed']).optional() })
export const ReplayWebhook = z.union([
  z.strictObject({
    deliveries: z.array(DeliveryId).min(1).max(WEBHOOK_REPLAY_MAX).meta({ description: 'These' }),
  }),
  z.strictObject({ failed: z.literal(true).meta({ description: 'All that were given up' }) }),
  z.strictObject({
    since: Time.min(0).meta({
      description: 'All events since then that are kept, in their order, to their end',
    }),
  }),
])
export const Replayed = z.object({
  replayed: z
    .number()
    .int()
    .meta({ description: 'How many are sent again; of `since`: events of all types' }),
})

export type Webhook = z.infer<typeof Webhook>
export type WebhookList = z.infer<typeof WebhookList>
export type CreateWebhook = z.infer<typeof CreateWebhook>
export type CreatedWebhook = z.infer<typeof CreatedWebhook>
export type UpdateWebhook = z.infer<typeof UpdateWebhook>
export type RotateWebhookSecret = z.infer<typeof RotateWebhookSecret>
export type WebhookSecret = z.infer<typeof WebhookSecret>
export type Delivery = z.infer<typeof Delivery>
export type DeliveryPage = z.infer<typeof DeliveryPage>
export type DeliveryInfo = z.infer<typeof DeliveryInfo>
export type ListDeliveries = z.infer<typeof ListDeliveries>
export type ReplayWebhook = z.infer<typeof ReplayWebhook>
export type Replayed = z.infer<typeof Replayed>
