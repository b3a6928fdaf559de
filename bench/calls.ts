/**
 * Whole calls over the network, and how soon it rings: one node on SQLite, one and three on PostgreSQL and NATS, each beside a
 * bare `ws` relay that passes as many frames on. Clients and servers share the machine.
 */

import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { generateMasterKey, parseKeys } from '../packages/server/src/credentials/keys.ts'
import { openStore } from '../packages/server/src/store/store.ts'
import { APP, createCallTestbed, MODEL } from '../packages/server/test/call-testbed.ts'
import { hasNats, startNats } from '../scripts/lib/nats.ts'
import { startPostgres } from '../scripts/lib/postgres.ts'
import { barePair, ourPair, type Pair } from './call-pairs.ts'
import { type Running, startNode, startScript } from './processes.ts'
import type { Measured, Suite } from './suite.ts'

const PAIRS = 120
/** Calls under way at once, where as many as possible are made. */
const AT_ONCE = 48
const SECONDS = 5
/** Attempts a second, where the time to the ring is measured. */
const RATE = 300

const CLUSTERS = {
  'one node, SQLite': { nodes: 1, cluster: false },
  'one node, PostgreSQL and NATS': { nodes: 1, cluster: true },
  'three nodes, PostgreSQL and NATS': { nodes: 3, cluster: true },
} as const

export const suite: Suite = {
  name: 'calls',
  bare: 'bare ws relay, as many frames',
  async measure(report) {
    if (!hasNats()) return { leftOut: 'there is no nats-server' }
    const relay = await startScript('relay-server.ts')
    const bare: Pair[] = []
    for (let n = 0; n < PAIRS; n++) bare.push(await barePair(relay.address.replace('http', 'ws'), `p${n}`))
    try {
      const only = process.env.CALLGRANT_BENCH_CALLS ?? ''
      for (const [name, how] of Object.entries(CLUSTERS).filter(([name]) => name.includes(only))) {
        const ours = await startOurs(how)
        try {
          for (const row of await compare(name, ours, { pairs: bare, servers: [relay] })) report(row)
        } finally {
          await ours.stop()
        }
      }
    } finally {
      for (const pair of bare) pair.close()
      await relay.stop()
    }
    return []
  },
}

interface Side {
  pairs: Pair[]
  servers: Running[]
}

async function compare(name: string, ours: Side, bare: Side): Promise<Measured[]> {
  await asManyAsPossible(ours, 2) // Compiles and warms up
  const most = { ours: await asManyAsPossible(ours, SECONDS), bare: await asManyAsPossible(bare, SECONDS) }
  const ring = { ours: await atRate(ours.pairs, RATE), bare: await atRate(bare.pairs, RATE) }
  const percentile = (share: number) => ({
    ours: quantile(ring.ours.times, share),
    bare: quantile(ring.bare.times, share),
    unit: 'ms' as const,
  })
  const rate = `${Math.round(ring.ours.rate)}/s`
  return [
    { name: `calls, ${name}`, ours: most.ours.rate, bare: most.bare.rate, unit: '/s' },
    {
      name: `processor time of the nodes for a call, ${name}`,
      ours: most.ours.cpuMs,
      bare: most.bare.cpuMs,
      unit: 'ms',
    },
    { name: `attempt to ring at ${rate}, median, ${name}`, ...percentile(0.5) },
    { name: `attempt to ring at ${rate}, slowest of 100, ${name}`, ...percentile(0.99) },
  ]
}

/** @returns calls a second, and milliseconds of processor time that the servers use for each */
export async function asManyAsPossible(
  { pairs, servers }: Side,
  seconds: number,
): Promise<{ rate: number; cpuMs: number }> {
  const used = () => servers.reduce((sum, server) => sum + server.cpuMs(), 0)
  const usedBefore = used()
  const until = performance.now() + seconds * 1000
  const began = performance.now()
  let calls = 0
  const free = [...pairs]
  const lane = async () => {
    while (performance.now() < until) {
      const pair = free.shift()
      if (!pair) throw new Error('no pair is free')
      await pair.call()
      free.push(pair)
      calls++
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return { rate: calls / ((performance.now() - began) / 1000), cpuMs: (used() - usedBefore) / calls }
}

/** Begins calls at fixed times, whether or not those before are over. @returns times to the ring, in milliseconds */
async function atRate(pairs: Pair[], rate: number): Promise<{ times: number[]; rate: number }> {
  const free = [...pairs]
  const times: number[] = []
  const running = new Set<Promise<void>>()
  const began = performance.now()
  const total = rate * SECONDS
  let done = 0
  while (done < total) {
    const due = Math.min(total, Math.floor(((performance.now() - began) / 1000) * rate))
    for (; done < due; done++) {
      const pair = free.shift()
      // All are in a call: it cannot keep up, and the rate that it had is told.
      if (!pair) break
      const one = pair.call().then((took) => {
        times.push(took)
        free.push(pair)
        running.delete(one)
      })
      running.add(one)
    }
    await new Promise((resolve) => setTimeout(resolve, 1))
  }
  const seconds = (performance.now() - began) / 1000
  await Promise.all(running)
  return { times, rate: total / seconds }
}

function quantile(times: number[], share: number): number {
  const sorted = times.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
}

export async function startOurs({ nodes, cluster }: { nodes: number; cluster: boolean }) {
  const folder = await mkdtemp(join(tmpdir(), 'callgrant-bench-'))
  const durable = { settings: ['fsync=on', 'full_page_writes=on'] }
  const postgres = cluster ? await startPostgres(durable) : null
  const nats = cluster ? await startNats() : null
  const env = {
    DATABASE_URL: postgres?.url ?? `sqlite:${join(folder, 'bench.db')}`,
    CALLGRANT_DATA_DIR: folder,
    CALLGRANT_KEYS: generateMasterKey(),
    ...(nats && { NATS_URL: nats.url }),
  }
  const identities = await fill(env.DATABASE_URL, env.CALLGRANT_KEYS)
  const running: Running[] = []
  for (let n = 0; n < nodes; n++) running.push(await startNode(env))
  const socket = (n: number) => `${running[n % nodes]?.address.replace('http', 'ws')}/v1/socket`
  const pairs: Pair[] = []
  for (const [n, { door, person, openid }] of identities.entries()) {
    // Where there are three nodes, the two sides are on two of them.
    pairs.push(await ourPair({ ...door, url: socket(n) }, { ...person, url: socket(n + 1) }, openid))
  }
  return {
    pairs,
    servers: running,
    async stop() {
      for (const pair of pairs) pair.close()
      await Promise.all(running.map((node) => node.stop()))
      await Promise.all([postgres?.stop(), nats?.stop()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** Doors and people who allowed them, with tokens that any node takes. */
async function fill(databaseUrl: string, keys: string) {
  const store = await openStore(databaseUrl)
  const testbed = await createCallTestbed(store)
  testbed.ctx.keys = parseKeys(keys)
  testbed.clock.now = Date.now()
  const created_at = testbed.clock.now
  const added = await Promise.all(
    Array.from({ length: PAIRS }, async (_, n) => {
      const [sn, openid] = [`door-b${n}`, `person-b${n}`]
      await store.devices.ensure(APP, { modelId: MODEL, sn }, created_at)
      await testbed.register(sn)
      await store.people.ensure(APP, openid, created_at)
      await testbed.decide(openid, sn, 1)
      const [door, person] = [testbed.door(sn), testbed.person(openid)]
      return {
        openid,
        door: { token: await testbed.token(door), clientId: door.clientId },
        person: { token: await testbed.token(person), clientId: person.clientId },
      }
    }),
  )
  await store.close()
  return added
}
