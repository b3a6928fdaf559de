/**
 * The ledger of decisions that people made inside WeChat (B5): the app reports them, and its back end reads them. They
 * are no consent for Callgrant: no device can ring anybody through Callgrant because of them.
 */

import { z } from 'zod'
import { GroupId, ModelId, OpenId, page, Sn, Status, Time } from './fields.ts'
import { WECHAT_LIST_MAX } from './limits.ts'

const ErrCode = z.number().int().min(-2_147_483_648).max(2_147_483_647)
const ObservedAt = z.number().int().min(0).optional().meta({
  description:
    'When WeChat said so, in milliseconds since 1970 by this server’s clock (`GET /v1/time`). Now, when absent or later than now',
})
const Taken = z.boolean().meta({
  description: 'false: it says nothing of an authorization, or something newer is known',
})

const outcome = {
  err_code: ErrCode.meta({
    description:
      '0 for `success`, else `errCode` of what `fail` was given. 0 and 10001 say authorized, 10021 refused; any other says nothing',
  }),
  observed_at: ObservedAt,
}
/** How one `wx.requestDeviceVoIP` ended. */
export const WechatOutcome = z.union([
  z.strictObject({ sn: Sn, model_id: ModelId, ...outcome }),
  z.strictObject({ group_id: GroupId, ...outcome }),
])
export const WechatOutcomeTaken = z.object({
  taken: Taken,
  status: Status.nullable().meta({ description: 'What the ledger says of it now; null: nothing' }),
})

// In WeChat's form, where the fields of the other kind are absent or empty.
const WechatListed = z.union([
  z.object({ sn: Sn, model_id: ModelId, status: Status }),
  z.object({ group_id: GroupId, status: Status }),
])
/** The whole answer of `wx.getDeviceVoIPList`. What is not in it is removed from the ledger. */
export const WechatList = z.strictObject({
  list: z.array(WechatListed).max(WECHAT_LIST_MAX),
  observed_at: ObservedAt.meta({ description: 'When the list was asked for; else as elsewhere' }),
})
export const WechatListTaken = z.object({
  taken: z.boolean().meta({ description: 'false: a newer list is known' }),
  kept: z.number().int().meta({ description: 'Entries that were taken' }),
  unknown: z.number().int().meta({
    description: 'Entries of models and groups that this app has not: they are left out',
  }),
})

/** What WeChat answered to a call from a device. */
export const WechatCallOutcome = z.strictObject({
  openid: OpenId,
  sn: Sn,
  model_id: ModelId,
  err_code: ErrCode.meta({
    description: '9: the person has not authorized this device (any more). Any other code says nothing',
  }),
  observed_at: ObservedAt,
})

/** What is known of one person and one device or group. */
export const WechatAuthorization = z.object({
  openid: OpenId,
  kind: z.enum(['device', 'group']),
  model_id: ModelId.nullable(),
  sn: Sn.nullable(),
  group_id: GroupId.nullable(),
  status: Status,
  known_by: z.enum(['request', 'list', 'call_refused']).meta({
    description:
      '`request`: how requestDeviceVoIP ended; `list`: getDeviceVoIPList had it; `call_refused`: a call got errCode 9, which tells a refusal from "never asked" no more than WeChat does',
  }),
  observed_at: Time.meta({ description: 'When it was last seen so' }),
  changed_at: Time.meta({ description: 'When it was first seen so, since it was otherwise or not known' }),
})
export const WechatAuthorizationPage = page(WechatAuthorization)

export type WechatOutcome = z.infer<typeof WechatOutcome>
export type WechatOutcomeTaken = z.infer<typeof WechatOutcomeTaken>
export type WechatList = z.infer<typeof WechatList>
export type WechatListTaken = z.infer<typeof WechatListTaken>
export type WechatCallOutcome = z.infer<typeof WechatCallOutcome>
export type WechatAuthorization = z.infer<typeof WechatAuthorization>
export type WechatAuthorizationPage = z.infer<typeof WechatAuthorizationPage>
