/** Kysely over `pg`: a pool that survives restarts of the server, integers as numbers, errors classified. */

import { type Dialect, PostgresDialect, type PostgresPool, type PostgresPoolClient } from 'kysely'
import pg from 'pg'
import { asStoreError, isAway } from './failures.ts'
import { statementName } from './fixed-query.ts'

/** Type number of `int8` in PostgreSQL: our times and counts, all below 2^53. */
const INT8 = 20
const CONNECT_MS = 5000
const STATEMENT_MS = 15_000

/**
 * @param url `postgres://user:password@host/database`
 * @param options `patient`: for migrations, which may wait for another node's; they take one connection and no limits
 */
export function postgresDialect(url: string, options: { patient?: boolean } = {}): Dialect {
  const pool = new pg.Pool({
    connectionString: url,
    application_name: 'callgrant',
    connectionTimeoutMillis: CONNECT_MS,
    max: options.patient ? 1 : 20,
    keepAlive: true,
    types: {
      getTypeParser: ((oid: number, format?: 'text' | 'binary') =>
        oid === INT8 ? Number : pg.types.getTypeParser(oid, format)) as typeof pg.types.getTypeParser,
    },
    ...(!options.patient && {
      statement_timeout: STATEMENT_MS,
      // The server answers first; this is for a server that went silent.
      query_timeout: STATEMENT_MS + 2000,
      idle_in_transaction_session_timeout: STATEMENT_MS,
    }),
  })
  // A connection that breaks is dropped by the pool, and the query that was on it fails by itself; without these
  // listeners Node would end the process instead.
  pool.on('error', () => {})
  pool.on('connect', (client) => client.on('error', () => {}))
  return new PostgresDialect({ pool: adapt(pool) })
}

function adapt(pool: pg.Pool): PostgresPool {
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
          wrapper = new AdaptedClient(client)
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
  #broken = false

  constructor(client: pg.PoolClient) {
    this.#client = client
    const query = async (text: string, parameters: readonly unknown[]) => {
      try {
        return await this.#client.query({ name: statementName(text), text, values: [...parameters] })
      } catch (error) {
        // After a time-out the old query may still be running on it: such a connection is not used again.
        if (isAway(error)) this.#broken = true
        throw asStoreError(error)
      }
    }
    // The interface has a second form, for cursors; nothing here streams.
    this.query = query as unknown as PostgresPoolClient['query']
  }

  release(): void {
    this.#client.release(this.#broken)
  }
}
