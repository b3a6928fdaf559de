/** Commits of SQLite that several share: acknowledged means on disk, and each is as it would be alone. */

import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { databaseOf, type Repositories } from './repositories.ts'
import { type Database, openStore } from './store.ts'

const APP = 'app'
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

async function open(): Promise<{ store: Database; path: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-group-'))
  const path = join(folder, 'test.db')
  const store = await openStore(`sqlite:${path}`)
  cleanUp.push(
    () => rmSync(folder, { recursive: true, force: true }),
    () => store.close(),
  )
  return { store, path }
}

const add = (store: Database, openid: string) => store.write((tx) => tx.people.ensure(APP, openid, 1))

/** What is committed, as another process sees it. */
function onDisk(path: string): string[] {
  const other = new DatabaseSync(path, { readOnly: true })
  const rows = other.prepare('select openid from person order by openid').all()
  other.close()
  return rows.map(({ openid }) => String(openid))
}

it('waits for the disk once for what is written at the same moment, and answers when it is there', async () => {
  const { store, path } = await open()
  const before = store.commits() ?? 0
  const seen: string[][] = []
  const people = Array.from({ length: 20 }, (_, n) => `p${String(n).padStart(2, '0')}`)
  await Promise.all(
    people.map(async (openid, n) => {
      // Transactions and single statements alike.
      await (n % 2 ? add(store, openid) : store.people.ensure(APP, openid, 1))
      seen.push(onDisk(path))
    }),
  )
  expect((store.commits() ?? 0) - before).toBe(1)
  for (const rows of seen) expect(rows).toEqual(people)
  await add(store, 'later')
  expect((store.commits() ?? 0) - before).toBe(2)
})

it('commits nothing for what only looks, or changes its mind', async () => {
  const { store } = await open()
  const before = store.commits()
  expect(await store.write((tx) => tx.people.exists(APP, 'nobody'))).toBe(false)
  expect(await store.people.exists(APP, 'nobody')).toBe(false)
  expect(store.commits()).toBe(before)
})

it('rolls back the one that fails, and only it', async () => {
  const { store, path } = await open()
  const broken = store.write(async (tx) => {
    await tx.people.ensure(APP, 'bob', 1)
    throw new Error('changed my mind')
  })
  const twice = store.db.insertInto('person').values([
    { appid: APP, openid: 'carol', created_at: 1 },
    { appid: APP, openid: 'carol', created_at: 2 },
  ])
  const all = await Promise.allSettled([add(store, 'alice'), broken, twice.execute(), add(store, 'dave')])
  expect(all.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'rejected', 'fulfilled'])
  expect(onDisk(path)).toEqual(['alice', 'dave'])
})

it('gives all of a group the error when their commit fails, and goes on', async () => {
  const { store, path } = await open()
  await sql`create table parent (id integer primary key)`.execute(store.db)
  await sql`create table child (id integer references parent deferrable initially deferred)`.execute(store.db)
  const orphan = store.write((tx) => sql`insert into child values (1)`.execute(databaseOf(tx)))
  // What was read of the others is not true either.
  const look = store.people.exists(APP, 'alice')
  const all = await Promise.allSettled([
    add(store, 'alice'),
    orphan,
    look,
    store.people.ensure(APP, 'bob', 1),
  ])
  const failed = /FOREIGN KEY/
  for (const one of all)
    expect(one).toMatchObject({ status: 'rejected', reason: { message: expect.stringMatching(failed) } })
  expect(onDisk(path)).toEqual([])
  await add(store, 'carol')
  expect(onDisk(path)).toEqual(['carol'])
})

it('gives all of a group the error when SQLite rolls it back by itself', async () => {
  const { store, path } = await open()
  await sql`create table once (id integer unique on conflict rollback)`.execute(store.db)
  await sql`insert into once values (1)`.execute(store.db)
  const first = add(store, 'alice')
  const rolledBack = store.write(async (tx) => {
    await sql`insert into once values (1)`.execute(databaseOf(tx)).catch(() => {})
    // By itself it would be half of the transaction.
    await tx.people.ensure(APP, 'bob', 1)
  })
  const all = await Promise.allSettled([first, rolledBack, add(store, 'carol')])
  expect(all.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'fulfilled'])
  expect(onDisk(path)).toEqual(['carol'])
})

