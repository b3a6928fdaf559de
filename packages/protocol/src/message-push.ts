/** Message push (C16): an app's settings for it, and what its back end sends to a device. */

import { z } from 'zod'
import { ModelId, Sn, Time } from './fields.ts'

/** Where the app's back end receives messages, as WeChat's message push in safe mode (C16). */
export const MessagePush = z.object({
  url: z.string().meta({ description: 'https, or http on this machine' }),
  format: z.enum(['json', 'xml']),
  calls: z.enum(['cloud', 'all']).meta({
    description:
      '`cloud`: only calls with `isCloud`, and those of /wxa/business/iot/voip/call, wait for the back end’s answer; `all`: every call does',
  }),
})
export const SetMessagePush = z.strictObject({
  url: z.url().max(512).meta({ description: 'It must answer a check with its `echostr` before it is saved' }),
  token: z
    .string()
    .regex(/^[0-9A-Za-z]{3,32}$/, 'should be 3 to 32 letters and digits')
    .meta({ description: 'Token, for signatures; never answered back' }),
  aes_key: z
    .string()
    .regex(/^[0-9A-Za-z]{43}$/, 'should be 43 letters and digits')
    .meta({ description: 'EncodingAESKey; never answered back' }),
  format: z.enum(['json', 'xml']).default('json'),
  calls: z.enum(['cloud', 'all']).default('cloud'),
})
/** The URL answered a check with its `echostr`. */
export const TestedMessagePush = z.object({
  url: z.string(),
  answered_ms: z.number().int().meta({ description: 'How long it took to answer' }),
})
/** Names the device that made it, for calls to it and for messages from the back end. */
export const PushToken = z.object({
  token: z.string(),
  expires_at: Time.meta({ description: 'Milliseconds since 1970: 7 days after it was made' }),
})
/** What a back end sends to a device (`pushappmsg`). */
export const PushMessage = z.strictObject({
  push_token: z.string().max(4096),
  msg: z.string().min(1).meta({ description: 'At most 5 KB of UTF-8' }),
})
export const PushedMessage = z.object({ model_id: ModelId, sn: Sn })

export type MessagePush = z.infer<typeof MessagePush>
export type SetMessagePush = z.infer<typeof SetMessagePush>
export type TestedMessagePush = z.infer<typeof TestedMessagePush>
export type PushToken = z.infer<typeof PushToken>
export type PushMessage = z.infer<typeof PushMessage>
export type PushedMessage = z.infer<typeof PushedMessage>
