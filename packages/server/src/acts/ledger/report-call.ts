/** The back end reports WeChat's answer to a call from a device (B5). */

import type { WechatCallOutcome, WechatOutcomeTaken } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { statusOfCall } from '../../rules/ledger.ts'
import { subjectOfReport } from './own-subjects.ts'
import { recordObservation } from './record-observation.ts'

/**
 * errCode 9 corrects the row of this device: it may not ring this person now. The row of its group stays: WeChat says
 * 9 also for a device that has left the group, and the others in it may still ring.
 * @throws CallgrantError `openid_unknown`, `model_unknown`, `wechat_ledger_full`
 */
export async function reportCall(
  ctx: Context,
  caller: { role: 'backend'; appid: string },
  request: WechatCallOutcome,
): Promise<WechatOutcomeTaken> {
  const { openid, err_code, observed_at } = request
  const seen = { subject: subjectOfReport(request), status: statusOfCall(err_code) }
  const { taken, entry } = await recordObservation(ctx, caller, openid, seen, 'call_refused', observed_at)
  return { taken, status: entry?.status ?? null }
}
