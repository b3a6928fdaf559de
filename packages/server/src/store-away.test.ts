/** PostgreSQL away for a while: clear errors, no wrong answer, and recovery without a restart. */

import { createServer, connect as dial, type Socket } from 'node:net'
import { afterEach, expect, inject, it, vi } from 'vitest'
import { asAdmin } from '../test/each-store.ts'
import { MODEL, type TestServer, testServer } from '../test/test-server.ts'
import { openStore } from './store/store.ts'

const databaseUrl = inject('databaseUrl')
const cleanUp: (() => unknown)[] = []
afterEach(async () => {
  for (const undo of cleanUp.splice(0).reverse()) await undo()
})

/** A wire to the database that can be cut and mended. */
async function wireTo(target: URL) {
  const open = new Set<Socket>()
  let whole = true
  const relay = createServer((near) => {
    if (!whole) return near.destroy()
    const far = dial(Number(target.port || 5432), target.hostname)
    for (const socket of [near, far]) {
      open.add(socket)
      socket.on('close', () => open.delete(socket))
      // A cut wire is what this is for.
      socket.on('error', () => {})
    }
    near.pipe(far).pipe(near)
  })
  await new Promise<void>((resolve) => relay.listen(0, '127.0.0.1', resolve))
  const url = new URL(target)
  url.hostname = '127.0.0.1'
  url.port = String((relay.address() as { port: number }).port)
  cleanUp.push(() => relay.close())
  return {
    url: url.href,
    cut() {
      whole = false
      for (const socket of open) socket.destroy()
    },
    mend() {
      whole = true
    },
  }
}

it.skipIf(!databaseUrl)(
  'says `unavailable` while the store is away, and works again when it is back',
  async () => {
    const name = `away_${Date.now().toString(36)}`
    await asAdmin(databaseUrl ?? '', `create database ${name}`)
    cleanUp.push(() => asAdmin(databaseUrl ?? '', `drop database ${name} with (force)`))
    const target = new URL(databaseUrl ?? '')
    target.pathname = `/${name}`
    const wire = await wireTo(target)
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
