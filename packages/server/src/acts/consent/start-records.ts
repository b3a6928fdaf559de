/** What a server does at its start so that the records of consent are linked and sealed by the keys it has (B3). */

import type { Context } from '../../context.ts'
import { CHAINS, emptyChain, isSealed, sealHead } from '../../credentials/record-chain.ts'
import type { Tx } from '../../store/store.ts'
import { linkRows, lockChain, withoutSeal } from './record-chain.ts'

/** Rows of one read. */
const STEP = 500
/** How long an upgrade may take, node after node: so long records are linked that a node of the version before wrote. */
const UPGRADE_MS = 7 * 86_400_000

/**
 * Links what a version before has written, once for each store; and, at each start while an upgrade may be going on, what
 * nodes of that version have written since. Any number of nodes may start at once.
 */
export async function startRecords(ctx: Context): Promise<void> {
  await ctx.store.write((tx) => beginStore(ctx, tx))
  const own = await ctx.store.chains.find('', 'answers')
  const isOpen = own !== null && isSealed(ctx.keys, own) && ctx.now() < (own.links_until ?? 0)
  for (const chain of CHAINS) {
    for (const appid of await ctx.store.chains.appsWithout(chain)) {
      await ctx.store.write((tx) => lockChain(ctx, tx, appid, chain))
    }
  }
  if (isOpen) {
    for (const appid of await ctx.store.records.appsUnchained()) {
      await ctx.store.write((tx) => linkAll(ctx, tx, appid))
    }
  }
  await sealAnew(ctx)
}

/** Once for each store: links all that there is. Another node that starts now waits for the store's own row. */
async function beginStore(ctx: Context, tx: Tx): Promise<void> {
  const isFirst = !(await tx.chains.any())
  const own = { ...emptyChain('', 'answers'), links_until: isFirst ? ctx.now() + UPGRADE_MS : null }
  if (!(await tx.chains.insert({ ...own, seal: sealHead(ctx.keys, own) })) || !isFirst) return
  for (const appid of await tx.records.appsUnchained()) await linkAll(ctx, tx, appid)
}

async function linkAll(ctx: Context, tx: Tx, appid: string): Promise<void> {
  for (;;) {
    const rows = (await tx.records.unchained(appid, STEP)).filter(({ chain }) => chain === null)
    if (rows.length > 0) await linkRows(ctx, tx, rows)
    if (rows.length < STEP) return
  }
}

/** After a change of keys: seals by the current key what an older one sealed, so that the older one may go. */
async function sealAnew(ctx: Context): Promise<void> {
  const { kid } = ctx.keys.current
  let after: { appid: string; chain: string } | null = null
  for (;;) {
    const rows = await ctx.store.chains.sealedByOthers(kid, after, STEP)
    for (const { appid, chain } of rows) {
      await ctx.store.write(async (tx) => {
        const row = await tx.chains.lock(appid, chain)
        if (!row || !isSealed(ctx.keys, row)) return
        const head = withoutSeal(row)
        await tx.chains.update({ ...head, seal: sealHead(ctx.keys, head) })
      })
    }
    after = rows.at(-1) ?? null
    if (!after) return
  }
}
