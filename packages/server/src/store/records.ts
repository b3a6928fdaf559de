/**
 * The record of consent: rows are added, linked in chains, and changed only to forget a person. What was asked is removed
 * when it is old, oldest first; answers are kept.
 */

import { type Selectable, sql } from 'kysely'
import type { ChainName } from '../credentials/record-chain.ts'
import type { Db } from './db.ts'
import type { ConsentRecordTable } from './schema.ts'

export type ConsentRecordRow = Selectable<ConsentRecordTable>

/** Rows of one insert: SQLite takes 32,766 values in a statement, a row has 22. */
const ROWS_AT_ONCE = 500

/** What is blank of a record once its person is forgotten. */
export const ERASED = {
  openid: '',
  kind: null,
  model_id: null,
  sn: null,
  group_id: null,
  display_name: null,
  words: null,
  sdk: null,
  language: null,
  app_name: null,
  terms: null,
  salt: null,
} as const

/** Adds rows that have their place in a chain, with the chain locked. */
export async function insert(tx: Db, rows: ConsentRecordRow[]): Promise<void> {
  for (let from = 0; from < rows.length; from += ROWS_AT_ONCE) {
    await tx
      .insertInto('consent_record')
      .values(rows.slice(from, from + ROWS_AT_ONCE))
      .execute()
  }
}

export async function find(db: Db, appid: string, id: string): Promise<ConsentRecordRow | null> {
  const row = await db
    .selectFrom('consent_record')
    .selectAll()
    .where('id', '=', id)
    .where('appid', '=', appid)
    .executeTakeFirst()
  return row ?? null
}

export interface RecordFilter {
  openid?: string | undefined
  modelId?: string | undefined
  sn?: string | undefined
  groupId?: string | undefined
  /** Milliseconds since 1970: from the first, and before the second. */
  from?: number | undefined
  until?: number | undefined
}

/** Records, newest first. @param before key of the last row before */
export async function list(
  db: Db,
  appid: string,
  filter: RecordFilter,
  before: string | null,
  limit: number,
): Promise<ConsentRecordRow[]> {
  let query = db.selectFrom('consent_record').selectAll().where('appid', '=', appid)
  if (filter.openid !== undefined) query = query.where('openid', '=', filter.openid)
  if (filter.sn !== undefined) query = query.where('sn', '=', filter.sn)
  if (filter.modelId !== undefined) query = query.where('model_id', '=', filter.modelId)
  if (filter.groupId !== undefined) query = query.where('group_id', '=', filter.groupId)
  // An id begins with its time, by which the index is in order.
  if (filter.from !== undefined) query = query.where('id', '>=', idFrom(filter.from))
  if (filter.until !== undefined) query = query.where('id', '<', idFrom(filter.until))
  if (before !== null) query = query.where('id', '<', before)
  return query.orderBy('id', 'desc').limit(limit).execute()
}

/** The least id of a record of this time, as `recordId` makes them. */
function idFrom(at: number): string {
  return at.toString(36).padStart(9, '0')
}

