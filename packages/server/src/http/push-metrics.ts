/** Metrics of pushes: by what was pushed, and what came of it. */

import type { FastifyInstance } from 'fastify'
import { Counter, Gauge, type Registry } from 'prom-client'
import { PUSHED, type PushedOne } from '../acts/push/push-call.ts'
import type { Context } from '../context.ts'
import { hear } from './hear.ts'
import { orNaN } from './or-nan.ts'

export function measurePushes(app: FastifyInstance, ctx: Context, registers: Registry[]): void {
  const pushes = new Counter({
    name: 'callgrant_pushes_total',
    help: 'What this node pushed to browsers (web) and apps (apns, fcm): sent, failed, or gone, that is to be pushed to no more',
    labelNames: ['kind', 'type', 'outcome'],
    registers,
  })
  hear<PushedOne>(app, ctx, PUSHED, ({ kind, type, outcome }) => pushes.inc({ kind, type, outcome }))
  new Gauge({
    name: 'callgrant_push_subscriptions',
    help: 'Browsers and apps that rings are pushed to, of all nodes',
    registers,
    async collect() {
      this.set(await orNaN(ctx.store.pushes.count(), Number.NaN))
    },
  })
}
