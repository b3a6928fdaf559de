/** PostgreSQL behind PgBouncer in transaction mode, where each transaction may get another of the server's connections. */

import { randomBytes } from 'node:crypto'
import { sql } from 'kysely'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { hasPgbouncer, type Pgbouncer, startPgbouncer } from '../../../../scripts/lib/pgbouncer.ts'
import { asAdmin } from '../../test/as-admin.ts'
import { expectRefusal } from '../../test/consent-testbed.ts'
import { MODEL, testServer } from '../../test/test-server.ts'
import { databaseOf } from './repositories.ts'
import { type Database, openStore, type Tx } from './store.ts'

const databaseUrl = inject('databaseUrl')
const APP = 'app'

describe.skipIf(!databaseUrl || !hasPgbouncer()).each([
  ['refuses', []],
  [
    'ignores',
    ['ignore_startup_parameters = statement_timeout,lock_timeout,idle_in_transaction_session_timeout'],
  ],
] as const)('PgBouncer that %s settings at the start of a connection', (_, settings) => {
  const name = `pooled_${randomBytes(6).toString('hex')}`
  const direct = new URL(databaseUrl ?? 'postgres://none')
  direct.pathname = `/${name}`
  let pgbouncer: Pgbouncer
  const opened: Database[] = []
  const open = async (limits: Parameters<typeof openStore>[1] = {}) => {
    const store = await openStore(pgbouncer.url, { databasePool: 8, ...limits })
    opened.push(store)
    return store
  }
  beforeAll(async () => {
    await asAdmin(databaseUrl ?? '', `create database ${name}`)
    pgbouncer = await startPgbouncer(direct.href, ['default_pool_size = 3', ...settings])
  })
  afterEach(async () => {
    for (const store of opened.splice(0)) await store.close()
  })
  afterAll(async () => {
    await pgbouncer.stop()
    await asAdmin(databaseUrl ?? '', `drop database ${name} with (force)`)
  })

  it('lets three nodes start at once on an empty database', async () => {
    await Promise.all([open(), open(), open()])
    expect(opened).toHaveLength(3)
  })

  it('answers fixed queries on whatever connection they come to', async () => {
    const store = await open()
    const people = Array.from({ length: 20 }, (_, n) => `p${n}`)
    for (const openid of people) {
      await store.consent.insert({
        ...{
          appid: APP,
          openid,
          subject: `d:${MODEL}:door-1`,
          kind: 'device',
          model_id: MODEL,
          sn: 'door-1',
        },
        ...{ group_id: null, status: 1, display_name: `Door of ${openid}`, created_at: 1, updated_at: 1 },
      })
    }
    const nameFor = async (tx: Tx, openid: string) =>
      (await tx.consent.effective(APP, openid, MODEL, 'door-1', Date.now)).row?.display_name
    for (let round = 0; round < 5; round++) {
      const alone = people.map((openid) => nameFor(store, openid))
      const within = people.map((openid) => store.write((tx) => nameFor(tx, openid)))
      const expected = people.map((openid) => `Door of ${openid}`)
      expect(await Promise.all([...alone, ...within])).toEqual([...expected, ...expected])
    }
  })

  it('limits what a transaction may take, and leaves the connection as it was', async () => {
    const store = await open({ databaseStatementTimeout: 14_321, databaseLockTimeout: 4321 })
    const limits = sql<{ name: string; setting: string }>`
      select name, setting from pg_settings
      where name in ('statement_timeout', 'lock_timeout', 'idle_in_transaction_session_timeout') order by name`
    const within = await store.write(async (tx) => (await limits.execute(databaseOf(tx))).rows)
    expect(within).toEqual([
      { name: 'idle_in_transaction_session_timeout', setting: '14321' },
      { name: 'lock_timeout', setting: '4321' },
      { name: 'statement_timeout', setting: '14321' },
    ])
    const others = await Promise.all(Array.from({ length: 6 }, () => limits.execute(store.db)))
    for (const { rows } of others) expect(rows.map(({ setting }) => setting)).toEqual(['0', '0', '0'])
  })

  it('is `unavailable` when a lock is held too long, and works after', async () => {
    const store = await open({ databaseLockTimeout: 100 })
    await store.people.ensure(APP, 'alice', 1)
    const client = new pg.Client({ connectionString: direct.href })
    await client.connect()
    await client.query('begin')
    await client.query('select 1 from person for update')
    const lock = () => store.write((tx) => tx.people.lock(APP, 'alice'))
    await expectRefusal(lock(), 'unavailable')
    await client.query('rollback')
    await client.end()
    expect(await lock()).not.toBeNull()
  })

  it('runs a transaction again when PostgreSQL finds a deadlock', async () => {
    const store = await open()
    for (const openid of ['alice', 'bob']) await store.people.ensure(APP, openid, 1)
    const held = [Promise.withResolvers<void>(), Promise.withResolvers<void>()] as const
    let runs = 0
    const crossing = (mine: 0 | 1, order: readonly [string, string]) => async (tx: Tx) => {
      runs++
      await tx.people.lock(APP, order[0])
      held[mine].resolve()
      await held[1 - mine]?.promise
      await tx.people.lock(APP, order[1])
    }
    await Promise.all([
      store.write(crossing(0, ['alice', 'bob'])),
      store.write(crossing(1, ['bob', 'alice'])),
    ])
    expect(runs).toBeGreaterThan(2)
  })

  it('carries the whole service', async () => {
    const server = await testServer({ store: await openStore(pgbouncer.url) })
    try {
      const alice = await server.person()
      await server.device('door-1')
      await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
      const check = `/v1/authorizations/check?openid=alice&model_id=${MODEL}&sn=door-1`
      const answers = await Promise.all(Array.from({ length: 30 }, () => server.backend('GET', check)))
      for (const { status, body } of answers) expect([status, body.allowed]).toEqual([200, true])
    } finally {
      await server.stop()
    }
  })
})
