/** What a query runs on, and where the two databases differ. */

import { type Kysely, PostgresAdapter, type Transaction } from 'kysely'
import type { Tables } from './schema.ts'

/** The store itself, or a transaction of it. */
export type Db = Kysely<Tables> | Transaction<Tables>

/**
 * True where a row can be locked with `for update`; SQLite needs none, its transactions are serial already.
 * Use it as `.$if(hasRowLocks(tx), (query) => query.forUpdate())`.
 */
export function hasRowLocks(db: Db): boolean {
  return db.getExecutor().adapter instanceof PostgresAdapter
}
