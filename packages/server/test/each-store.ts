/** Runs the same tests on both databases: SQLite in a temporary file, PostgreSQL in a database of its own. */

import { randomBytes } from 'node:crypto'
import { copyFileSync, mkdtempSync } from 'node:fs'
import { rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, describe, inject, it } from 'vitest'
import { type Database, openStore } from '../src/store/store.ts'
import { asAdmin } from './as-admin.ts'

/** An empty store; closed after the test. */
export interface TestStore extends Database {
  url: string
  /** Another node's view of the same data. SQLite has one process and so one node: there it is the store itself. */
  secondNode(): Promise<Database>
}

/**
 * @param tests declares the tests; `open` gives each test an empty store, and may be called in `beforeEach`
 * @example eachStore((open) => { it('…', async () => { const store = await open() }) })
 */
export function eachStore(
  tests: (open: () => Promise<TestStore>, dialect: Database['dialect']) => void,
): void {
  describe('on SQLite', () => onSqlite((open) => tests(open, 'sqlite')))
  const databaseUrl = inject('databaseUrl')
  if (databaseUrl) {
    describe('on PostgreSQL', () => onPostgres(databaseUrl, (open) => tests(open, 'postgres')))
  } else if (process.env.CALLGRANT_REQUIRE_ALL === '1') {
    it('on PostgreSQL', () => {
      throw new Error('PostgreSQL is required (CALLGRANT_REQUIRE_ALL=1), and there is none.')
    })
  } else {
    describe.skip('on PostgreSQL (there is none: set CALLGRANT_TEST_DATABASE_URL)', () => {
      tests(() => Promise.reject(new Error('There is no PostgreSQL.')), 'postgres')
    })
  }
}

function onSqlite(tests: (open: () => Promise<TestStore>) => void): void {
  const opened: { store: Database; folder: string }[] = []
  afterEach(async () => {
    for (const { store, folder } of opened.splice(0)) {
      await store.close()
      await rm(folder, { recursive: true, force: true })
    }
  })
  tests(async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-store-'))
    const file = join(folder, 'test.db')
    copyFileSync(inject('emptyFile'), file)
    const url = `sqlite:${file}`
    const store = await openStore(url)
    opened.push({ store, folder })
    return { ...store, url, secondNode: async () => store }
  })
}

function onPostgres(serverUrl: string, tests: (open: () => Promise<TestStore>) => void): void {
  const name = `test_${randomBytes(6).toString('hex')}`
  const url = new URL(serverUrl)
  url.pathname = `/${name}`
  const opened: Database[] = []
  let made = false
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close()
  })
  afterAll(async () => {
    if (made) await asAdmin(serverUrl, `drop database ${name} with (force)`)
  })
  tests(async () => {
    if (made) await asAdmin(url.href, EMPTY_ALL_TABLES)
    else await asAdmin(serverUrl, `create database ${name} template ${inject('emptyDatabase')}`)
    made = true
    const open = async () => {
      const store = await openStore(url.href)
      opened.push(store)
      return store
    }
    return { ...(await open()), url: url.href, secondNode: open }
  })
}

const EMPTY_ALL_TABLES = `
  do $$ declare t text; begin
    for t in select tablename from pg_tables where schemaname = 'public' and tablename not like 'kysely_%' loop
      execute format('delete from %I', t);
    end loop;
  end $$`
