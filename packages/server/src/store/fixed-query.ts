/**
 * Queries of the hot paths, as texts that never change: compiled by nobody, and on PostgreSQL parsed and planned once
 * a connection and not each time. Worth it where a query takes longer to be made than to be run.
 */

import { createHash } from 'node:crypto'
import { CompiledQuery } from 'kysely'
import { type Db, hasRowLocks } from './db.ts'

/** Names by text. As many as there are fixed queries in the source, so that statements do not pile up on a server. */
const names = new Map(['begin', 'commit', 'rollback'].map((text) => [text, `callgrant_${text}`]))

/** The name under which PostgreSQL keeps this text prepared; undefined for every query that was built. */
export function statementName(text: string): string | undefined {
  return names.get(text)
}

/**
 * Makes a query of one text for both databases. At the top of a module only: each one is kept for ever.
 *
 * @param name unique; how PostgreSQL calls the statement begins with it. The rest is of its text, so that nodes of two
 *   versions that share connections behind a pooler cannot run each other's
 * @param text one for both databases, or one for each, with `$1`, `$2` … for its parameters. It names its columns: with `*`, a column that a newer node adds
 *   would make PostgreSQL refuse the statement on this one
 * @param options `lock`: the rows are locked for the rest of the transaction, where rows can be locked
 */
export function fixedQuery<Row>(
  name: string,
  text: string | { sqlite: string; postgres: string },
  options: { lock?: boolean } = {},
): (db: Db, parameters: readonly (string | number | null)[]) => Promise<Row[]> {
  const { sqlite, postgres } = typeof text === 'string' ? { sqlite: text, postgres: text } : text
  const onPostgres = CompiledQuery.raw(options.lock ? `${postgres} for update` : postgres)
  const print = createHash('sha256').update(onPostgres.sql).digest('hex').slice(0, 16)
  names.set(onPostgres.sql, `callgrant_${name}_${print}`)
  const onSqlite = CompiledQuery.raw(sqlite.replace(/\$(?=\d)/g, '?'))
  return async (db, parameters) => {
    const query = hasRowLocks(db) ? onPostgres : onSqlite
    const { rows } = await db.executeQuery<Row>({ ...query, parameters })
    return rows
  }
}
