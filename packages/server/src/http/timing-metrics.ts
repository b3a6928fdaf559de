/** Metrics of what the server waits for: its store and its bus. */

import { Gauge, Histogram, type Registry } from 'prom-client'
import type { Context } from '../context.ts'
import type { Timed } from '../telemetry/timings.ts'

const WORDS: Record<Timed, string> = {
  store_read: 'a query outside of a transaction',
  store_write: 'a transaction of the store, with its commit',
  bus_deliver: 'a message whose arrival is waited for',
}
const BUCKETS = [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.5, 2]

export function measureTimings(ctx: Context, registers: Registry[]): void {
  const { timings } = ctx
  if (!timings) return
  const whats = Object.keys(WORDS) as Timed[]
  // One for each, without a label: they are observed with every query.
  const histograms = Object.fromEntries(
    whats.map((what) => [
      what,
      new Histogram({
        name: `callgrant_${what}_seconds`,
        help: `Time of ${WORDS[what]}`,
        buckets: BUCKETS,
        registers,
      }),
    ]),
  ) as Record<Timed, Histogram>
  timings.listen((what, ms) => histograms[what].observe(ms / 1000))
  new Gauge({
    name: 'callgrant_waiting_for',
    help: 'How many queries, transactions and deliveries this node waits for now',
    labelNames: ['what'],
    registers,
    collect() {
      for (const what of whats) this.set({ what }, timings.underWay(what))
    },
  })
}
