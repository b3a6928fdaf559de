/** Checks one part of a chain of consent records. */

import type { RecordDamage } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { CHAINS, type ChainName, commitTo, hashRecord, isSealed } from '../../credentials/record-chain.ts'
import type { ChainRow } from '../../store/consent-chains.ts'
import { type ConsentRecordRow, ERASED } from '../../store/records.ts'
import { damaged } from './record-damage.ts'

/** Rows of one part. */
const PART = 1000

interface Part {
  damages: RecordDamage[]
  checked: number
  /** The place after which the next part begins; null: this is the last one. */
  next: number | null
}

/** What is known of a chain's ends: read before and after the rows, since nodes write meanwhile. */
interface Ends {
  before: ChainRow | null
  after: ChainRow | null
}

/** @param from the last place of the part before; null: the chain's beginning */
export async function checkChain(
  ctx: Context,
  appid: string,
  chain: ChainName,
  from: number | null,
): Promise<Part> {
  const { chains, records } = ctx.store
  const before = await chains.find(appid, chain)
  const first = from === null ? Number.MIN_SAFE_INTEGER : from + 1
  const read = await records.ofChain(appid, chain, first, PART)
  const context =
    from === null ? [] : (await records.ofChain(appid, chain, from, PART)).filter(({ seq }) => seq === from)
  const after = await chains.find(appid, chain)
  const sealed = (row: ChainRow | null) => (row && isSealed(ctx.keys, row) ? row : null)
  const ends: Ends = { before: sealed(before), after: sealed(after) }
  const whole = wholePlaces(read)
  const [rows, placeless] = [whole.filter(hasPlace), whole.filter((row) => !hasPlace(row))]
  const isLast = read.length < PART
  const erasures = await erasuresFor(ctx, appid, [...context, ...rows])

  const damages = from === null ? damagesOfHead(chain, before, ends) : []
  const last = context.find((row) => isAsWritten(row, erasures)) ?? context[0] ?? null
  damages.push(...damagesOfRows(chain, rows, last, { ends, erasures, from, isLast }))
  for (const { id, at } of placeless) damages.push(damaged('changed', { chain, record_id: id, at }))
  for (const row of rows) damages.push(...(await restoredBy(ctx, row)))
  return { damages, checked: whole.length, next: isLast ? null : (rows.at(-1)?.seq ?? null) }
}

/** All rows but those of the last place, which may go on in the next part; all of them when there is one place only. */
function wholePlaces(rows: ConsentRecordRow[]): ConsentRecordRow[] {
  const last = rows.at(-1)?.seq
  if (rows.length < PART || rows[0]?.seq === last) return rows
  return rows.filter(({ seq }) => seq !== last)
}

/** Not so of one whose place somebody made a text, as SQLite lets them: it stands after all numbers. */
function hasPlace({ seq }: ConsentRecordRow): boolean {
  return Number.isSafeInteger(seq)
}

function damagesOfHead(chain: ChainName, head: ChainRow | null, { before }: Ends): RecordDamage[] {
  if (!head) return [damaged('head_missing', { chain })]
  if (!before) return [damaged('head_changed', { chain, seq: head.seq })]
  return before.broken_at === null ? [] : [damaged('head_broken', { chain, at: before.broken_at })]
}

/** Which records, by chain and place, each erasure of these rows made blank. */
async function erasuresFor(
  ctx: Context,
  appid: string,
  rows: ConsentRecordRow[],
): Promise<Map<string, Erased>> {
  const ids = new Set(rows.flatMap(({ erased_by }) => (erased_by === null ? [] : [erased_by])))
  const found = await ctx.store.records.erasuresOf(appid, [...ids])
  return new Map([...found].map(([id, text]) => [id, readErased(text)]))
}

type Erased = Partial<Record<string, Set<number>>>

