/**
 * Whole calls over the network, and how soon it rings: one node on SQLite, one and three on PostgreSQL and NATS, each beside a
 * bare `ws` relay that passes as many frames on. Clients and servers share the machine.
 */

import { hasNats } from '../scripts/lib/nats.ts'
import { atRate, PAIRS, quantile, type Side, startOurs } from './call-cluster.ts'
import { barePair, type Pair } from './call-pairs.ts'
import { startScript } from './processes.ts'
import type { Measured, Suite } from './suite.ts'

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

async function compare(name: string, ours: Side, bare: Side): Promise<Measured[]> {
  await asManyAsPossible(ours, 2) // Compiles and warms up
  const most = { ours: await asManyAsPossible(ours, SECONDS), bare: await asManyAsPossible(bare, SECONDS) }
  const ring = {
    ours: await atRate(ours.pairs, RATE, SECONDS),
    bare: await atRate(bare.pairs, RATE, SECONDS),
  }
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
