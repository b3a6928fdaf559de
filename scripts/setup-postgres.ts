/** Vitest's global setup for the server's tests: one PostgreSQL for the run. */

import type { TestProject } from 'vitest/node'
import { type Postgres, startPostgres } from './lib/postgres.ts'
import { missing } from './lib/requirements.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a superuser, so that a test can make databases; undefined where there is no PostgreSQL. */
    databaseUrl: string | undefined
  }
}

/** Starts PostgreSQL unless CALLGRANT_TEST_DATABASE_URL names one already. */
export default async function setup(project: TestProject): Promise<(() => Promise<void>) | undefined> {
  let postgres: Postgres | undefined
  if (!process.env.CALLGRANT_TEST_DATABASE_URL) {
    try {
      postgres = await startPostgres()
      process.env.CALLGRANT_TEST_DATABASE_URL = postgres.url
    } catch (error) {
      missing('PostgreSQL', (error as Error).message, 'its tests are skipped')
    }
  }
  project.provide('databaseUrl', process.env.CALLGRANT_TEST_DATABASE_URL)
  if (!postgres) return undefined
  const { stop } = postgres
  return async () => {
    delete process.env.CALLGRANT_TEST_DATABASE_URL
    await stop()
  }
}
