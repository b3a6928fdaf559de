/** Metrics of webhooks: attempts by outcome, how old an event was when it was taken, what waits, webhooks that gave up on something. */

import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { DELIVERY_ATTEMPTED, type DeliveryAttempted } from '../acts/webhooks/attempt-delivery.ts'
import type { Context } from '../context.ts'
import { hear } from './hear.ts'
import { orNaN } from './or-nan.ts'

export function measureWebhooks(
  app: FastifyInstance,
  ctx: Context,
  registers: Registry[],
  threadFailures: () => number,
): void {
  new Gauge({
    name: 'callgrant_webhook_thread_failures',
    help: 'How often the thread of this node that posts to webhooks has ended of itself, and was started again',
    registers,
    collect() {
      this.set(threadFailures())
    },
  })
  new Gauge({
    name: 'callgrant_webhooks_failing',
    help: 'Webhooks, of all nodes, that did not take an event in three days; until they are enabled or replayed',
    registers,
    async collect() {
      this.set(await orNaN(ctx.store.webhooks.countFailing(), Number.NaN))
    },
  })
  const attempts = new Counter({
    name: 'callgrant_webhook_attempts_total',
    help: 'Events posted to webhooks by this node: taken, refused and tried again, given up',
    labelNames: ['outcome'],
    registers,
  })
  const ages = new Histogram({
    name: 'callgrant_webhook_lag_seconds',
    help: 'From an event until a webhook took it',
    buckets: [0.1, 0.25, 0.5, 1, 2, 5, 30, 300, 3600, 86_400],
    registers,
  })
  const durations = new Histogram({
    name: 'callgrant_webhook_answer_seconds',
    help: 'How long webhooks took to answer',
    buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 1, 2, 5, 10],
    registers,
  })
  hear<DeliveryAttempted>(app, ctx, DELIVERY_ATTEMPTED, ({ outcome, ageMs, durationMs }) => {
    attempts.inc({ outcome })
    durations.observe(durationMs / 1000)
    if (outcome === 'taken') ages.observe(ageMs / 1000)
  })
  new Gauge({
    name: 'callgrant_webhook_queue',
    help: 'Of all nodes: events that no attempt was made to send yet, of the webhook that is furthest behind; events that wait for another attempt',
    labelNames: ['state'],
    registers,
    async collect() {
      const { behind, waiting } = await orNaN(ctx.store.webhooks.queue(), {
        behind: Number.NaN,
        waiting: Number.NaN,
      })
      this.set({ state: 'unsent' }, behind)
      this.set({ state: 'waiting' }, waiting)
    },
  })
}
