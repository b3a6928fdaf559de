/** Opens the store: SQLite by default, PostgreSQL for several nodes; one schema and one set of queries for both. */

import { Kysely, sql, type Transaction } from 'kysely'
import type { CallState } from '../rules/call/call-state.ts'
import { batched } from './batched.ts'
import type { CallChange } from './call-changes.ts'
import { migrate } from './migrate.ts'
import { transact } from './pipelined-transaction.ts'
import type { PostgresLimits } from './postgres-dialect.ts'
import { type Repositories, repositoriesOf } from './repositories.ts'
import { runAgain } from './run-again.ts'
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
  /** As `calls.find`. Not inside `write`. Those that are looked for at the same moment are one query on PostgreSQL. */
  findCall(call: { appid: string; roomId: string }): Promise<CallState | undefined>
  /**
   * Carries out one change of a call by itself, all or nothing. Not inside `write`: there it is `callChanges.change`. Those that wait at
   * the same moment share a commit.
   * @returns false when somebody else was first, and nothing was written
   */
  changeCall(change: CallChange): Promise<boolean>
  /** Resolves when the database answers. @throws CallgrantError `unavailable` */
  ping(): Promise<void>
  /** The database's clock, in milliseconds since 1970; null: SQLite has no clock but this machine's. */
  time(): Promise<number | null>
  /**
   * Writes SQLite's file anew without what was deleted, up to `SCRUB_MAX_BYTES`, and empties its log. Not inside `write`. Of no
   * effect on PostgreSQL, which vacuums by itself.
   * @returns whether nothing of it is left in the files; false also when another process reads the log just now
   */
  scrub(): Promise<boolean>
  /**
   * Writes SQLite's file anew, whatever its size, if `scrub` left it for later. All else waits for it: about a second for
   * each 100 MB.
   * @returns whether there was something to do
   */
  scrubLater(): Promise<boolean>
  /** Empties SQLite's log into its file, as far as no other process reads it. Not inside `write`. */
  emptyLog(): Promise<void>
  close(): Promise<void>
}

/** The tables within one transaction. */
export type Tx = Repositories

/** A store with its database in sight: for migrations, the doctor, benchmarks and tests. */
export interface Database extends Store {
  db: Kysely<Tables>
  dialect: 'sqlite' | 'postgres'
  /** How often this process has waited for SQLite's disk; null: PostgreSQL. */
  commits(): number | null
}

/**
 * Opens a store and brings its tables up to date.
 * @param url `sqlite::memory:`, `sqlite:/path/file.db` or `postgres://user:password@host/database`
 * @param limits of the connections to PostgreSQL
 * @throws CallgrantError `unavailable` when the database cannot be reached
 */
export async function openStore(url: string, limits: Partial<PostgresLimits> = {}): Promise<Database> {
  const sqlite = /^sqlite:(.+)$/.exec(url)?.[1]
  if (sqlite !== undefined) {
    const dialect = sqliteDialect(sqlite)
    const db = new Kysely<Tables>({ dialect })
    await closeUnless(db, () => migrate(db))
    const inTransaction: Transact = (work) => db.transaction().execute(work)
    return storeOver(db, 'sqlite', inTransaction, dialect.commits)
  }
  if (!/^postgres(ql)?:\/\//.test(url)) {
    throw new TypeError('The store’s address should begin with `sqlite:` or `postgres://`.')
  }
  // Its driver is not loaded where SQLite does.
  const { patientPostgresDialect, postgresDialect } = await import('./postgres-dialect.ts')
  const migrating = new Kysely<Tables>({ dialect: patientPostgresDialect(url) })
  await closeUnless(migrating, () => migrate(migrating))
  await migrating.destroy()
  const dialect = await postgresDialect(url, limits)
  const db = new Kysely<Tables>({ dialect })
  return storeOver(
    db,
    'postgres',
    (work) => transact(db, dialect, work),
    () => null,
  )
}

type Transact = <T>(work: (transaction: Transaction<Tables>) => Promise<T>) => Promise<T>

/** The largest file of SQLite that is written anew while people wait: some tenths of a second. */
const SCRUB_MAX_BYTES = 64 * 1024 * 1024
/** What SQLite's `user_version` is while a larger one is still to be written anew. */
const SCRUB_LATER = 1

/** @returns false when another process reads it */
async function emptyLog(db: Kysely<Tables>): Promise<boolean> {
  const { rows } = await sql<{ busy: number }>`pragma wal_checkpoint(truncate)`.execute(db)
  return rows[0]?.busy === 0
}

function storeOver(
  db: Kysely<Tables>,
  dialect: Database['dialect'],
  inTransaction: Transact,
  commits: Database['commits'],
): Database {
  const repositories = repositoriesOf(db)
  const write = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
    runAgain(() => inTransaction((transaction) => work(repositoriesOf(transaction))))
  const { calls, callChanges } = repositories
  const ofCalls: Pick<Store, 'findCall' | 'changeCall'> =
    dialect === 'postgres'
      ? {
          findCall: batched('find calls', calls.findAll),
          changeCall: batched('change calls', callChanges.changeAll),
        }
      : {
          findCall: ({ appid, roomId }) => calls.find(appid, roomId),
          changeCall: batched('change calls', (changes) => write((tx) => tx.callChanges.changeEach(changes))),
        }
  return Object.assign(repositories, {
    db,
    dialect,
    commits,
    write,
    ...ofCalls,
    async ping() {
      await sql`select 1`.execute(db)
    },
    async time() {
      if (dialect === 'sqlite') return null
      const { rows } = await sql<{ now: number }>`
        select (extract(epoch from clock_timestamp()) * 1000)::float8 as now`.execute(db)
      return rows[0]?.now ?? null
    },
    async scrub() {
      if (dialect !== 'sqlite') return false
      const { rows } = await sql<{ bytes: number }>`
        select page_count * page_size as bytes from pragma_page_count, pragma_page_size`.execute(db)
      const isSmall = (rows[0]?.bytes ?? 0) <= SCRUB_MAX_BYTES
      // Deleted cells are zeroed already; copies that SQLite made when it moved them are not.
      if (isSmall) await sql`vacuum`.execute(db)
      else await sql`pragma user_version = ${sql.lit(SCRUB_LATER)}`.execute(db)
      return (await emptyLog(db)) && isSmall
    },
    async scrubLater() {
      if (dialect !== 'sqlite') return false
      const { rows } = await sql<{ user_version: number }>`pragma user_version`.execute(db)
      if (rows[0]?.user_version !== SCRUB_LATER) return false
      await sql`vacuum`.execute(db)
      // After it: where it was cut short, the next start does it again.
      await sql`pragma user_version = 0`.execute(db)
      await emptyLog(db)
      return true
    },
    async emptyLog() {
      if (dialect === 'sqlite') await emptyLog(db)
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
