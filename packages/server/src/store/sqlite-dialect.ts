/** Kysely over `node:sqlite`: one connection, prepared statements kept, commits shared. */

import { closeSync, openSync } from 'node:fs'
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite'
import { type Dialect, SqliteAdapter, SqliteDialect, type SqliteStatement } from 'kysely'
import { asStoreError } from './failures.ts'
import { GroupCommitDriver, type GroupedDatabase } from './sqlite-driver.ts'

/** Statements kept prepared. The server has about a hundred; lists of varying length make a few more. */
const STATEMENTS_KEPT = 500
/** How long another process (a backup, the command line) may hold the file before we answer `unavailable`. */
const BUSY_MS = 5000
/** Pages of the file kept in memory, in KiB, as far as there are that many: some 100,000 people. SQLite's own is 2 MiB. */
const CACHE_KIB = 32_768
/**
 * Bytes of the file that are read where the system keeps them, without a copy of each page: as many as SQLite maps. Of ten
 * million grants a check takes 0.77 of the time. It is written as ever, and what is mapped is the system's to drop.
 */
const MAPPED_BYTES = 2_147_418_112

export interface SqliteStoreDialect extends Dialect {
  /** How often this process has waited for the disk. */
  commits(): number
}

/**
 * @param path a file, or `:memory:`
 * @returns the dialect for `new Kysely({ dialect })`
 */
export function sqliteDialect(path: string): SqliteStoreDialect {
  const driver = new GroupCommitDriver(() => openDatabase(path))
  const dialect = new SqliteDialect({ database: async () => openDatabase(path) })
  return {
    commits: () => driver.commits,
    createAdapter: () => new GroupedSqliteAdapter(),
    createDriver: () => driver,
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

function openDatabase(path: string): GroupedDatabase {
  try {
    // Made for its owner's eyes only; SQLite gives its journals the same mode.
    if (path !== ':memory:') closeSync(openSync(path, 'a', 0o600))
    const database = new DatabaseSync(path, { timeout: BUSY_MS })
    // FULL: what was acknowledged survives a power cut, not only a crash of the process.
    database.exec('pragma journal_mode = wal; pragma synchronous = full; pragma foreign_keys = on')
    // What is deleted is overwritten.
    database.exec('pragma secure_delete = on')
    database.exec(`pragma cache_size = -${CACHE_KIB}; pragma mmap_size = ${MAPPED_BYTES}`)
    return adapt(database)
  } catch (error) {
    throw asStoreError(error)
  }
}

/** Gives `node:sqlite` the shape that Kysely's driver expects, with a bounded cache of statements. */
function adapt(database: DatabaseSync): GroupedDatabase {
  const kept = new Map<string, SqliteStatement>()
  return {
    close: () => database.close(),
    get isTransaction() {
      return database.isTransaction
    },
    prepare(sql) {
      const found = kept.get(sql)
      if (found) {
        // Last used goes last, so that the first is the one to drop.
        kept.delete(sql)
        kept.set(sql, found)
        return found
      }
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

function attempt<T>(work: () => T): T {
  try {
    return work()
  } catch (error) {
    throw asStoreError(error)
  }
}

/** Tables change in a transaction, so that a killed migration is not half done; and the driver takes turns by itself. */
class GroupedSqliteAdapter extends SqliteAdapter {
  override get supportsTransactionalDdl(): boolean {
    return true
  }
  override get supportsMultipleConnections(): boolean {
    return true
  }
}
