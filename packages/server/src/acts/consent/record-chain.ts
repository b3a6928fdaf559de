/** Links records of consent in the chains of their app (B3), inside the transaction that writes what they tell of. */

import type { Context } from '../../context.ts'
import {
  CHAINS,
  type ChainHead,
  type ChainName,
  commitTo,
  emptyChain,
  hashRecord,
  isSealed,
  newSalt,
  sealHead,
} from '../../credentials/record-chain.ts'
import type { ConsentRecordRow } from '../../store/records.ts'
import type { Tx } from '../../store/store.ts'

/** A record before it has its place: of what a person was asked or did, or that one was forgotten. */
export type NewRecord = Unlinked & { act: Exclude<ConsentRecordRow['act'], 'erased'> }
export type ErasureRecord = Unlinked & { act: 'erased'; erases: string }
type Unlinked = Omit<
  ConsentRecordRow,
  'salt' | 'commitment' | 'chain' | 'seq' | 'previous' | 'hash' | 'erases' | 'erased_by'
>

/**
 * Adds records of one app, in this order. Call it last in the transaction: everybody of the app who writes a record
 * waits for its end.
 */
export async function appendRecords(
  ctx: Context,
  tx: Tx,
  records: readonly (NewRecord | ErasureRecord)[],
): Promise<void> {
  for (const [chain, ofChain] of Map.groupBy(records, chainOf)) {
    const head = await lockChain(ctx, tx, ofChain[0]?.appid ?? '', chain)
    await tx.records.insert(ofChain.map((record) => placeAfter(head, record)))
    await tx.chains.update({ ...head, seal: sealHead(ctx.keys, head) })
  }
}

/** Links rows of one app that are in neither chain yet, in this order. */
export async function linkRows(ctx: Context, tx: Tx, rows: readonly ConsentRecordRow[]): Promise<void> {
  for (const [chain, ofChain] of Map.groupBy(rows, chainOf)) {
    const head = await lockChain(ctx, tx, ofChain[0]?.appid ?? '', chain)
    for (const row of ofChain) await tx.records.link(placeAfter(head, row))
    await tx.chains.update({ ...head, seal: sealHead(ctx.keys, head) })
  }
}

/** The record in the place after the head, which moves on to it. */
function placeAfter(head: ChainHead, record: Unlinked & { erases?: string | null }): ConsentRecordRow {
  const salt = newSalt()
  const place = { chain: head.chain, seq: head.seq + 1, previous: head.hash }
  const linked = { ...record, ...place, erases: record.erases ?? null, commitment: commitTo(salt, record) }
  const hash = hashRecord(linked)
  head.seq = place.seq
  head.hash = hash
  return { ...linked, salt, hash, erased_by: null }
}

function chainOf({ act }: Pick<ConsentRecordRow, 'act'>): ChainName {
  return act === 'asked' ? 'asked' : 'answers'
}

/** Makes the chains of a new app, so that one that goes missing is seen. */
export async function startChains(ctx: Context, tx: Tx, appid: string): Promise<void> {
  for (const chain of CHAINS) {
    const head = emptyChain(appid, chain)
    await tx.chains.insert({ ...head, seal: sealHead(ctx.keys, head) })
  }
}

/**
 * Locks a chain, for who writes its head anew. A head that is gone, or was changed by hand, stops nobody from deciding:
 * the chain goes on from the rows that there are, and says so for ever.
 */
export async function lockChain(ctx: Context, tx: Tx, appid: string, chain: ChainName): Promise<ChainHead> {
  const row = await tx.chains.lock(appid, chain)
  if (row && isSealed(ctx.keys, row)) return withoutSeal(row)
  const ends = await tx.records.endsOfChain(appid, chain)
  const brokenAt = row?.broken_at ?? (row || ends ? ctx.now() : null)
  const found: ChainHead = {
    ...emptyChain(appid, chain),
    ...(ends && {
      base_seq: (ends.first.seq ?? 1) - 1,
      base_hash: ends.first.previous ?? '',
      seq: ends.last.seq ?? 0,
      hash: ends.last.hash ?? '',
    }),
    broken_at: brokenAt,
  }
  if (row) return found
  await tx.chains.insert({ ...found, seal: sealHead(ctx.keys, found) })
  // Another transaction may have made it in the meantime.
  return lockChain(ctx, tx, appid, chain)
}

export function withoutSeal({ seal: _, ...head }: ChainHead & { seal: string }): ChainHead {
  return head
}
