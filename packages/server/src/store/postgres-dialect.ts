/**
 * Kysely over `pg`: a pool that survives restarts of the server, integers as numbers, errors classified, a limit on how
 * long anything takes. Works behind PgBouncer in transaction mode as well.
 */

import { Socket } from 'node:net'
import {
  type Dialect,
  PostgresAdapter,
  PostgresDialect,
  type PostgresPool,
  type PostgresPoolClient,
} from 'kysely'
import pg from 'pg'
import type { Settings } from '../config/settings.ts'
import { SETTINGS } from '../config/table.ts'
import { asStoreError, isAway, isNotAsPrepared, isRefusedSetting } from './failures.ts'
import { statementName } from './fixed-query.ts'
import { runAgain } from './run-again.ts'

/** See `SETTINGS` for what each limits. */
export type PostgresLimits = Pick<
  Settings,
  'databasePool' | 'databaseWait' | 'databaseStatementTimeout' | 'databaseLockTimeout'
>

const DEFAULTS: PostgresLimits = {
  databasePool: SETTINGS.databasePool.default,
  databaseWait: SETTINGS.databaseWait.default,
  databaseStatementTimeout: SETTINGS.databaseStatementTimeout.default,
  databaseLockTimeout: SETTINGS.databaseLockTimeout.default,
}
/** Type number of `int8` in PostgreSQL: our times and counts, all below 2^53. */
const INT8 = 20
/** The server answers first; this much later a server counts as silent. */
const SILENT_MS = 2000

const types = {
  getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
    oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
}

/**
 * For migrations and the doctor, which may wait for another node's: one connection, and no limit but for connecting.
 * @param url `postgres://user:password@host/database`
 */
export function patientPostgresDialect(url: string): Dialect {
  return dialectOver({ ...base(url, DEFAULTS), max: 1 }, null)
}

/**
 * For everything else. Looks once how the limits can be had: a server takes them at the start of a connection;
 * PgBouncer, which shares a server's connections out by the transaction, refuses or ignores them there, and is told them
 * at the start of each transaction.
 * @throws CallgrantError `unavailable` when the server cannot be reached
 */
export async function postgresDialect(url: string, limits: Partial<PostgresLimits> = {}): Promise<Dialect> {
  const all = { ...DEFAULTS, ...limits }
  const settings = {
    statement_timeout: all.databaseStatementTimeout,
    lock_timeout: all.databaseLockTimeout,
    idle_in_transaction_session_timeout: all.databaseStatementTimeout,
  }
  const config = {
    ...base(url, all),
    max: all.databasePool,
    query_timeout: all.databaseStatementTimeout + SILENT_MS,
  }
  if (await takesAtStart({ ...config, ...settings }, all.databaseLockTimeout)) {
    // Not through PgBouncer, whose older versions lose count of statements that were sent before the one before was answered.
    return dialectOver({ ...config, ...settings, pipeline: true, stream: () => new TurnSocket() }, null)
  }
  const set = Object.entries(settings).map(([name, ms]) => `set local ${name} = ${ms}`)
  return dialectOver(config, ['begin', ...set].join('; '))
}

function base(url: string, limits: PostgresLimits): pg.PoolConfig {
  return {
    connectionString: url,
    application_name: 'callgrant',
    connectionTimeoutMillis: limits.databaseWait,
    keepAlive: true,
    types,
  }
}

async function takesAtStart(config: pg.ClientConfig, lockTimeout: number): Promise<boolean> {
  const client = new pg.Client(config)
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query(`select setting from pg_settings where name = 'lock_timeout'`)
    return rows[0]?.setting === String(lockTimeout)
  } catch (error) {
    if (isRefusedSetting(error)) return false
    throw asStoreError(error)
  } finally {
    await client.end()
  }
}

/** Sends all that was written in one turn of the event loop at once: `pg` corks it for each statement. */
class TurnSocket extends Socket {
  override uncork(): void {
    process.nextTick(() => super.uncork())
  }
}

/** @param begin what begins a transaction and says its limits, in one message; null: its connection has them */
function dialectOver(config: pg.PoolConfig, begin: string | null): Dialect {
  const pool = new pg.Pool(config)
  // A connection that breaks is dropped by the pool, and the query that was on it fails by itself; without these
  // listeners Node would end the process instead.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  const dialect = new PostgresDialect({
    pool: adapt(pool, { begin: begin ?? 'begin', pipelines: config.pipeline === true, prepares: true }),
  })
  return {
    createAdapter: () => new UnlockedAdapter(),
    createDriver: () => dialect.createDriver(),
    createIntrospector: (db) => dialect.createIntrospector(db),
    createQueryCompiler: () => dialect.createQueryCompiler(),
  }
}

/** `migrate` takes a lock for its transaction; the migrator's own would be the session's. */
class UnlockedAdapter extends PostgresAdapter {
  override async acquireMigrationLock(): Promise<void> {}
  override async releaseMigrationLock(): Promise<void> {}
}

/** What holds for all connections of a pool. */
interface Shared {
  begin: string
  /** Statements of a transaction may be sent before the one before is answered. */
  pipelines: boolean
  /** False once a statement was not as it had been prepared. */
  prepares: boolean
}

function adapt(pool: pg.Pool, shared: Shared): PostgresPool {
  // Kysely knows a connection by the identity of its client.
  const adapted = new WeakMap<pg.PoolClient, AdaptedClient>()
  return {
    options: pool.options,
    end: () => pool.end(),
    async connect() {
      try {
        const client = await pool.connect()
        let wrapper = adapted.get(client)
        if (!wrapper) {
          wrapper = new AdaptedClient(client, shared)
          adapted.set(client, wrapper)
        }
        return wrapper
      } catch (error) {
        throw asStoreError(error)
      }
    },
  }
}

/** One connection of the pool, with its failures told apart. */
class AdaptedClient implements PostgresPoolClient {
  readonly query: PostgresPoolClient['query']
  readonly #client: pg.PoolClient
  readonly #shared: Shared
  #broken = false
  #inTransaction = false
  /** The statement under way, where the next one has to wait for it. */
  #underWay: Promise<unknown> = Promise.resolve()

  constructor(client: pg.PoolClient, shared: Shared) {
    this.#client = client
    this.#shared = shared
    const query = (text: string, parameters: readonly unknown[]) => {
      if (text === 'begin') this.#inTransaction = true
      // Of a transaction all runs again, by `Store.write`; a statement by itself is one.
      if (!this.#inTransaction) return runAgain(() => this.#run(text, parameters))
      return shared.pipelines ? this.#run(text, parameters) : this.#runNext(text, parameters)
    }
    // The interface has a second form, for cursors; nothing here streams.
    this.query = query as unknown as PostgresPoolClient['query']
  }

  #runNext(text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    const result = this.#underWay.then(() => this.#run(text, parameters))
    this.#underWay = Promise.allSettled([result])
    return result
  }

  async #run(text: string, parameters: readonly unknown[]): Promise<pg.QueryResult> {
    const name = this.#shared.prepares ? statementName(text) : undefined
    try {
      if (text === 'begin' && this.#shared.begin !== text) return await this.#client.query(this.#shared.begin)
      return await this.#client.query({ name, text, values: [...parameters] })
    } catch (error) {
      if (isNotAsPrepared(error)) this.#shared.prepares = false
      // After a time-out the old query may still be running on it: such a connection is not used again.
      if (isAway(error)) this.#broken = true
      throw asStoreError(error)
    }
  }

  release(): void {
    this.#inTransaction = false
    this.#client.release(this.#broken)
  }
}
