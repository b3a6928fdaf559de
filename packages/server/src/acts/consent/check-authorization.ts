/** Tells the back end whether a device may ring a person now, and which row decides (B1). */

import type { Check, CheckAuthorization } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { toAuthorization } from '../wire.ts'

/**
 * The same answer as a call would get at this moment (A5, A6), with the row that decided and the reason in words.
 * @throws CallgrantError `model_unknown`
 */
export async function checkAuthorization(
  ctx: Context,
  caller: { appid: string },
  query: CheckAuthorization,
): Promise<Check> {
  const { appid } = caller
  const { openid, model_id, sn } = query
  const found = await ctx.store.consent.effective(appid, openid, model_id, sn)
  // A row that decides is about a device of a model that there is.
  const mayBeUnknown = found.decidedBy === 'none'
  if (mayBeUnknown && !(await ctx.store.models.find(appid, model_id))) {
    throw new CallgrantError('model_unknown')
  }
  return {
    allowed: found.allowed,
    decided_by: found.decidedBy,
    reason: found.reason,
    group_id: found.groupId,
    authorization: found.row ? toAuthorization(found.row) : null,
  }
}
