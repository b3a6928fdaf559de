/** Records what was reported of one person and one device or group, if nothing newer is known (B5). */

import { CallgrantError } from '@callgrant/protocol/errors'
import { WECHAT_LIST_MAX } from '@callgrant/protocol/limits'
import type { Context } from '../../context.ts'
import { entryAfter, type LedgerEntry, type Observation } from '../../rules/ledger.ts'
import { announceEvents } from '../events/announce-events.ts'
import { ledgerChanged } from '../events/app-events.ts'
import { lockPerson } from '../people/lock-person.ts'
import { ownSubjects } from './own-subjects.ts'

/**
 * @param seen its `status` null: it says nothing, and nothing changes
 * @param observedAt milliseconds since 1970; later than now counts as now
 * @returns whether it was taken, and what the ledger says now
 * @throws CallgrantError `model_unknown`, `group_unknown`; `openid_unknown` from a back end for a person that the app
 * has not; `wechat_ledger_full`
 */
export async function recordObservation(
  ctx: Context,
  caller: { appid: string; role: 'person' | 'backend' },
  openid: string,
  seen: { subject: Observation['subject']; status: 0 | 1 | null },
  knownBy: LedgerEntry['knownBy'],
  observedAt: number | undefined,
): Promise<{ taken: boolean; entry: LedgerEntry | null }> {
  const { appid } = caller
  const person = { appid, openid }
  const { subject, status } = seen
  const isOwn = await ownSubjects(ctx.store, appid, [subject])
  if (!isOwn(subject)) throw new CallgrantError(subject.kind === 'device' ? 'model_unknown' : 'group_unknown')

  const { taken, entry } = await ctx.store.write(async (tx) => {
    if (caller.role === 'person') await lockPerson(tx, person)
    const listedAt = await tx.ledger.lock(appid, openid)
    if (listedAt === undefined) throw new CallgrantError('openid_unknown')
    const before = await tx.ledger.find(person, subject)
    const unchanged = { taken: false, entry: before }
    if (status === null) return unchanged
    const now = ctx.now()
    const at = Math.min(observedAt ?? now, now)
    // A list that was asked for then, or later, has seen this too.
    const isOld = (listedAt !== null && at <= listedAt) || (before !== null && at < before.observedAt)
    if (isOld) return unchanged
    if (!before && (await tx.ledger.count(appid, openid)) >= WECHAT_LIST_MAX) {
      throw new CallgrantError('wechat_ledger_full')
    }
    const after = entryAfter({ subject, status }, knownBy, at, before)
    await tx.ledger.put(person, [after])
    await tx.events.append(appid, ledgerChanged(openid, [{ before, after }], now))
    return { taken: true, entry: after }
  })
  if (taken) announceEvents(ctx, appid)
  return { taken, entry }
}
