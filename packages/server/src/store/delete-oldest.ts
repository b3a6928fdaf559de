/** Clears old rows in small steps, so that no step holds up what the store is for. */

import { type Expression, type SqlBool, sql } from 'kysely'
import { type Db, hasRowLocks } from './db.ts'
import type { Tables } from './schema.ts'

/**
 * Deletes the oldest rows of a table. Nodes that do it at once take different rows.
 * @param key columns of its primary key
 * @param column the time by which they are old, with an index
 * @param before milliseconds since 1970: rows of an earlier time go
 * @param limit most rows of this step
 * @param only those of which this is true, in the words of a partial index
 * @returns how many went
 */
export async function deleteOldest<T extends keyof Tables>(
  db: Db,
  table: T,
  key: readonly (keyof Tables[T] & string)[],
  column: keyof Tables[T] & string,
  before: number,
  limit: number,
  only: Expression<SqlBool> = sql`1 = 1`,
): Promise<number> {
  const columns = sql.join(key.map((name) => sql.ref(name)))
  const skipLocked = hasRowLocks(db) ? sql`for update skip locked` : sql``
  // Materialized: PostgreSQL may otherwise read the limited rows once for each row of a join, and delete more of them.
  const { numAffectedRows } = await sql`
    with old as materialized (
      select ${columns} from ${sql.table(table)}
      where ${only} and ${sql.ref(column)} < ${before} order by ${sql.ref(column)} limit ${limit} ${skipLocked}
    )
    delete from ${sql.table(table)} where (${columns}) in (select ${columns} from old)`.execute(db)
  return Number(numAffectedRows ?? 0)
}
