/** Finds records of consent that were changed, removed or added by hand (B3). */

import type { RecordCheckPage, RecordDamage, VerifyRecords } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { CHAINS, type ChainHead, type ChainName } from '../../credentials/record-chain.ts'
import { readCursor } from '../page.ts'
import { checkChain } from './check-chain.ts'
import { damaged } from './record-damage.ts'
import { readHead } from './record-head.ts'

/** Rows that are in no chain, reported at most. */
const UNCHAINED = 200

/**
 * Checks the app's records, a part at a time: each by its own hash and by the next one, and the ends by their seals. Nodes may
 * write meanwhile.
 * @returns the damages of this part. Those of a whole check are those of all its pages
 * @throws CallgrantError `bad_request` for a cursor that is not ours, or a head that this server did not sign for this app
 */
export async function verifyRecords(
  ctx: Context,
  caller: { appid: string },
  query: VerifyRecords,
): Promise<RecordCheckPage> {
  const { appid } = caller
  const { chain, after } = placeOf(query.cursor)
  const items: RecordDamage[] = []
  if (query.head !== undefined && after === null) {
    const kept = await readHead(ctx, appid, query.head)
    items.push(...(await checkKept(ctx, appid, chain, kept)))
  }
  const part = await checkChain(ctx, appid, chain, after)
  items.push(...part.damages)
  const cursor = (name: ChainName, seq: number | '') => `${name}.${seq === '' ? 'start' : seq}`
  const { checked } = part
  if (part.next !== null) return { items, checked, next_cursor: cursor(chain, part.next) }
  const following = CHAINS[CHAINS.indexOf(chain) + 1]
  if (following) return { items, checked, next_cursor: cursor(following, '') }
  for (const row of await ctx.store.records.unchained(appid, UNCHAINED)) {
    items.push(damaged('added', { record_id: row.id, at: row.at }))
  }
  return { items, checked, next_cursor: null }
}

/** Which chain, and after which of its places; null: from its beginning. */
function placeOf(cursor: string | undefined): { chain: ChainName; after: number | null } {
  const [name, seq] = readCursor(cursor, ['text', 'text']) ?? [CHAINS[0], 'start']
  const chain = CHAINS.find((one) => one === name)
  const after = seq === 'start' ? null : Number(seq)
  if (!chain || (after !== null && !Number.isSafeInteger(after))) {
    throw new CallgrantError('bad_request', {
      faults: [{ parameter: 'cursor', message: 'should be `next_cursor` of the page before' }],
    })
  }
  return { chain, after }
}

/** Whether the chain still goes through a head that somebody kept. */
async function checkKept(
  ctx: Context,
  appid: string,
  chain: ChainName,
  kept: Pick<ChainHead, 'chain' | 'seq' | 'hash'>[],
): Promise<RecordDamage[]> {
  const head = kept.find((one) => one.chain === chain)
  if (!head || head.seq === 0) return []
  const [row] = await ctx.store.records.ofChain(appid, chain, head.seq, 1)
  if (row?.seq === head.seq && row.hash === head.hash) return []
  const now = await ctx.store.chains.find(appid, chain)
  // Removed for its age since, and all before it.
  if (row?.seq !== head.seq && now && now.base_seq >= head.seq) return []
  return [damaged('head_lost', { chain, seq: head.seq })]
}
