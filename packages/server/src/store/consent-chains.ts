/** Where the chains of consent records begin and end, one row for each app and chain. Its row is the lock of a chain. */

import type { Selectable } from 'kysely'
import type { ChainName } from '../credentials/record-chain.ts'
import type { Db } from './db.ts'
import { fixedQuery } from './fixed-query.ts'
import type { ConsentChainTable } from './schema.ts'

export type ChainRow = Selectable<ConsentChainTable>

const chainLocked = fixedQuery<ChainRow>(
  'consent_chain_locked',
  `select appid, chain, base_seq, base_hash, seq, hash, broken_at, links_until, seal from consent_chain
    where appid = $1 and chain = $2`,
  { lock: true },
)

/**
 * Locks a chain for the rest of the transaction; last of all locks, since everybody of the app waits for it.
 * @returns null when it has no row, and nothing was locked
 */
export async function lock(tx: Db, appid: string, chain: ChainName): Promise<ChainRow | null> {
  return (await chainLocked(tx, [appid, chain]))[0] ?? null
}

export async function find(db: Db, appid: string, chain: ChainName): Promise<ChainRow | null> {
  const row = await db
    .selectFrom('consent_chain')
    .selectAll()
    .where('appid', '=', appid)
    .where('chain', '=', chain)
    .executeTakeFirst()
  return row ?? null
}

/** Adds a row; one that is there already stays. @returns whether it was added */
export async function insert(db: Db, row: ChainRow): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('consent_chain')
    .values(row)
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirstOrThrow()
  return numInsertedOrUpdatedRows === 1n
}

/** True when an app has a chain. */
export async function any(db: Db): Promise<boolean> {
  const row = await db
    .selectFrom('consent_chain')
    .select('appid')
    .where('appid', '!=', '')
    .limit(1)
    .executeTakeFirst()
  return row !== undefined
}

/** Apps that have no row for this chain. */
export async function appsWithout(db: Db, chain: ChainName): Promise<string[]> {
  const rows = await db
    .selectFrom('app')
    .leftJoin('consent_chain', (join) =>
      join.onRef('consent_chain.appid', '=', 'app.appid').on('consent_chain.chain', '=', chain),
    )
    .select('app.appid')
    .where('consent_chain.appid', 'is', null)
    .execute()
  return rows.map(({ appid }) => appid)
}

/** Writes a chain's row, once it is locked. */
export async function update(tx: Db, { appid, chain, ...row }: ChainRow): Promise<void> {
  await tx
    .updateTable('consent_chain')
    .set(row)
    .where('appid', '=', appid)
    .where('chain', '=', chain)
    .execute()
}

/** Chains, of every app, whose seal is not by this master key. @param after key of the last one before */
export async function sealedByOthers(
  db: Db,
  kid: string,
  after: { appid: string; chain: string } | null,
  limit: number,
): Promise<ChainRow[]> {
  let query = db.selectFrom('consent_chain').selectAll().where('seal', 'not like', `${kid}.%`)
  if (after) {
    query = query.where((eb) =>
      eb(eb.refTuple('appid', 'chain'), '>', eb.tuple(after.appid, after.chain as ChainName)),
    )
  }
  return query.orderBy('appid').orderBy('chain').limit(limit).execute()
}
