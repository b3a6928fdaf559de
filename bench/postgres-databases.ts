/** Databases of their own on the PostgreSQL that the tests are given, else on a throw-away one. */

import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { startPostgres } from '../scripts/lib/postgres.ts'

export interface PostgresDatabases {
  /** The address of a new, empty one. */
  database(): Promise<string>
  /** Removes them. */
  stop(): Promise<void>
}

/** @returns an Error that says why there is no PostgreSQL */
export async function postgresDatabases(): Promise<PostgresDatabases | Error> {
  const given = process.env.CALLGRANT_TEST_DATABASE_URL
  const own = given ? null : await startPostgres().catch((error: Error) => error)
  if (own instanceof Error) return own
  const server = given ?? own?.url ?? ''
  const admin = new pg.Client({ connectionString: server })
  await admin.connect()
  const names: string[] = []
  return {
    async database() {
      const name = `bench_${randomBytes(6).toString('hex')}`
      await admin.query(`create database ${name}`)
      names.push(name)
      const url = new URL(server)
      url.pathname = `/${name}`
      return url.href
    },
    async stop() {
      for (const name of names) await admin.query(`drop database ${name} with (force)`)
      await admin.end()
      await own?.stop()
    },
  }
}
