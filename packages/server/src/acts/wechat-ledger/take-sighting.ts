/** One thing seen of one person and one device or group, taken into the ledger if it is the newest (B5). */

import { CallgrantError } from '@callgrant/protocol/errors'
import { WECHAT_LIST_MAX } from '@callgrant/protocol/limits'
import { subjectKey } from '../../domain/authorization.ts'
import { type LedgerChange, rowAfter, type Sighting, type WechatRow } from '../../domain/wechat-ledger.ts'
import { ensurePerson } from '../../store/people.ts'
import {
  countWechatAuthorizations,
  findWechatAuthorization,
  lockLedger,
  putWechatAuthorizations,
} from '../../store/wechat-authorizations.ts'
import type { Context } from '../context.ts'
import { ownSubjects } from './own-subjects.ts'
import { publishLedger } from './publish-ledger.ts'

/**
 * @param seen its `status` null: it says nothing, and nothing changes
 * @param observedAt milliseconds since 1970; later than now counts as now
 * @returns whether it was taken, and the row that the ledger has now
 * @throws CallgrantError `model_unknown`, `group_unknown`; `openid_unknown` from a back end for a person that the app
 * has not; `wechat_ledger_full`
 */
export async function takeSighting(
  ctx: Context,
  caller: { appid: string; role: 'person' | 'backend' },
  openid: string,
  seen: { subject: Sighting['subject']; status: 0 | 1 | null },
  knownBy: WechatRow['known_by'],
  observedAt: number | undefined,
): Promise<{ taken: boolean; row: WechatRow | null }> {
  const { appid } = caller
  const { subject, status } = seen
  const isOwn = await ownSubjects(ctx.store.db, appid, [subject])
  if (!isOwn(subject)) throw new CallgrantError(subject.kind === 'device' ? 'model_unknown' : 'group_unknown')

  const { taken, row, changes } = await ctx.store.transaction(async (tx) => {
    if (caller.role === 'person') await ensurePerson(tx, appid, openid, ctx.now())
    const listedAt = await lockLedger(tx, appid, openid)
    if (listedAt === undefined) throw new CallgrantError('openid_unknown')
    const before = await findWechatAuthorization(tx, { appid, openid, subject: subjectKey(subject) })
    const unchanged = { taken: false, row: before, changes: [] }
    if (status === null) return unchanged
    const now = ctx.now()
    const at = Math.min(observedAt ?? now, now)
    // A list that was asked for then, or later, has seen this too.
    const isOld = (listedAt !== null && at <= listedAt) || (before !== null && at < before.observed_at)
    if (isOld) return unchanged
    if (!before && (await countWechatAuthorizations(tx, appid, openid)) >= WECHAT_LIST_MAX) {
      throw new CallgrantError('wechat_ledger_full')
    }
    const after = rowAfter({ appid, openid }, { subject, status }, knownBy, at, before)
    await putWechatAuthorizations(tx, [after])
    const changes: LedgerChange[] = [{ before, after }]
    return { taken: true, row: after, changes }
  })
  await publishLedger(ctx, changes)
  return { taken, row }
}
