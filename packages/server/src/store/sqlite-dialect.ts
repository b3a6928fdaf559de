/** Kysely over `node:sqlite`: one connection, prepared statements kept, every transaction takes the write lock first. */

import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  SqliteAdapter,
  type SqliteDatabase,
  SqliteDialect,
  type SqliteDialectConfig,
  SqliteDriver,
  type SqliteStatement,
} from 'kysely'
import { asStoreError } from './failures.ts'

/** Statements kept prepared. The server has about a hundred; lists of varying length make a few more. */
const STATEMENTS_KEPT = 500
/** How long another process (a backup, the command line) may hold the file before we answer `unavailable`. */
const BUSY_MS = 5000
/** Pages of the file kept in memory, in KiB, as far as there are that many: some 100,000 people. SQLite's own is 2 MiB. */
const CACHE_KIB = 32_768

/**
 * @param path a file, or `:memory:`
 * @returns the dialect for `new Kysely({ dialect })`
 */
export function sqliteDialect(path: string): Dialect {
  const config: SqliteDialectConfig = { database: async () => openDatabase(path) }
  const dialect = new SqliteDialect(config)
  return {
    createAdapter: () => new TransactionalSqliteAdapter(),
    createDriver: () => new ImmediateSqliteDriver(config),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

function openDatabase(path: string): SqliteDatabase {
  try {
    // Made for its owner's eyes only; SQLite gives its journals the same mode.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
    const database = new DatabaseSync(path, { timeout: BUSY_MS })
    // FULL: what was acknowledged survives a power cut, not only a crash of the process.
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    database.exec(`pragma cache_size = -${CACHE_KIB}`)
    return adapt(database)
  } catch (error) {
    throw asStoreError(error)
  }
}

/** Gives `node:sqlite` the shape that Kysely's driver expects, with a bounded cache of statements. */
function adapt(database: DatabaseSync): SqliteDatabase {
  const kept = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    prepare(sql) {
      const found = kept.get(sql)
      if (found) {
        // Last used goes last, so that the first is the one to drop.
        kept.delete(sql)
        kept.set(sql, found)
        return found
      }
      // SQLite rolls back by itself after some failures; a second rollback must not hide the first error.
      if (sql === 'rollback' && !database.isTransaction) return NOTHING_TO_ROLL_BACK
      const made = adaptStatement(attempt(() => database.prepare(sql)))
      kept.set(sql, made)
      const oldest = kept.keys().next().value
      if (kept.size > STATEMENTS_KEPT && oldest !== undefined) kept.delete(oldest)
      return made
    },
  }
}

function adaptStatement(statement: StatementSync): SqliteStatement {
  const values = (parameters: readonly unknown[]) => parameters as SQLInputValue[]
  return {
    reader: statement.columns().length > 0,
    all: (parameters) => attempt(() => statement.all(...values(parameters))),
    run: (parameters) => attempt(() => statement.run(...values(parameters))),
    iterate: (parameters) => attempt(() => statement.iterate(...values(parameters))),
  }
}

const NOTHING_TO_ROLL_BACK: SqliteStatement = {
  reader: false,
  all: () => [],
  run: () => ({ changes: 0, lastInsertRowid: 0 }),
  iterate: () => [].values(),
}

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asStoreError(error)
  }
}

/** Takes the write lock at once: a transaction that reads first can then not fail half-way for another's write. */
class ImmediateSqliteDriver extends SqliteDriver {
  override async beginTransaction(connection: DatabaseConnection): Promise<void> {
    await connection.executeQuery(CompiledQuery.raw('begin immediate'))
  }
}

/** SQLite does run table changes in a transaction; saying so keeps a killed migration from being half done. */
class TransactionalSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
}