function readErased(text: string): Erased {
  try {
    const lists = JSON.parse(text) as Record<string, number[]>
    return Object.fromEntries(Object.entries(lists).map(([chain, seqs]) => [chain, new Set(seqs)]))
  } catch {
    return {} // changed by hand, which its own hash tells
  }
}

function damagesOfRows(
  chain: ChainName,
  rows: ConsentRecordRow[],
  context: ConsentRecordRow | null,
  {
    ends,
    erasures,
    from,
    isLast,
  }: { ends: Ends; erasures: Map<string, Erased>; from: number | null; isLast: boolean },
): RecordDamage[] {
  const damages: RecordDamage[] = []
  const report = (kind: RecordDamage['kind'], { seq, id, at }: ConsentRecordRow) =>
    damages.push(damaged(kind, { chain, seq, record_id: id, at }))
  const missing = (first: number, last: number) => {
    // What was removed for its age while this part was read is not missing.
    const seq = Math.max(first, (ends.after?.base_seq ?? 0) + 1)
    if (seq <= last) damages.push(damaged('removed', { chain, seq, until_seq: last }))
  }
  const base = ends.before
  let expected = from === null ? (base ? base.base_seq + 1 : null) : from + 1
  let last = context
  let lastIsGood = context !== null && isAsWritten(context, erasures)

  for (const [seq, atPlace] of Map.groupBy(rows, (row) => row.seq ?? 0)) {
    const row = atPlace.find((one) => isAsWritten(one, erasures)) ?? atPlace[0]
    if (!row) continue
    const isBeyond = ends.after !== null && base !== null && seq > ends.after.seq
    if ((expected !== null && seq < expected) || isBeyond) {
      for (const one of atPlace) report('added', one)
      continue
    }
    for (const one of atPlace) if (one !== row) report('added', one)
    if (expected !== null && seq > expected) missing(expected, seq - 1)
    // One that was written anew as a whole is known by what stands before it, or after it.
    const followsBase = !base || seq !== base.base_seq + 1 || row.previous === base.base_hash
    const isGood = isAsWritten(row, erasures) && followsBase
    if (!isGood) report('changed', row)
    else if (last?.seq === seq - 1 && lastIsGood && last.hash !== row.previous) report('changed', last)
    last = row
    lastIsGood = isGood
    expected = seq + 1
  }
  if (!isLast || !base) return damages
  if (expected !== null) missing(expected, base.seq)
  const head = [base, ends.after].find((one) => one && one.seq === last?.seq)
  if (head && last && lastIsGood && head.hash !== last.hash) report('changed', last)
  return damages
}

/** Whether a record is as the server wrote it, by itself. */
function isAsWritten(row: ConsentRecordRow, erasures: Map<string, Erased>): boolean {
  if (hashRecord(row) !== row.hash) return false
  if (row.salt !== null) return row.erased_by === null && commitTo(row.salt, row) === row.commitment
  const isBlank = Object.entries(ERASED).every(
    ([column, value]) => row[column as keyof typeof ERASED] === value,
  )
  const erased = erasures.get(row.erased_by ?? '')?.[row.chain ?? '']
  return isBlank && erased?.has(row.seq ?? 0) === true
}

/** Records that an erasure made blank, and that are filled now. */
async function restoredBy(ctx: Context, row: ConsentRecordRow): Promise<RecordDamage[]> {
  if (row.act !== 'erased' || row.erases === null || hashRecord(row) !== row.hash) return []
  const damages: RecordDamage[] = []
  const erased = readErased(row.erases)
  for (const chain of CHAINS) {
    const seqs = [...(erased[chain] ?? [])]
    for (const filled of await ctx.store.records.notBlankAmong(row.appid, chain, seqs)) {
      const { id, seq, at } = filled
      // Another record in its place is one that was changed.
      if (hashRecord(filled) === filled.hash)
        damages.push(damaged('restored', { chain, seq, record_id: id, at }))
    }
  }
  return damages
}
