/**
 * A thousand events a second for a minute, on a node with three webhooks, one of which nobody answers at: how soon the other two
 * have each event, and how soon it rings, beside the same node with the same events and no webhooks.
 *
 * Of the events three in ten are made by whole calls, five each; the others by apps inside WeChat that report lists of
 * consents, twenty in a request. The receivers are a process of their own.
 */

import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as pause } from 'node:timers/promises'
import { createBackend } from '@callgrant/sdk/backend'
import { APP, MODEL } from '../packages/server/test/call-testbed.ts'
import { hasNats } from '../scripts/lib/nats.ts'
import { APP_SECRET, atRate, quantile, startOurs } from './call-cluster.ts'
import { startScript } from './processes.ts'
import type { Suite } from './suite.ts'
import type { Receivers } from './webhook-receivers.ts'

const EVENTS = Number(process.env.CALLGRANT_BENCH_EVENTS ?? 1000)
const SECONDS = Number(process.env.CALLGRANT_BENCH_SECONDS ?? 60)
const EVENTS_A_CALL = 5
const EVENTS_A_LIST = 20
const CALLS = Number(process.env.CALLGRANT_BENCH_WEBHOOK_CALLS ?? (EVENTS * 0.3) / EVENTS_A_CALL)
const LISTS = (EVENTS - CALLS * EVENTS_A_CALL) / EVENTS_A_LIST
const WARM_UP_S = 5
/** How long after the last event the receivers may still be waited for. */
const PATIENCE_MS = 60_000

const NODES = {
  SQLite: { nodes: 1, cluster: false },
  'PostgreSQL and NATS': { nodes: 1, cluster: true },
} as const

export const suite: Suite = {
  name: 'webhooks',
  bare: 'the same node and events without webhooks',
  async measure(report) {
    const only = process.env.CALLGRANT_BENCH_CALLS ?? ''
    for (const [name, how] of Object.entries(NODES).filter(([name]) => name.includes(only))) {
      if (how.cluster && !hasNats()) return { leftOut: 'there is no nats-server' }
      const ours = await startOurs(how, { CALLGRANT_WEBHOOKS_PRIVATE: '1' })
      const receivers = await startScript('webhook-receivers.ts')
      const received = async (method: 'GET' | 'DELETE' = 'GET') =>
        (await (await fetch(receivers.address, { method })).json()) as Receivers
      try {
        await load(ours, WARM_UP_S)
        const without = await load(ours, SECONDS)
        const backend = createBackend({
          ...{ server: ours.servers[0]?.address ?? '', appid: APP, secret: APP_SECRET },
        })
        const { urls } = await received()
        for (const url of [...urls, await nowhere()]) await backend.webhooks.create({ url })
        // The connections are made, and the address at which nobody is has been found out.
        const first = await ours.lastEvent()
        await load(ours, WARM_UP_S)
        await allOf((await ours.lastEvent()) - first)
        await received('DELETE')
        const withThem = await load(ours, SECONDS)
        const ages = await allOf(withThem.events)
        const at = `${Math.round(withThem.events / withThem.seconds)} events/s, ${name}`
        report({
          name: `attempt to ring, slowest of 100, at ${at}`,
          ours: quantile(withThem.times, 0.99),
          bare: quantile(without.times, 0.99),
          unit: 'ms',
        })
        report({
          name: `attempt to ring, median, at ${at}`,
          ours: quantile(withThem.times, 0.5),
          bare: quantile(without.times, 0.5),
          unit: 'ms',
        })
        report({
          name: `event to webhook, slowest of 100, at ${at}`,
          ours: quantile(ages.flat(), 0.99),
          bare: 1000,
          unit: 'ms',
          against: 'a second',
        })
        report({
          name: `events that each of two webhooks got, ${Math.min(...ages.map(({ length }) => length))} of ${withThem.events}, at ${at}`,
          ours: Math.min(...ages.map(({ length }) => length)) / withThem.seconds,
          bare: withThem.events / withThem.seconds,
          unit: '/s',
          against: 'the events',
        })
        report({
          name: `processor time of the node for an event, at ${at}`,
          ours: withThem.cpuMs / withThem.events,
          bare: without.cpuMs / without.events,
          unit: 'ms',
        })
      } finally {
        await ours.stop()
        await receivers.stop()
      }

      /** @returns how old the events were, for each receiver, once it has them all or time is up */
      async function allOf(events: number): Promise<number[][]> {
        const until = performance.now() + PATIENCE_MS
        for (;;) {
          const { ages } = await received()
          const isAll = ages.every(({ length }) => length >= events)
          if (isAll || performance.now() > until) return ages
          await pause(500)
        }
      }
    }
    return []
  },
}

type Ours = Awaited<ReturnType<typeof startOurs>>

/** @returns times to the ring; how many events were made, in how many seconds; and what they took of the node's processor */
async function load(ours: Ours, seconds: number) {
  const cpuMs = () => ours.servers.reduce((sum, server) => sum + server.cpuMs(), 0)
  const first = await ours.lastEvent()
  const [began, used] = [performance.now(), cpuMs()]
  const [{ times }] = await Promise.all([atRate(ours.pairs, CALLS, seconds), reportLists(ours, seconds)])
  const took = (performance.now() - began) / 1000
  return { times, events: (await ours.lastEvent()) - first, seconds: took, cpuMs: cpuMs() - used }
}

/** Each person in turn tells that all of a list are allowed; the next time that none is. */
async function reportLists(ours: Ours, seconds: number): Promise<void> {
  const began = performance.now()
  const running = new Set<Promise<void>>()
  for (let done = 0; done < LISTS * seconds; done++) {
    const early = began + (done / LISTS) * 1000 - performance.now()
    if (early > 0) await pause(early)
    const person = ours.people[done % ours.people.length]
    const isAllowed = person?.lists !== undefined && person.lists++ % 2 === 0
    const list = Array.from({ length: EVENTS_A_LIST }, (_, n) => ({
      model_id: MODEL,
      sn: `seen-${n}`,
      status: 1,
    }))
    const one = fetch(`${ours.servers[0]?.address}/v1/me/wechat/list`, {
      method: 'POST',
      headers: { authorization: `Bearer ${person?.token}`, 'content-type': 'application/json' },
      body: JSON.stringify({ list: isAllowed ? list : [] }),
    }).then(async (response) => {
      const answer = await response.text()
      if (!response.ok) throw new Error(`a list was refused: ${answer}`)
      running.delete(one)
    })
    running.add(one)
  }
  await Promise.all(running)
}

/** An address at which nobody listens. */
async function nowhere(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = server.address() as AddressInfo
  server.close()
  return `http://127.0.0.1:${port}/`
}
