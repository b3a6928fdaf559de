/** Lists what people decided inside WeChat, as far as it was reported (B5). */

import type { ListAuthorizations, WechatAuthorization, WechatAuthorizationPage } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import type { LedgerRow } from '../../store/wechat-authorizations.ts'
import { subjectOf } from '../consent/list-authorizations.ts'
import { readCursor, toPage } from '../page.ts'
import { toStatus } from '../wire.ts'

/**
 * A page of the ledger by person, device, group or status, in the order of openids.
 * @throws CallgrantError `bad_request` for a cursor that is not ours, for `sn` without `model_id`, or for a device
 * and a group at once
 */
export async function listWechatAuthorizations(
  ctx: Context,
  caller: { appid: string },
  query: ListAuthorizations,
): Promise<WechatAuthorizationPage> {
  const after = readCursor(query.cursor, ['text', 'text'])
  const { openid, status, model_id: modelId } = query
  const filter = { openid, status, modelId, subject: subjectOf(query) }
  const rows = await ctx.store.ledger.list(caller.appid, filter, after, query.limit + 1)
  return toPage(rows, query.limit, (row) => [row.openid, row.subject], toWechatAuthorization)
}

function toWechatAuthorization({ appid: _, subject: __, ...row }: LedgerRow): WechatAuthorization {
  return { ...row, status: toStatus(row.status) }
}
