/** Removes records that somebody was asked, once they are old, from the beginning of their chain. */

import type { Context } from '../../context.ts'
import { sealHead } from '../../credentials/record-chain.ts'
import { lockChain } from './record-chain.ts'

/** Apps looked at in one step. */
const APPS = 20

/**
 * One step, over the records of every app. The head of the chain keeps where it begins now, so that what was removed for its
 * age can be told from what was removed by hand.
 * @param before milliseconds since 1970 @param limit most records of this step
 * @returns how many were removed
 */
export async function removeOldQuestions(ctx: Context, before: number, limit: number): Promise<number> {
  let removed = 0
  for (const appid of await ctx.store.records.appsAskedBefore(before, APPS)) {
    removed += await removeOfApp(ctx, appid, before, limit - removed)
    if (removed >= limit) break
  }
  return removed
}

async function removeOfApp(ctx: Context, appid: string, before: number, limit: number): Promise<number> {
  return ctx.store.write(async (tx) => {
    const head = await lockChain(ctx, tx, appid, 'asked')
    const rows = await tx.records.ofChain(appid, 'asked', head.base_seq + 1, limit)
    const young = rows.findIndex(({ at }) => at >= before)
    const old = young === -1 ? rows : rows.slice(0, young)
    const last = old.at(-1)
    if (!last) return 0
    await tx.records.removeUpTo(appid, 'asked', last.seq ?? 0)
    const base = { base_seq: last.seq ?? 0, base_hash: last.hash ?? '' }
    const begun = { ...head, ...base }
    await tx.chains.update({ ...begun, seal: sealHead(ctx.keys, begun) })
    return old.length
  })
}