/** A chain's rows from a place on, in order. @param from the first place */
export async function ofChain(
  db: Db,
  appid: string,
  chain: ChainName,
  from: number,
  limit: number,
): Promise<ConsentRecordRow[]> {
  return db
    .selectFrom('consent_record')
    .selectAll()
    .where('appid', '=', appid)
    .where('chain', '=', chain)
    .where('seq', '>=', from)
    .orderBy('seq')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** The first and the last row of a chain; null for one that has none. */
export async function endsOfChain(
  db: Db,
  appid: string,
  chain: ChainName,
): Promise<{ first: ConsentRecordRow; last: ConsentRecordRow } | null> {
  const [first, last] = await Promise.all(
    (['asc', 'desc'] as const).map((order) =>
      db
        .selectFrom('consent_record')
        .selectAll()
        .where('appid', '=', appid)
        .where('chain', '=', chain)
        .where('seq', 'is not', null)
        .orderBy('seq', order)
        .limit(1)
        .executeTakeFirst(),
    ),
  )
  return first && last ? { first, last } : null
}

/** Apps that have rows in neither chain. */
export async function appsUnchained(db: Db): Promise<string[]> {
  const rows = await db
    .selectFrom('consent_record')
    .select('appid')
    .distinct()
    .where('chain', 'is', null)
    .execute()
  return rows.map(({ appid }) => appid)
}

/** Gives a row its place in a chain, with the chain locked. */
export async function link(tx: Db, row: ConsentRecordRow): Promise<void> {
  const { id, salt, commitment, chain, seq, previous, hash } = row
  const place = { salt, commitment, chain, seq, previous, hash }
  await tx.updateTable('consent_record').set(place).where('id', '=', id).where('chain', 'is', null).execute()
}

/** Rows that are in neither chain: of a version before, or written by hand. */
export async function unchained(db: Db, appid: string, limit: number): Promise<ConsentRecordRow[]> {
  return (
    db
      .selectFrom('consent_record')
      .selectAll()
      .where('appid', '=', appid)
      // In the words that the partial index is made with.
      .where(sql<boolean>`(chain is null or seq is null or chain not in ('answers', 'asked'))`)
      .orderBy('id')
      .limit(limit)
      .execute()
  )
}

/** Of these erasures, those that there are, each with the text of what it made blank. */
export async function erasuresOf(db: Db, appid: string, ids: string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('consent_record')
    .select(['id', 'erases'])
    .where('appid', '=', appid)
    .where('id', 'in', ids)
    .where('act', '=', 'erased')
    .execute()
  return new Map(rows.map(({ id, erases }) => [id, erases ?? '{}']))
}

/** Of these places of a chain, those whose record is not blank. */
export async function notBlankAmong(
  db: Db,
  appid: string,
  chain: ChainName,
  seqs: number[],
): Promise<ConsentRecordRow[]> {
  const found: ConsentRecordRow[] = []
  for (let from = 0; from < seqs.length; from += ROWS_AT_ONCE) {
    const rows = await db
      .selectFrom('consent_record')
      .selectAll()
      .where('appid', '=', appid)
      .where('chain', '=', chain)
      .where('seq', 'in', seqs.slice(from, from + ROWS_AT_ONCE))
      .where('salt', 'is not', null)
      .execute()
    found.push(...rows)
  }
  return found
}

/** Makes every record of a person blank. @returns the places that they have, by chain */
export async function erasePerson(
  tx: Db,
  appid: string,
  openid: string,
  erasedBy: string,
): Promise<{ chain: ChainName | null; seq: number | null }[]> {
  return tx
    .updateTable('consent_record')
    .set({ ...ERASED, erased_by: erasedBy })
    .where('appid', '=', appid)
    .where('openid', '=', openid)
    .returning(['chain', 'seq'])
    .execute()
}

/** Apps whose oldest record of asking, which is the first of its chain, is from before `before`. */
export async function appsAskedBefore(db: Db, before: number, limit: number): Promise<string[]> {
  const rows = await db
    .selectFrom('app')
    .select('appid')
    .where(
      (eb) =>
        eb
          .selectFrom('consent_record')
          .select('at')
          .whereRef('consent_record.appid', '=', 'app.appid')
          .where('chain', '=', 'asked')
          .orderBy('seq')
          .limit(1),
      '<',
      before,
    )
    .limit(limit)
    .execute()
  return rows.map(({ appid }) => appid)
}

/** Removes the rows of a chain up to a place, with the chain locked. */
export async function removeUpTo(tx: Db, appid: string, chain: ChainName, seq: number): Promise<void> {
  await tx
    .deleteFrom('consent_record')
    .where('appid', '=', appid)
    .where('chain', '=', chain)
    .where('seq', '<=', seq)
    .execute()
}
