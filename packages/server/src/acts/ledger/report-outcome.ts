/** An app inside WeChat reports how a `requestDeviceVoIP` ended (B5). */

import type { WechatOutcome, WechatOutcomeTaken } from '@callgrant/protocol'
import type { Context, PersonCaller } from '../../context.ts'
import { statusOfOutcome } from '../../rules/ledger.ts'
import { subjectOfReport } from './own-subjects.ts'
import { recordObservation } from './record-observation.ts'

/**
 * Success and 10001 say authorized, 10021 says refused, and nothing else says anything. It is what WeChat decided, and
 * no consent to Callgrant: no device may ring through Callgrant because of it.
 * @throws CallgrantError `model_unknown`, `group_unknown`, `wechat_ledger_full`
 */
export async function reportOutcome(
  ctx: Context,
  caller: PersonCaller,
  request: WechatOutcome,
): Promise<WechatOutcomeTaken> {
  const seen = { subject: subjectOfReport(request), status: statusOfOutcome(request.err_code) }
  const { taken, entry } = await recordObservation(
    ctx,
    caller,
    caller.openid,
    seen,
    'request',
    request.observed_at,
  )
  return { taken, status: entry?.status ?? null }
}
