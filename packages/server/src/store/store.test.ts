import { mkdtempSync, statSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import pg from 'pg'
import { describe, expect, it, vi } from 'vitest'
import { asAdmin } from '../../test/as-admin.ts'
import { expectRefusal } from '../../test/consent-testbed.ts'
import { eachStore } from '../../test/each-store.ts'
import { databaseOf } from './repositories.ts'
import { openStore, type Tx } from './store.ts'

const APP = 'app'

eachStore((open, dialect) => {
  it('opens a store that is there already, and keeps what is in it', async () => {
    const store = await open()
    await store.people.ensure(APP, 'alice', 1)
    const again = await store.secondNode()
    expect(await again.people.exists(APP, 'alice')).toBe(true)
    await again.ping()
  })

  it('gives times and counts as numbers', async () => {
    const store = await open()
    const { db } = store
    const at = 1_799_999_999_999
    await store.people.ensure(APP, 'alice', at)
    const row = await db
      .selectFrom('person')
      .select((eb) => ['created_at', eb.fn.countAll<number>().as('count')])
      .groupBy('created_at')
      .executeTakeFirstOrThrow()
    expect(row).toEqual({ created_at: at, count: 1 })
  })

  it('sorts text by its bytes, so that pages come in the same order on both databases', async () => {
    const store = await open()
    const { db } = store
    for (const openid of ['b', 'A', 'a', 'B', '_', '-', '0']) await store.people.ensure(APP, openid, 1)
    const rows = await db.selectFrom('person').select('openid').orderBy('openid').execute()
    expect(rows.map(({ openid }) => openid)).toEqual(['-', '0', 'A', 'B', '_', 'a', 'b'])
  })

  it('does all of a transaction or nothing', async () => {
    const store = await open()
    const broken = store.write(async (tx) => {
      await tx.people.ensure(APP, 'alice', 1)
      throw new Error('changed my mind')
    })
    await expect(broken).rejects.toThrow('changed my mind')
    expect(await store.people.exists(APP, 'alice')).toBe(false)
    await store.write((tx) => tx.people.ensure(APP, 'alice', 1))
    expect(await store.people.exists(APP, 'alice')).toBe(true)
  })

  it('lets a wrong query fail as itself, and goes on', async () => {
    const store = await open()
    const { db } = store
    await expect(sql`select * from no_such_table`.execute(db)).rejects.toThrow(/no_such_table/)
    await store.people.ensure(APP, 'alice', 1)
    await expect(
      db.insertInto('person').values({ appid: APP, openid: 'alice', created_at: 2 }).execute(),
    ).rejects.toThrow(/unique/i)
    expect(await store.people.exists(APP, 'alice')).toBe(true)
  })

  it('makes the second of two transactions of one person wait for the first (A7)', async () => {
    const store = await open()
    const other = await store.secondNode()
    await store.people.ensure(APP, 'alice', 1)
    const order: string[] = []
    const entered = Promise.withResolvers<void>()
    const first = store.write(async (tx) => {
      await tx.people.lock(APP, 'alice')
      entered.resolve()
      // Long enough for the other to get as far as it can.
      for (let turn = 0; turn < 20; turn++) await sql`select 1`.execute(databaseOf(tx))
      order.push('first')
    })
    await entered.promise
    const second = other.write(async (tx) => {
      await tx.people.lock(APP, 'alice')
      order.push('second')
    })
    await Promise.all([first, second])
    expect(order).toEqual(['first', 'second'])
  })

  it('locks nobody where there is no such person', async () => {
    const store = await open()
    expect(await store.write((tx) => tx.people.lock(APP, 'nobody'))).toBeNull()
  })

  it('lets one of many at once use a token', async () => {
    const store = await open()
    const other = await store.secondNode()
    const token = { jti: 'j1', expiresAt: 1000 }
    const uses = await Promise.all(
      Array.from({ length: 20 }, (_, index) => (index % 2 ? store : other).usedTokens.use(token)),
    )
    expect(uses.filter(Boolean)).toHaveLength(1)
  })

  it('forgets used tokens only when they would be refused as expired anyway', async () => {
    const store = await open()
    await store.usedTokens.use({ jti: 'old', expiresAt: 1000 })
    await store.usedTokens.use({ jti: 'new', expiresAt: 10_000_000 })
    expect(await store.usedTokens.forgetExpired(1001, 10)).toBe(0)
    expect(await store.usedTokens.forgetExpired(9_000_000, 10)).toBe(1)
    expect(await store.usedTokens.use({ jti: 'new', expiresAt: 10_000_000 })).toBe(false)
  })

  if (dialect === 'postgres') {
    it('runs a transaction again when PostgreSQL finds a deadlock', async () => {
      const store = await open()
      const other = await store.secondNode()
      for (const openid of ['alice', 'bob']) await store.people.ensure(APP, openid, 1)
      let runs = 0
      const bothHold = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
      const crossing = (mine: 0 | 1, order: string[]) => async (tx: Tx) => {
        runs++
        await tx.people.lock(APP, order[0] as string)
        bothHold[mine].resolve()
        await bothHold[1 - mine]?.promise
        await tx.people.lock(APP, order[1] as string)
        return order[0]
      }
      const done = await Promise.all([
        store.write(crossing(0, ['alice', 'bob'])),
        other.write(crossing(1, ['bob', 'alice'])),
      ])
      expect(done).toEqual(['alice', 'bob'])
      expect(runs).toBe(3)
    })

    it('gives up with `unavailable` when it would have to run again and again', async () => {
      const store = await open()
      let runs = 0
      const work = store.write(async (tx) => {
        runs++
        await sql`do $$ begin raise exception using errcode = '40001'; end $$`.execute(databaseOf(tx))
      })
      await expectRefusal(work, 'unavailable')
      expect(runs).toBe(5)
    })

    it('answers `unavailable` while its connections are cut, and works again by itself', async () => {
      const store = await open()
      await store.people.ensure(APP, 'alice', 1)
      const cutAll = `select pg_terminate_backend(pid) from pg_stat_activity
        where application_name = 'callgrant' and datname = current_database()`
      const inside = Promise.withResolvers<void>()
      const cut = Promise.withResolvers<void>()
      const work = store.write(async (tx) => {
        await tx.people.lock(APP, 'alice')
        inside.resolve()
        await cut.promise
        await tx.people.ensure(APP, 'bob', 1)
      })
      await inside.promise
      await asAdmin(store.url, cutAll)
      cut.resolve()
      await expectRefusal(work, 'unavailable')
      await vi.waitFor(() => store.ping())
      expect(await store.people.exists(APP, 'bob')).toBe(false)
      expect(await store.people.exists(APP, 'alice')).toBe(true)
    })

    it('comes up once when several nodes start at once on an empty database', async () => {
      const store = await open()
      const name = `test_together_${process.pid}`
      const url = new URL(store.url)
      url.pathname = `/${name}`
      await asAdmin(store.url, `create database ${name}`)
      const nodes = await Promise.all(Array.from({ length: 4 }, () => openStore(url.href)))
      for (const node of nodes) await node.ping()
      await Promise.all(nodes.map((node) => node.close()))
      await asAdmin(store.url, `drop database ${name} with (force)`)
    })

    it('gives back a connection whose query ran too long only to be closed', async () => {
      const store = await open()
      const client = new pg.Client({ connectionString: store.url })
      await client.connect()
      await client.query('begin')
      await client.query('lock table person in access exclusive mode')
      const work = store.write(async (tx) => {
        await sql`set local statement_timeout = 50`.execute(databaseOf(tx))
        await tx.people.exists(APP, 'alice')
      })
      await expectRefusal(work, 'unavailable')
      await client.query('rollback')
      await client.end()
      expect(await store.people.exists(APP, 'alice')).toBe(false)
    })
  }
})

describe('a store that cannot be reached', () => {
  it('is `unavailable` where no PostgreSQL listens', async () => {
    await expectRefusal(openStore('postgres://callgrant@127.0.0.1:1/none'), 'unavailable')
  })
  it('is `unavailable` where the SQLite file cannot be made', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-store-'))
    await expectRefusal(openStore(`sqlite:${folder}/no/such/folder/file.db`), 'unavailable')
  })
  it('says which addresses it knows', async () => {
    await expect(openStore('mysql://x')).rejects.toThrow(/sqlite:.*postgres/)
  })
  it('is for nobody else to read, as a file', async () => {
    const path = join(mkdtempSync(join(tmpdir(), 'callgrant-store-')), 'file.db')
    const store = await openStore(`sqlite:${path}`)
    await store.people.ensure(APP, 'alice', 1)
    expect([path, `${path}-wal`].map((file) => statSync(file).mode & 0o777)).toEqual([0o600, 0o600])
    await store.close()
  })
  it('lives in memory too', async () => {
    const store = await openStore('sqlite::memory:')
    await store.ping()
    await store.close()
  })
})
