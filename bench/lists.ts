/**
 * The lists of the console, as its pages ask for them, over HTTP and signed in: with a hundred thousand rows of each kind,
 * beside a thousand.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Backend, createBackend, createOperator, type Listing } from '@callgrant/sdk/backend'
import { generateMasterKey } from '../packages/server/src/credentials/keys.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { fillMany, MANY_APP, MANY_MODEL, MANY_WEBHOOK } from '../packages/server/test/many-rows.ts'
import { quantile } from './call-cluster.ts'
import { postgresDatabases } from './postgres-databases.ts'
import { type Running, startNode } from './processes.ts'
import type { Suite } from './suite.ts'

const FEW = 1_000
/** `CALLGRANT_BENCH_ROWS=1000000` is for patience. */
const MANY = Number(process.env.CALLGRANT_BENCH_ROWS ?? 100_000)
const ROUNDS = 100
const DAY_MS = 86_400_000

/** One server with its rows, and who is signed in to its console. */
interface Filled {
  server: Running
  backend: Backend
  /** Of what is no list of the SDK. */
  get(path: string): Promise<unknown>
  /** The row in the middle of each table. */
  middle: number
  /** When that one was made, in milliseconds since 1970. */
  at: number
}

const first = <Row>(listing: Listing<Row>, cursor?: string) =>
  listing.page({ limit: 50, ...(cursor !== undefined && { cursor }) })
/** As `fillMany` names a row. */
const named = (prefix: string, row: number) => `${prefix}${10_000_000 + row}`

const LISTS: Record<string, (of: Filled) => Promise<unknown>> = {
  'overview by hour': ({ backend }) => backend.stats.get({ by: 'hour' }),
  'overview by day': ({ backend }) => backend.stats.get({ by: 'day' }),
  people: ({ backend }) => first(backend.people.list()),
  'people, a page in the middle': ({ backend, middle }) => first(backend.people.list(), named('p-', middle)),
  'people by openid': ({ backend, middle }) =>
    first(backend.people.list({ q: named('p-', middle).slice(0, -2) })),
  'what a person decided': ({ backend, middle }) =>
    first(backend.authorizations.list({ openid: named('p-', middle) })),
  'the record of a person': ({ backend, middle }) =>
    first(backend.consentRecords.list({ openid: named('p-', middle) })),
  'why may it ring?': ({ backend, middle }) =>
    backend.authorizations.check({
      ...{ openid: named('p-', middle), model_id: MANY_MODEL, sn: named('d-', middle) },
    }),
  devices: ({ backend }) => first(backend.devices.list()),
  'devices, a page in the middle': ({ backend, middle }) =>
    first(backend.devices.list(), `${MANY_MODEL}.${named('d-', middle)}`),
  'devices by serial number': ({ backend, middle }) =>
    first(backend.devices.list({ q: named('d-', middle).slice(0, -2) })),
  'devices of a model': ({ backend }) => first(backend.devices.list({ model_id: MANY_MODEL })),
  'devices of a group': ({ backend, middle }) =>
    first(backend.devices.list({ group_id: `g_${10_000 + Math.floor(middle / 50)}` })),
  'devices that are online': ({ backend }) => first(backend.devices.list({ online: true })),
  'devices that are offline': ({ backend }) => first(backend.devices.list({ online: false })),
  'who decided about a device': ({ backend, middle }) =>
    first(backend.authorizations.list({ model_id: MANY_MODEL, sn: named('d-', middle) })),
  groups: ({ backend }) => first(backend.groups.list()),
  'groups, a page in the middle': ({ backend, middle, at }) =>
    first(backend.groups.list(), `${at}.g_${10_000 + middle}`),
  calls: ({ backend }) => first(backend.calls.list()),
  'calls, a page in the middle': ({ backend, middle, at }) =>
    first(backend.calls.list(), `${at}.${named('c-', middle)}`),
  'live calls': ({ backend }) => first(backend.calls.list({ open: true })),
  'past calls': ({ backend }) => first(backend.calls.list({ open: false })),
  'missed calls': ({ backend }) => first(backend.calls.list({ missed: true })),
  'missed calls, a page in the middle': ({ backend, middle, at }) =>
    first(backend.calls.list({ missed: true }), `${at}.${named('c-', middle)}`),
  'calls of a day': ({ backend, at }) => first(backend.calls.list({ from: at - DAY_MS, to: at })),
  'calls of a person': ({ backend, middle }) => first(backend.calls.list({ openid: named('p-', middle) })),
  'calls of a device': ({ backend, middle }) =>
    first(backend.calls.list({ model_id: MANY_MODEL, sn: named('d-', middle) })),
  'calls of a model': ({ backend }) => first(backend.calls.list({ model_id: MANY_MODEL })),
  'missed calls of a model': ({ backend }) =>
    first(backend.calls.list({ model_id: MANY_MODEL, missed: true })),
  deliveries: ({ backend }) => first(backend.webhooks.deliveries(MANY_WEBHOOK)),
  'deliveries, a page in the middle': ({ backend, middle }) =>
    first(backend.webhooks.deliveries(MANY_WEBHOOK), named('dlv_', middle)),
  'deliveries that were given up': ({ backend }) =>
    first(backend.webhooks.deliveries(MANY_WEBHOOK, { state: 'failed' })),
  'the log': ({ get }) => get(`/audit?appid=${MANY_APP}&limit=50`),
  'the log, a page in the middle': ({ get, middle }) =>
    get(`/audit?appid=${MANY_APP}&limit=50&cursor=${named('a-', middle)}`),
}

