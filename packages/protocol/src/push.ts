/** Rings that reach a person who has no page or app open: where they are pushed to, and what is pushed. */

import { z } from 'zod'
import { kept, SubscriptionId, Time } from './fields.ts'
import { PUSH_ENDPOINT_MAX, PUSH_PAGE_MAX } from './limits.ts'
import { RoomId, RoomType } from './socket.ts'

/** What every client says. */
const client = {
  language: z.enum(['en', 'zh']).default('en').meta({ description: 'Of the words of a notification' }),
  server: z
    .url({ protocol: /^https?$/ })
    .max(300)
    .meta({ description: 'Where this client reaches the server: Decline is sent there, with no page open' }),
}
export const SubscribeWebPush = z.strictObject({
  kind: z.literal('web').meta({ description: 'A browser: Web Push' }),
  ...client,
  endpoint: z
    .url({ protocol: /^https?$/ })
    .max(PUSH_ENDPOINT_MAX)
    .meta({ description: 'As the browser gave it; `https`, at a public address' }),
  keys: z.strictObject({
    p256dh: z.string().regex(/^[0-9A-Za-z_-]{87}=?$/, 'should be 65 bytes in base64url'),
    auth: z.string().regex(/^[0-9A-Za-z_-]{22}={0,2}$/, 'should be 16 bytes in base64url'),
  }),
  page: kept(z.string().min(1).max(PUSH_PAGE_MAX))
    .default('/')
    .meta({ description: 'What a tap on the notification opens, of the worker’s own origin' }),
})
const AppleToken = z
  .string()
  .regex(/^([0-9A-Fa-f]{2}){32,100}$/, 'should be 32 to 100 bytes in hex')
  .transform((hex) => hex.toLowerCase())
export const SubscribeApns = z
  .strictObject({
    kind: z.literal('apns').meta({ description: 'An app on Apple’s platforms: APNs' }),
    ...client,
    token: AppleToken.optional().meta({
      description: 'Of ordinary notifications: missed calls, and rings where there is no `voip_token`',
    }),
    voip_token: AppleToken.optional().meta({
      description: 'Of PushKit: rings, which the app reports to CallKit',
    }),
    bundle: z.string().max(255).optional().meta({
      description: 'Bundle id of the app, one of `CALLGRANT_APNS_BUNDLES`; default: the first of them',
    }),
    sandbox: z.boolean().default(false).meta({ description: 'The tokens are of a development build' }),
  })
  .refine(({ token, voip_token }) => token !== undefined || voip_token !== undefined, {
    path: ['token'],
    message: 'should be given, or voip_token, or both',
  })
export const SubscribeFcm = z.strictObject({
  kind: z.literal('fcm').meta({ description: 'An app on Android: Firebase Cloud Messaging' }),
  ...client,
  token: z
    .string()
    .max(PUSH_ENDPOINT_MAX)
    .regex(/^[\w:.~-]+$/, 'should be a token of FCM, as the app got it'),
})
export const SubscribePush = z.union([SubscribeWebPush, SubscribeApns, SubscribeFcm])
export const SubscribedPush = z.object({ subscription_id: SubscriptionId })
export const PushService = z.object({
  public_key: z.string().meta({
    description: '`applicationServerKey` of the browser’s `subscribe` (VAPID); the same on all nodes',
  }),
})
export const PushRef = z.object({ subscription_id: SubscriptionId })
export const Removed = z.object({ removed: z.boolean() })

/** From the notification of a ring, with no session. */
export const DeclineRing = z.strictObject({
  token: z.string().min(1).max(4096).meta({
    description: 'Of the pushed ring: good for that room alone, and until its ring ends',
  }),
})
export const DeclinedRing = z.object({ room_id: RoomId })

/**
 * What is pushed: to a browser encrypted for it (RFC 8291); by APNs as `callgrant` beside `aps`; by FCM as JSON in the `callgrant`
 * of its data.
 */
const about = {
  callgrant: z.literal(1).meta({ description: 'Tells it from what the app itself pushes' }),
  room_id: RoomId,
  uuid: z.uuid().meta({ description: 'The call’s, made of `room_id`, for CallKit and ConnectionService' }),
  name: z.string().meta({ description: 'Who rings: what the person agreed to, as it was shown then (A9)' }),
  room_type: RoomType,
  language: z.enum(['en', 'zh']),
  page: z.string().optional().meta({ description: 'To a browser: what a tap opens' }),
}
export const PushedRing = z.object({
  type: z.literal('ring'),
  ...about,
  expires_at: Time.meta({ description: 'The end of the ring' }),
  decline: z.object({ url: z.string(), token: z.string() }),
})
export const PushedMissed = z.object({
  type: z.literal('missed'),
  ...about,
  unread: z.number().int().meta({ description: 'Missed calls that were not read, for the badge' }),
})
/** It was answered on another device, declined there, or withdrawn. */
export const PushedGone = z.object({ type: z.literal('gone'), ...about })
export const RingMessage = z.discriminatedUnion('type', [PushedRing, PushedMissed, PushedGone])

/** A subscription as a person's export shows it: not the address, by which whoever has it can push. */
export const KeptSubscription = z.object({
  subscription_id: SubscriptionId,
  kind: z.enum(['web', 'apns', 'fcm']),
  service: z.string().meta({ description: 'Host of the push service' }),
  language: z.enum(['en', 'zh']),
  created_at: Time,
  seen_at: Time.meta({ description: 'When the client last said that it is still there' }),
})

export type SubscribePush = z.infer<typeof SubscribePush>
export type SubscribedPush = z.infer<typeof SubscribedPush>
export type PushService = z.infer<typeof PushService>
export type RingMessage = z.infer<typeof RingMessage>
export type PushedRing = z.infer<typeof PushedRing>
export type KeptSubscription = z.infer<typeof KeptSubscription>
