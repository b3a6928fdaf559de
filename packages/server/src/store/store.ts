/** Opens the store: SQLite by default, PostgreSQL for several nodes; one schema and one set of queries for both. */

import { setTimeout as wait } from 'node:timers/promises'
import { CallgrantError } from '@callgrant/protocol/errors'
import { Kysely, sql } from 'kysely'
import { mayRunAgain } from './failures.ts'
import { migrate } from './migrate.ts'
import { type Repositories, repositoriesOf } from './repositories.ts'
import type { Tables } from './schema.ts'
import { sqliteDialect } from './sqlite-dialect.ts'

/** What acts are handed: functions, one repository a table. Outside of `write` each is a query by itself. */
export interface Store extends Repositories {
  /**
   * Runs `work` all or nothing. Inside use `tx` only: SQLite has one connection, and it is taken. When PostgreSQL finds
   * a deadlock or a serialization failure, the whole of `work` runs again, so it must have no effect but through `tx`.
   * @throws CallgrantError `unavailable` when the database is away, or after five such failures
   */
  write<T>(work: (tx: Tx) => Promise<T>): Promise<T>
  /** Resolves when the database answers. @throws CallgrantError `unavailable` */
  ping(): Promise<void>
  /** The database's clock, in milliseconds since 1970; null: SQLite has no clock but this machine's. */
  time(): Promise<number | null>
  close(): Promise<void>
}

/** The tables within one transaction. */
export type Tx = Repositories

/** A store with its database in sight: for migrations, the doctor, benchmarks and tests. */
export interface Database extends Store {
  db: Kysely<Tables>
  dialect: 'sqlite' | 'postgres'
}

const ATTEMPTS = 5

/**
 * Opens a store and brings its tables up to date.
 * @param url `sqlite::memory:`, `sqlite:/path/file.db` or `postgres://user:password@host/database`
 * @throws CallgrantError `unavailable` when the database cannot be reached
 */
export async function openStore(url: string): Promise<Database> {
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

function storeOver(db: Kysely<Tables>, dialect: Database['dialect']): Database {
  return Object.assign(repositoriesOf(db), {
    db,
    dialect,
    async write<T>(work: (tx: Tx) => Promise<T>): Promise<T> {
      for (let attempt = 1; ; attempt++) {
        try {
          return await db.transaction().execute((transaction) => work(repositoriesOf(transaction)))
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
    async time() {
      if (dialect === 'sqlite') return null
      const { rows } = await sql<{ now: number }>`
        select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(db)
      return rows[0]?.now ?? null
    },
    close: () => db.destroy(),
  })
}

async function closeUnless(db: Kysely<Tables>, work: () => Promise<void>): Promise<void> {
  try {
    await work()
  } catch (error) {
    await db.destroy()
    throw error
  }
}
