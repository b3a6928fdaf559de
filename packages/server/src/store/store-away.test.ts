/** The store away for a while: clear errors, no wrong answer, and recovery without a restart. */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { sql } from 'kysely'
import { afterEach, expect, inject, it, vi } from 'vitest'
import { asAdmin } from '../../test/as-admin.ts'
import { MODEL, type TestServer, testServer } from '../../test/test-server.ts'
import { wireTo } from '../../test/wire.ts'
import { openStore } from './store.ts'

const databaseUrl = inject('databaseUrl')
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

it.skipIf(!databaseUrl)(
  'says `unavailable` while the store is away, and works again when it is back',
  async () => {
    const name = `away_${Date.now().toString(36)}`
    await asAdmin(databaseUrl ?? '', `create database ${name}`)
    cleanUp.push(() => asAdmin(databaseUrl ?? '', `drop database ${name} with (force)`))
    const target = new URL(databaseUrl ?? '')
    target.pathname = `/${name}`
    const wire = await wireTo(target, 5432)
    cleanUp.push(() => wire.close())
    const server: TestServer = await testServer({ store: await openStore(wire.url) })
    cleanUp.push(() => server.stop())
    const alice = await server.person()
    await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
    const before = await server.dump()

    wire.cut()
    for (const [send, method, path, body] of [
      [server.anyone, 'GET', '/readyz', undefined],
      [server.backend, 'GET', '/v1/models', undefined],
      [alice.send, 'POST', '/v1/me/switch', { model_id: MODEL, sn: 'door-1', status: 0 }],
      [alice.send, 'DELETE', '/v1/me/authorizations', undefined],
    ] as const) {
      const answer = await send(method, path, { body })
      expect([path, answer.status, answer.body.error.code]).toEqual([path, 503, 'unavailable'])
    }
    expect((await server.anyone('GET', '/healthz')).status).toBe(200)
    const figures = await server.anyone('GET', '/metrics')
    expect(figures.status).toBe(200)
    expect(figures.body).toMatch(/callgrant_calls_open nan/i)

    wire.mend()
    await vi.waitFor(async () => expect((await server.anyone('GET', '/readyz')).status).toBe(200), 10_000)
    expect(await server.dump()).toBe(before)
    const off = await alice.send('POST', '/v1/me/switch', {
      body: { model_id: MODEL, sn: 'door-1', status: 0 },
    })
    expect(off).toMatchObject({ status: 200, body: { status: 0 } })
  },
)

it.skipIf(!databaseUrl).each([
  ['a lock is held too long', { databaseLockTimeout: 100 }],
  ['a statement takes too long', { databaseStatementTimeout: 150 }],
  ['no connection is free', { databasePool: 1, databaseWait: 150 }],
] as const)('says `unavailable` while %s, and works again after', async (_, limits) => {
  const name = `slow_${Date.now().toString(36)}`
  await asAdmin(databaseUrl ?? '', `create database ${name}`)
  cleanUp.push(() => asAdmin(databaseUrl ?? '', `drop database ${name} with (force)`))
  const url = new URL(databaseUrl ?? '')
  url.pathname = `/${name}`
  const store = await openStore(url.href, limits)
  const server = await testServer({ store })
  cleanUp.push(() => server.stop())
  const alice = await server.person()
  await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
  const switchOff = () =>
    alice.send('POST', '/v1/me/switch', { body: { model_id: MODEL, sn: 'door-1', status: 0 } })

  const other = await openStore(url.href)
  cleanUp.push(() => other.close())
  const held = Promise.withResolvers<void>()
  const release = Promise.withResolvers<void>()
  // Where connections are few it takes the last one, else what the request is about.
  const holding = ('databasePool' in limits ? store : other).write(async (tx) => {
    await tx.people.lock(server.appid, 'alice')
    held.resolve()
    await release.promise
  })
  await held.promise
  const refused = await switchOff()
  expect([refused.status, refused.body.error.code]).toEqual([503, 'unavailable'])
  release.resolve()
  await holding
  expect(await switchOff()).toMatchObject({ status: 200, body: { status: 0 } })
})

it.each([
  ['full', 'max_page_count = 1', 'max_page_count = 1073741823'],
  ['read-only', 'query_only = on', 'query_only = off'],
])(
  'says `unavailable` while the disk is %s, keeps what it has, and works again after',
  async (_, ill, well) => {
    const folder = mkdtempSync(join(tmpdir(), 'callgrant-away-'))
    cleanUp.push(() => rmSync(folder, { recursive: true, force: true }))
    const store = await openStore(`sqlite:${join(folder, 'test.db')}`)
    const server = await testServer({ store })
    cleanUp.push(() => server.stop())
    const alice = await server.person()
    await alice.decide({ model_id: MODEL, sn: 'door-1' }, 'allow')
    const off = { model_id: MODEL, sn: 'door-1', status: 0 }

    // The database's own switches for it: the page that is one too many, and no writing.
    await sql.raw(`pragma ${ill}`).execute(store.db)
    const before = await server.dump()
    const answers = []
    // More than one free page can hold.
    for (let n = 0; n < 40; n++) {
      answers.push(
        await server.backend('POST', '/v1/sessions', { body: { openid: `p${n}`.padEnd(128, 'x') } }),
      )
    }
    const refused = answers.filter(({ status }) => status !== 200)
    expect(refused.length).toBeGreaterThan(0)
    for (const { status, body } of refused) expect([status, body.error.code]).toEqual([503, 'unavailable'])
    if (ill.startsWith('query_only')) {
      expect((await alice.send('POST', '/v1/me/switch', { body: off })).status).toBe(503)
      expect(await server.dump()).toBe(before)
    }
    const check = `/v1/authorizations/check?openid=alice&model_id=${MODEL}&sn=door-1`
    expect((await server.backend('GET', check)).body).toMatchObject({ allowed: true })

    await sql.raw(`pragma ${well}`).execute(store.db)
    expect(await alice.send('POST', '/v1/me/switch', { body: off })).toMatchObject({ status: 200 })
    expect((await server.backend('GET', check)).body).toMatchObject({ allowed: false })
  },
)