it('answers what was read of others only when that is on disk', async () => {
  const { store, path } = await open()
  const writing = add(store, 'alice')
  const read = store.people.exists(APP, 'alice').then((found) => ({ found, disk: onDisk(path) }))
  expect(await read).toEqual({ found: true, disk: ['alice'] })
  await writing
})

it('commits what is under way before it closes', async () => {
  const { store, path } = await open()
  const writing = add(store, 'alice')
  await store.close()
  await writing
  expect(onDisk(path)).toEqual(['alice'])
  cleanUp.pop()
})

interface Step {
  key: number
  value: number | null
  fails: boolean
  /** Turns of the event loop that it takes in its middle. */
  pauses: number
  alone: boolean
}
const step: fc.Arbitrary<Step> = fc.record({
  key: fc.nat(3),
  value: fc.option(fc.nat(9)),
  fails: fc.boolean(),
  pauses: fc.nat(2),
  alone: fc.boolean(),
})

it('does whatever comes at once as one after the other would', async () => {
  const { store } = await open()
  await sql`create table kept (key integer primary key, value integer)`.execute(store.db)
  await fc.assert(
    fc.asyncProperty(fc.array(fc.array(step, { maxLength: 6 }), { maxLength: 4 }), async (moments) => {
      await sql`delete from kept`.execute(store.db)
      const model = new Map<number, number>()
      for (const steps of moments) {
        const expected = steps.map((one) => inModel(model, one))
        const done = await Promise.allSettled(steps.map((one) => inStore(store, one)))
        expect(done.map((one) => (one.status === 'fulfilled' ? one.value : 'failed'))).toEqual(expected)
      }
      const { rows } = await sql<{ key: number; value: number }>`select * from kept order by key`.execute(
        store.db,
      )
      expect(rows.map(({ key, value }) => [key, value])).toEqual([...model].sort(([a], [b]) => a - b))
    }),
    { numRuns: 60 },
  )
})

/** @returns what was there before, or that it failed and changed nothing */
function inModel(model: Map<number, number>, { key, value, fails, alone }: Step): number | null | 'failed' {
  const before = model.get(key) ?? null
  if (value === null) return before
  if (fails && !alone) return 'failed'
  model.set(key, value)
  return alone ? null : before
}

async function inStore(store: Database, { key, value, fails, pauses, alone }: Step): Promise<number | null> {
  const read = async (on: Repositories) =>
    (await sql<{ value: number }>`select value from kept where key = ${key}`.execute(databaseOf(on))).rows[0]
      ?.value ?? null
  if (value === null) return read(store)
  const write = (on: Repositories) =>
    sql`insert into kept values (${key}, ${value}) on conflict (key) do update set value = ${value}`.execute(
      databaseOf(on),
    )
  if (alone) {
    await write(store)
    return null
  }
  return store.write(async (tx) => {
    const before = await read(tx)
    await write(tx)
    for (let turn = 0; turn < pauses; turn++) await new Promise((resolve) => setImmediate(resolve))
    if (fails) throw new Error('changed my mind')
    return before
  })
}

it('loses nothing that was acknowledged when the process is killed', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-killed-'))
  cleanUp.push(() => rmSync(folder, { recursive: true, force: true }))
  const path = join(folder, 'test.db')
  const child = spawn(
    process.execPath,
    ['--conditions=callgrant-source', join(import.meta.dirname, '../../test/write-until-killed.ts'), path],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const exit = once(child, 'exit')
  const acknowledged: string[] = []
  for await (const openid of createInterface({ input: child.stdout })) {
    acknowledged.push(openid)
    if (acknowledged.length === 300) child.kill('SIGKILL')
  }
  expect(await exit).toEqual([null, 'SIGKILL'])
  const kept = new Set(onDisk(path))
  expect(acknowledged.length).toBeGreaterThanOrEqual(300)
  expect(acknowledged.filter((openid) => !kept.has(openid))).toEqual([])
})
