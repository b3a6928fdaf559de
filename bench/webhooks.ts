/**
 * Whole calls at a fixed rate, each of five events, on a node with three webhooks, one of which nobody answers at: how soon the other
 * two have each event, and how soon it rings, beside the same node without webhooks.
 */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createBackend } from '@callgrant/sdk/backend'
import { APP } from '../packages/server/test/call-testbed.ts'
import { hasNats } from '../scripts/lib/nats.ts'
import { APP_SECRET, atRate, quantile, startOurs } from './call-cluster.ts'
import type { Suite } from './suite.ts'

const RATE = Number(process.env.CALLGRANT_BENCH_WEBHOOK_CALLS ?? 60)
const SECONDS = Number(process.env.CALLGRANT_BENCH_SECONDS ?? 20)
const EVENTS_A_CALL = 5

const NODES = {
  SQLite: { nodes: 1, cluster: false },
  'PostgreSQL and NATS': { nodes: 1, cluster: true },
} as const

export const suite: Suite = {
  name: 'webhooks',
  bare: 'the same node without webhooks',
  async measure(report) {
    const only = process.env.CALLGRANT_BENCH_CALLS ?? ''
    for (const [name, how] of Object.entries(NODES).filter(([name]) => name.includes(only))) {
      if (how.cluster && !hasNats()) return { leftOut: 'there is no nats-server' }
      const ours = await startOurs(how, { CALLGRANT_WEBHOOKS_PRIVATE: '1' })
      const receivers = [await receiver(), await receiver()]
      try {
        const without = await atRate(ours.pairs, RATE, SECONDS)
        const server = ours.servers[0]?.address ?? ''
        const backend = createBackend({ server, appid: APP, secret: APP_SECRET })
        for (const url of [...receivers.map(({ url }) => url), await nowhere()])
          await backend.webhooks.create({ url })
        const began = performance.now()
        const withThem = await atRate(ours.pairs, RATE, SECONDS)
        const made = Math.floor(RATE * SECONDS) * EVENTS_A_CALL
        for (const { all } of receivers) await all(made)
        const seconds = (performance.now() - began) / 1000
        const at = `${Math.round(withThem.rate * EVENTS_A_CALL)} events/s, ${name}`
        const ages = receivers.flatMap(({ ages }) => ages)
        report({
          name: `attempt to ring, slowest of 100, at ${at}`,
          ours: quantile(withThem.times, 0.99),
          bare: quantile(without.times, 0.99),
          unit: 'ms',
        })
        report({
          name: `event to webhook, slowest of 100, at ${at}`,
          ours: quantile(ages, 0.99),
          bare: 1000,
          unit: 'ms',
          against: 'a second',
        })
        report({
          name: `events that each of two webhooks got, of ${made}, in ${seconds.toFixed(0)} s, ${name}`,
          ours: ages.length / 2 / seconds,
          bare: made / SECONDS,
          unit: '/s',
          against: 'the events',
        })
      } finally {
        await ours.stop()
        for (const { close } of receivers) close()
      }
    }
    return []
  },
}

/** Answers 204 at once, and notes how old each event was; one that came twice counts once. */
async function receiver() {
  const ages: number[] = []
  const seen = new Set<string>()
  let wanted = Number.POSITIVE_INFINITY
  let enough = () => {}
  const server = createServer((request, response) => {
    const id = String(request.headers['webhook-id'])
    let body = ''
    request.on('data', (chunk: Buffer) => {
      body += chunk
    })
    request.on('end', () => {
      response.writeHead(204).end()
      if (seen.has(id)) return
      seen.add(id)
      ages.push(Date.now() - (JSON.parse(body) as { at: number }).at)
      if (ages.length >= wanted) enough()
    })
  }).listen(0, '127.0.0.1')
  await once(server, 'listening')
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
    ages,
    /** Resolves when as many have come. */
    all: (count: number) =>
      new Promise<void>((resolve) => {
        wanted = count
        enough = resolve
        if (ages.length >= count) resolve()
      }),
    close: () => void server.close().closeAllConnections(),
  }
}

/** An address at which nobody listens. */
async function nowhere(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return `http://127.0.0.1:${port}/`
}
