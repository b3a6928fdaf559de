/** A newer node brings the tables up to date while nodes of the version before go on writing. */

import { randomBytes } from 'node:crypto'
import { Kysely, sql } from 'kysely'
import { describe, expect, inject, it, vi } from 'vitest'
import { asAdmin } from '../../test/as-admin.ts'
import { MIGRATIONS, migrate, pendingMigrations } from './migrate.ts'
import { postgresDialect } from './postgres-dialect.ts'
import { runAgain } from './run-again.ts'
import type { Tables } from './schema.ts'
import { sqliteDialect } from './sqlite-dialect.ts'
import { openStore } from './store.ts'

type Name = keyof typeof MIGRATIONS
const NAMES = Object.keys(MIGRATIONS) as Name[]
const upTo = (name: Name) =>
  Object.fromEntries(NAMES.filter((one) => one <= name).map((one) => [one, MIGRATIONS[one]]))

/**
 * Migrations that remove what the release before no longer read or wrote, and which release that was. Only those may do
 * more than add.
 */
const REMOVALS: Partial<Record<Name, string>> = {}

/** @returns why nodes of the version before could not go on writing after this statement, or null */
function notAdditive(statement: string, made: ReadonlySet<string>): string | null {
  const [, unique, on] = /^create (unique )?index .* on "(\w+)"/.exec(statement) ?? []
  if (on !== undefined) return unique && !made.has(on) ? 'their rows may not be unique' : null
  if (/^create table /.test(statement)) return null
  const column = /^alter table "\w+" add column (.*)$/.exec(statement)?.[1]
  if (column === undefined) return 'it does more than add a table, an index or a column'
  return / not null/.test(column) && !/ default /.test(column) ? 'they do not fill this column' : null
}

async function statementsOf(name: Name): Promise<string[]> {
  const statements: string[] = []
  let from = Number.POSITIVE_INFINITY
  const db = new Kysely<Tables>({
    dialect: sqliteDialect(':memory:'),
    log: ({ query }) => void statements.push(query.sql),
  })
  const before = NAMES[NAMES.indexOf(name) - 1]
  if (before !== undefined) await migrate(db, upTo(before))
  from = statements.length
  await MIGRATIONS[name].up(db)
  await db.destroy()
  return statements.slice(from)
}

it.each(NAMES)('%s only adds', async (name) => {
  const statements = await statementsOf(name)
  expect(statements.length).toBeGreaterThan(0)
  if (name in REMOVALS) return
  const made = new Set(statements.map((statement) => /^create table "(\w+)"/.exec(statement)?.[1] ?? ''))
  const faults = statements.map((statement) => [statement, notAdditive(statement, made)])
  expect(faults.filter(([, fault]) => fault !== null)).toEqual([])
})

it.each([
  ['alter table "call" drop column "payload"', /more than add/],
  ['alter table "call" rename column "payload" to "x"', /more than add/],
  ['alter table "call" add column "x" integer not null', /do not fill/],
  ['create unique index "x" on "call" ("openid")', /not be unique/],
  ['delete from "call"', /more than add/],
])('finds that %s is more', (statement, fault) => {
  expect(notAdditive(statement, new Set())).toMatch(fault)
})

const databaseUrl = inject('databaseUrl')

describe.skipIf(!databaseUrl)('two versions on one PostgreSQL', () => {
  it.each(NAMES.slice(0, -1))('nodes of %s go on writing while a newer one comes in', async (before) => {
    const name = `rolling_${randomBytes(6).toString('hex')}`
    const url = new URL(databaseUrl ?? '')
    url.pathname = `/${name}`
    await asAdmin(databaseUrl ?? '', `create database ${name}`)
    const older = new Kysely<Tables>({ dialect: await postgresDialect(url.href) })
    try {
      await migrate(older, upTo(before))
      const tables = await tablesOf(older)
      expect(tables.length).toBeGreaterThan(8)
      let rounds = 0
      let upgraded = false
      const writing = (async () => {
        // By the columns that this version knows, before, during and for a while after.
        for (let after = 0; after < 5; rounds++) {
          await writeAll(older, tables, rounds)
          if (upgraded) after++
        }
      })()
      await vi.waitFor(() => expect(rounds).toBeGreaterThan(2), 30_000)
      const newer = await openStore(url.href)
      upgraded = true
      await writing
      expect(await pendingMigrations(newer.db)).toEqual([])
      for (const { table } of tables) {
        const { rows } = await sql<{
          count: number
        }>`select count(*) as count from ${sql.table(table)}`.execute(newer.db)
        expect([table, rows[0]?.count]).toEqual([table, rounds])
      }
      // What was written by the version before is read by the new one.
      expect(await newer.people.exists('app-0', 'openid-0')).toBe(true)
      expect((await newer.calls.allOpen()).length).toBe(rounds)
      // One of the version before that is restarted finds more than it knows, and starts.
      await migrate(older, upTo(before))
      await newer.close()
    } finally {
      await older.destroy()
      await asAdmin(databaseUrl ?? '', `drop database ${name} with (force)`)
    }
  })
})

interface TableOfBefore {
  table: string
  columns: { name: string; number: boolean }[]
}

/** What the version before knows: the columns of its own schema. */
async function tablesOf(db: Kysely<Tables>): Promise<TableOfBefore[]> {
  const all = await db.introspection.getTables()
  return all.map(({ name: table, columns }) => ({
    table,
    columns: columns.map(({ name, dataType }) => ({ name, number: dataType !== 'text' })),
  }))
}

/** One transaction that adds a row to each table, reads it, and writes all its columns again. */
async function writeAll(db: Kysely<Tables>, tables: TableOfBefore[], round: number): Promise<void> {
  await runAgain(() =>
    db.transaction().execute(async (tx) => {
      for (const { table, columns } of tables) {
        const names = columns.map(({ name }) => sql.ref(name))
        const values = columns.map(({ name, number }) =>
          number ? round : `${name.replace('appid', 'app')}-${round}`,
        )
        const first = sql`${names[0]} = ${values[0]}`
        await sql`insert into ${sql.table(table)} (${sql.join(names)}) values (${sql.join(values)})`.execute(
          tx,
        )
        const { rows } = await sql`select ${sql.join(names)} from ${sql.table(table)} where ${first}`.execute(
          tx,
        )
        if (rows.length !== 1) throw new Error(`${table} has ${rows.length} rows of round ${round}`)
        const same = names.map((column) => sql`${column} = ${column}`)
        await sql`update ${sql.table(table)} set ${sql.join(same)} where ${first}`.execute(tx)
      }
    }),
  )
}
