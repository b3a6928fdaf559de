/** Opens the store: SQLite by default, PostgreSQL for several nodes; one schema and one set of queries for both. */

import { setTimeout as wait } from 'node:timers/promises'
import { CallgrantError } from '@callgrant/protocol/errors'
import { Kysely, sql, type Transaction } from 'kysely'
import { mayRunAgain } from './failures.ts'
import { migrate } from './migrate.ts'
import type { Tables } from './schema.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

export interface Store {
  /** For single queries. Inside `transaction` use its `tx`: SQLite has one connection, and it is taken. */
  db: Kysely<Tables>
  dialect: 'sqlite' | 'postgres'
  /**
   * Runs `work` all or nothing. When PostgreSQL finds a deadlock or a serialization failure, the whole of `work`
   * runs again, so it must have no effect but through `tx`.
   * @throws CallgrantError `unavailable` when the database is away, or after five such failures
   */
  transaction<T>(work: (tx: Transaction<Tables>) => Promise<T>): Promise<T>
  /** Resolves when the database answers. @throws CallgrantError `unavailable` */
  ping(): Promise<void>
  close(): Promise<void>
}

const ATTEMPTS = 5

/**
 * Opens a store and brings its tables up to date.
 * @param url `sqlite::memory:`, `sqlite:/path/file.db` or `postgres://user:password@host/database`
 * @throws CallgrantError `unavailable` when the database cannot be reached
 */
export async function openStore(url: string): Promise<Store> {
  const sqlite = /^sqlite:(.+)$/.exec(url)?.[1]
  if (sqlite !== undefined) {
    const db = new Kysely<Tables>({ dialect: sqliteDialect(sqlite) })
    await closeUnless(db, () => migrate(db))
    return storeOver(db, 'sqlite')
  }
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new TypeError('The store’s address should begin with `sqlite:` or `postgres://`.')
  }
  // Its driver is not loaded where SQLite does.
  const { postgresDialect } = await import('./postgres-dialect.ts')
  const migrating = new Kysely<Tables>({ dialect: postgresDialect(url, { patient: true }) })
  await closeUnless(migrating, () => migrate(migrating))
  await migrating.destroy()
  return storeOver(new Kysely<Tables>({ dialect: postgresDialect(url) }), 'postgres')
}

function storeOver(db: Kysely<Tables>, dialect: Store['dialect']): Store {
  return {
    db,
    dialect,
    async transaction(work) {
      for (let attempt = 1; ; attempt++) {
        try {
          return await db.transaction().execute(work)
        } catch (error) {
          if (!mayRunAgain(error)) throw error
          if (attempt === ATTEMPTS) throw new CallgrantError('unavailable', { cause: error })
          // A short, uneven pause, so that the two that met do not meet again.
          await wait(Math.random() * 10 * 2 ** attempt)
        }
      }
    },
    async ping() {
      await sql`select 1`.execute(db)
    },
    close: () => db.destroy(),
  }
}

async function closeUnless(db: Kysely<Tables>, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await db.destroy()
    throw error
  }
}
