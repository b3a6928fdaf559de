/**
 * Group commit. What is written at the same moment shares one transaction of SQLite, and so one sync of the disk: each
 * unit (a transaction, or one statement by itself) has its turn, a transaction in a savepoint of its own. A unit is
 * answered only when what it wrote, or read of others, is on disk; when that fails, all of the group fail.
 */

import type { CompiledQuery, DatabaseConnection, Driver, QueryResult, SqliteDatabase } from 'kysely'

/** A database with what the group must know of it. */
export interface GroupedDatabase extends SqliteDatabase {
  /** False also after SQLite has rolled back by itself, as it does when the disk is full. */
  readonly isTransaction: boolean
}

/** Not faked where a test fakes the clock. */
const soon = setImmediate

/** What is neither (a pragma, a change of tables by itself) runs when no transaction is open. */
const READS = /^\s*select\b/i
const WRITES = /^\s*(insert|update|delete|with)\b/i

export class GroupCommitDriver implements Driver {
  readonly #open: () => GroupedDatabase
  #database: GroupedDatabase | undefined
  #group: Group | undefined
  /** Ends when the units before have had their turns. */
  #turn: Promise<void> = Promise.resolve()
  #taken = false
  #commits = 0

  constructor(open: () => GroupedDatabase) {
    this.#open = open
  }

  /** How often something was committed, which is how often the disk was waited for. */
  get commits(): number {
    return this.#commits
  }

  async init(): Promise<void> {
    this.#database = this.#open()
  }

  async acquireConnection(): Promise<Unit> {
    const before = this.#turn
    const { promise, resolve } = Promise.withResolvers<void>()
    this.#turn = promise
    await before
    this.#taken = true
    return new Unit((query, inTransaction) => this.#execute(query, inTransaction), resolve)
  }

  async beginTransaction(connection: DatabaseConnection): Promise<void> {
    this.#join()
    this.#run('savepoint unit')
    ;(connection as Unit).inTransaction = true
  }

  async commitTransaction(): Promise<void> {
    this.#run('release unit')
  }

  async rollbackTransaction(): Promise<void> {
    // SQLite may have rolled back all of the group by itself: there is no savepoint any more.
    if (!this.#db.isTransaction) return
    this.#run('rollback to unit')
    this.#run('release unit')
  }

  /** Gives the turn to the next unit, and then waits for the disk with all that ran in the group. */
  async releaseConnection(connection: DatabaseConnection): Promise<void> {
    const group = this.#group
    this.#taken = false
    if (group?.due) this.#finish(group)
    ;(connection as Unit).pass()
    // Also what only read: it may have seen what is not on disk yet.
    await group?.done.promise
  }

  async destroy(): Promise<void> {
    await this.#turn
    if (this.#group) this.#finish(this.#group)
    this.#database?.close()
  }

  get #db(): GroupedDatabase {
    if (!this.#database) throw new Error('The database is not open.')
    return this.#database
  }

  #run(sql: string): void {
    this.#db.prepare(sql).run([])
  }

  #execute<R>({ sql, parameters }: CompiledQuery, inTransaction: boolean): QueryResult<R> {
    const database = this.#db
    const writes = WRITES.test(sql)
    // A statement that would now be by itself must not be done for half of a transaction.
    if (inTransaction && !database.isTransaction)
      throw this.#group?.failure ?? new Error('rolled back by SQLite')
    if (!inTransaction && writes) this.#join()
    if (!inTransaction && !writes && !READS.test(sql) && this.#group) this.#finish(this.#group)
    const group = this.#group
    try {
      const statement = database.prepare(sql)
      if (statement.reader) {
        const rows = statement.all(parameters) as R[]
        if (group && writes && rows.length > 0) group.wrote = true
        return { rows }
      }
      const { changes, lastInsertRowid } = statement.run(parameters)
      if (group && changes > 0) group.wrote = true
      return { insertId: BigInt(lastInsertRowid), numAffectedRows: BigInt(changes), rows: [] }
    } catch (error) {
      if (group && !database.isTransaction) {
        group.failure = error
        group.due = true
      }
      throw error
    }
  }

  #join(): void {
    if (this.#group) return
    // Takes the write lock at once: what reads first can then not fail half-way for another process's write.
    this.#run('begin immediate')
    const group = new Group()
    this.#group = group
    // After all that has arrived by now has had its turn.
    soon(() => {
      if (this.#group !== group) return
      if (this.#taken) group.due = true
      else this.#finish(group)
    })
  }

  #finish(group: Group): void {
    this.#group = undefined
    try {
      if (group.failure !== undefined) throw group.failure
      this.#run('commit')
      if (group.wrote) this.#commits++
      group.done.resolve()
    } catch (error) {
      if (this.#db.isTransaction) this.#run('rollback')
      group.done.reject(error)
    }
  }
}

/** Units that share a commit. */
class Group {
  /** Settles when all of it is on disk, or nothing. */
  readonly done = Promise.withResolvers<void>()
  /** It is time to commit: the unit that has its turn is the last. */
  due = false
  wrote = false
  /** Why SQLite has rolled all of it back. */
  failure: unknown

  constructor() {
    // Whoever ran in it hears of a failure; where that is nobody, it must not end the process.
    this.done.promise.catch(() => {})
  }
}

type Execute = <R>(query: CompiledQuery, inTransaction: boolean) => QueryResult<R>

/** The database, for as long as one unit has its turn. */
class Unit implements DatabaseConnection {
  readonly pass: () => void
  readonly #execute: Execute
  inTransaction = false

  constructor(execute: Execute, pass: () => void) {
    this.#execute = execute
    this.pass = pass
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    return this.#execute(query, this.inTransaction)
  }

  // biome-ignore lint/correctness/useYield: nothing here streams
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error('Streams of rows are not used with SQLite.')
  }
}
