/** Vitest's global setup for the server's tests: one PostgreSQL for the run, and an empty store of each kind, of which tests take copies. */

import { execFileSync } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type { TestProject } from 'vitest/node'
import { asAdmin } from '../packages/server/test/as-admin.ts'
import { type Postgres, startPostgres } from './lib/postgres.ts'
import { missing } from './lib/requirements.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Of a superuser, so that a test can make databases; undefined where there is no PostgreSQL. */
    databaseUrl: string | undefined
    /** Name of a database there that has all tables, and nothing in them: others are begun as copies of it. */
    emptyDatabase: string | undefined
    /** A file of SQLite that has all tables, and nothing in them. */
    emptyFile: string
  }
}

/** Starts PostgreSQL unless CALLGRANT_TEST_DATABASE_URL names one already. */
export default async function setup(project: TestProject): Promise<() => Promise<void>> {
  let postgres: Postgres | undefined
  if (!process.env.CALLGRANT_TEST_DATABASE_URL) {
    try {
      postgres = await startPostgres()
      process.env.CALLGRANT_TEST_DATABASE_URL = postgres.url
    } catch (error) {
      missing('PostgreSQL', (error as Error).message, 'its tests are skipped')
    }
  }
  const url = process.env.CALLGRANT_TEST_DATABASE_URL
  const emptyDatabase = url === undefined ? undefined : await makeEmptyDatabase(url)
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-empty-'))
  const emptyFile = join(folder, 'empty.db')
  makeTables(`sqlite:${emptyFile}`)
  project.provide('databaseUrl', url)
  project.provide('emptyDatabase', emptyDatabase)
  project.provide('emptyFile', emptyFile)
  return async () => {
    rmSync(folder, { recursive: true })
    if (url && emptyDatabase) await asAdmin(url, `drop database ${emptyDatabase} with (force)`)
    if (!postgres) return
    delete process.env.CALLGRANT_TEST_DATABASE_URL
    await postgres.stop()
  }
}

async function makeEmptyDatabase(serverUrl: string): Promise<string> {
  const name = `test_empty_${randomBytes(6).toString('hex')}`
  await asAdmin(serverUrl, `create database ${name}`)
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  makeTables(url.href)
  return name
}

/** In a process of its own: what a global setup imports does not come from our sources. */
function makeTables(url: string): void {
  const store = resolve(import.meta.dirname, '../packages/server/src/store/store.ts')
  const make = `await (await (await import(process.argv[1])).openStore(process.argv[2])).close()`
  execFileSync(process.execPath, ['--conditions=callgrant-source', '--eval', make, store, url])
}