export const suite: Suite = {
  name: 'lists of the console',
  bare: `the same with ${FEW.toLocaleString('en')} rows of each kind`,
  async measure(report) {
    const left = []
    for (const dialect of ['SQLite', 'PostgreSQL'] as const) {
      const folder = await mkdtemp(join(tmpdir(), 'callgrant-bench-'))
      const postgres = dialect === 'PostgreSQL' ? await postgresDatabases() : null
      if (postgres instanceof Error) {
        left.push(postgres.message)
        continue
      }
      const filled: Filled[] = []
      try {
        for (const rows of [MANY, FEW]) {
          const own = join(folder, String(rows))
          const url = postgres ? await postgres.database() : `sqlite:${own}.db`
          filled.push(await fill(url, own, rows))
        }
        const [many, few] = filled as [Filled, Filled]
        for (const [name, ask] of Object.entries(LISTS)) {
          const times: { many: number[]; few: number[] } = { many: [], few: [] }
          // The first fills the caches; then they take turns, so that both have the same machine.
          await Promise.all([ask(many), ask(few)])
          for (let round = 0; round < ROUNDS; round++) {
            times.many.push(await timed(() => ask(many)))
            times.few.push(await timed(() => ask(few)))
          }
          for (const [words, share] of [
            ['median', 0.5],
            ['slowest of 20', 0.95],
          ] as const) {
            const [ours, bare] = [quantile(times.many, share), quantile(times.few, share)]
            report({ name: `${name}, ${dialect}, ${words}`, ours, bare, unit: 'ms' })
          }
        }
      } finally {
        for (const { server } of filled) await server.stop()
        await postgres?.stop()
        await rm(folder, { recursive: true })
      }
    }
    return left.length > 0 ? { leftOut: left.join('; ') } : []
  },
}

async function fill(url: string, folder: string, rows: number): Promise<Filled> {
  const store = await openStore(url)
  // Up to now: what is old is removed, and overviews are of the last days.
  const from = Date.now() - rows * 1000
  await fillMany(store.db, rows, from)
  await store.close()
  const server = await startNode({
    ...{ DATABASE_URL: url, CALLGRANT_DATA_DIR: folder, CALLGRANT_KEYS: generateMasterKey() },
    ...{ CALLGRANT_CONSOLE: 'on', CALLGRANT_ADMIN_TOKEN: 'x'.repeat(43) },
  })
  const operator = createOperator({ server: server.address, token: 'x'.repeat(43) })
  const { token } = await operator.console.createLink({ role: 'viewer' })
  const api = `${server.address}/console/api`
  const signed = await fetch(`${api}/session`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token }),
  })
  const cookie = signed.headers.get('set-cookie')?.split(';')[0] ?? ''
  const { csrf } = (await signed.json()) as { csrf: string }
  const headers = { cookie }
  return {
    server,
    backend: createBackend({
      server: api,
      appid: MANY_APP,
      console: { csrf: () => csrf },
      headers: () => headers,
    }),
    async get(path) {
      const answer = await fetch(api + path, { headers })
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`)
      return answer.json()
    },
    middle: rows / 2,
    at: from + (rows / 2) * 1000,
  }
}

async function timed(ask: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await ask()
  return performance.now() - began
}
