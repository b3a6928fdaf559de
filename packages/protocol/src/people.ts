/** What is kept of one person, and what was erased of them: for the app's back end. */

import { z } from 'zod'
import { ConsentRecord } from './consent-records.ts'
import { OpenId, Page, page, Time } from './fields.ts'
import { Authorization, OwnSettings } from './http.ts'
import { KeptSubscription } from './push.ts'
import { Call } from './socket.ts'
import { WechatAuthorization } from './wechat-ledger.ts'

export const PersonRef = z.object({ openid: OpenId })

export const ListPeople = Page.extend({
  q: z
    .string()
    .regex(/^[0-9A-Za-z_-]{1,128}$/, 'should be 1 to 128 of 0-9 A-Z a-z _ -')
    .optional()
    .meta({ description: 'How the openid begins' }),
})
export const KnownPerson = z.object({
  openid: OpenId,
  known_since: Time,
  decisions: z.number().int().meta({ description: 'Devices and groups that they decided about' }),
  last_decision_at: Time.nullable().meta({ description: 'When they last changed one of them' }),
})
export const KnownPersonPage = page(KnownPerson)

/** How much was erased, by kind. */
export const Erased = z.object({
  records: z.number().int().meta({ description: 'Records of consent that are blank now' }),
  authorizations: z.number().int(),
  wechat_authorizations: z.number().int(),
  calls: z.number().int(),
  events: z.number().int().meta({ description: 'Events that are blank now' }),
  deliveries: z.number().int().meta({ description: 'Deliveries to webhooks that were removed' }),
})
export const Forgotten = Erased.extend({
  record_id: z.string().nullable().meta({
    description:
      'The record of the erasure, which does not say who it was; null: nothing was known of the person',
  }),
  at: Time,
  cleared: z.boolean().meta({
    description:
      'Whether nothing of it is left in the files of the store. false: on PostgreSQL, which vacuums by itself; where SQLite’s file is over 64 MiB, which the next start of the server writes anew; and where another process reads it',
  }),
})

const item = <T extends string, D extends z.ZodType>(type: T, data: D) =>
  z.object({ type: z.literal(type), data })
export const PersonExportPage = page(
  z.discriminatedUnion('type', [
    item('person', OwnSettings.extend({ openid: OpenId, known_since: Time })),
    item('authorization', Authorization),
    item('wechat_authorization', WechatAuthorization),
    item('consent_record', ConsentRecord),
    item('call', Call),
    item('push_subscription', KeptSubscription),
  ]),
)

export type ListPeople = z.infer<typeof ListPeople>
export type KnownPerson = z.infer<typeof KnownPerson>
export type KnownPersonPage = z.infer<typeof KnownPersonPage>
export type Erased = z.infer<typeof Erased>
export type Forgotten = z.infer<typeof Forgotten>
export type PersonExportPage = z.infer<typeof PersonExportPage>
