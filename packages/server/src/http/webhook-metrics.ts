/** Metrics of webhooks: attempts by outcome, how old an event was when it was taken, webhooks that gave up on something. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'
import { DELIVERY_ATTEMPTED, type DeliveryAttempted } from '../acts/webhooks/attempt-delivery.ts'
import type { Context } from '../context.ts'

export function measureWebhooks(app: FastifyInstance, ctx: Context, registers: Registry[]): void {
  new Gauge({
    name: 'callgrant_webhooks_failing',
    help: 'Webhooks, of all nodes, that did not take an event in three days; until they are enabled or replayed',
    registers,
    async collect() {
      this.set(await countFailing(ctx))
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
  const onAttempt = (message: unknown) => {
    const { ctx: of, outcome, ageMs } = message as DeliveryAttempted
    if (of !== ctx) return
    attempts.inc({ outcome })
    if (outcome === 'taken') ages.observe(ageMs / 1000)
  }
  DELIVERY_ATTEMPTED.subscribe(onAttempt)
  app.addHook('onClose', async () => void DELIVERY_ATTEMPTED.unsubscribe(onAttempt))
}

/** While the store is away, what this process knows by itself is told all the same. */
async function countFailing(ctx: Context): Promise<number> {
  try {
    return await ctx.store.webhooks.countFailing()
  } catch (error) {
    if (error instanceof CallgrantError && error.code === 'unavailable') return Number.NaN
    throw error
  }
}
