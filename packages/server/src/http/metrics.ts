/** Metrics for Prometheus: the process, HTTP by route, open sockets and calls, questions to people and their answers. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Context } from '../context.ts'
import { measureCalls } from './call-metrics.ts'
import { measurePushes } from './push-metrics.ts'
import { measureTimings } from './timing-metrics.ts'
import { measureWebhooks } from './webhook-metrics.ts'

/** What this process alone knows of itself. */
export interface OwnFigures {
  /** How many WebSockets it holds now. */
  openSockets(): number
  /** What it adds to its machine's clock to get the store's, in milliseconds. */
  clockOffsetMs(): number
  /** How often the thread that posts to webhooks has ended of itself. */
  webhookThreadFailures(): number
}

export interface Metrics {
  /** The exposition format, all of it. */
  text(): Promise<string>
  contentType: string
  /** Counts a question that was put to a person, by what came of it: `ok` or an error code. */
  asked(result: string): void
  /** Counts an answer, by `allow`, `reject` or an error code. */
  decided(result: string): void
  /** Counts an answer of a WeChat call by its errcode: all of them are HTTP 200. */
  wechat(route: string, errcode: number): void
}

/** Metrics of the process itself, shared by all services in it. */
let processRegistry: Registry | undefined
function processMetrics(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry()
    collectDefaultMetrics({ register: processRegistry })
  }
  return processRegistry
}

/**
 * Starts measuring.
 * @param app routes that are added to it later are measured
 * @param figures what this process alone knows of itself
 */
export function createMetrics(app: FastifyInstance, ctx: Context, figures: OwnFigures): Metrics {
  const own = new Registry()
  const registers = [own]
  new Gauge({
    name: 'callgrant_sockets_open',
    help: 'WebSockets that this process holds',
    registers,
    collect() {
      this.set(figures.openSockets())
    },
  })
  new Gauge({
    name: 'callgrant_clock_offset_seconds',
    help: 'What is added to this machine’s clock to get the database’s, which decides',
    registers,
    collect() {
      this.set(figures.clockOffsetMs() / 1000)
    },
  })
  new Gauge({
    name: 'callgrant_calls_open',
    help: 'Calls that have not ended, on all nodes',
    registers,
    async collect() {
      this.set(await countOpenCalls(ctx))
    },
  })
  measureTimings(ctx, registers)
  const asks = new Counter({
    name: 'callgrant_asks_total',
    help: 'Questions put to people',
    labelNames: ['result'],
    registers,
  })
  const decisions = new Counter({
    name: 'callgrant_decisions_total',
    help: 'Answers of people',
    labelNames: ['result'],
    registers,
  })
  const wechat = new Counter({
    name: 'callgrant_wechat_answers_total',
    help: 'Answers of the calls of WeChat’s host, by errcode',
    labelNames: ['route', 'errcode'],
    registers,
  })
  measureCalls(app, ctx, registers)
  measureWebhooks(app, ctx, registers, figures.webhookThreadFailures)
  measurePushes(app, ctx, registers)
  const durations = new Histogram({
    name: 'callgrant_http_request_duration_seconds',
    help: 'Time from a request to its answer',
    labelNames: ['method', 'route', 'status'],
    buckets: [0.001, 0.005, 0.02, 0.1, 0.5, 2, 10],
    registers,
  })
  app.addHook('onResponse', async (request, reply) => {
    const { method, url } = request.routeOptions
    durations.observe(
      {
        method: typeof method === 'string' ? method : 'other',
        route: url ?? 'none',
        status: reply.statusCode,
      },
      reply.elapsedTime / 1000,
    )
  })
  return {
    text: () => Registry.merge([processMetrics(), own]).metrics(),
    contentType: own.contentType,
    asked: (result) => asks.inc({ result }),
    decided: (result) => decisions.inc({ result }),
    wechat: (route, errcode) => wechat.inc({ route, errcode }),
  }
}

/** `NaN`, which Prometheus shows as a gap, while the store is away, so that the other metrics can still be read. */
async function countOpenCalls(ctx: Context): Promise<number> {
  try {
    return await ctx.store.calls.countOpen()
  } catch (error) {
    if (error instanceof CallgrantError && error.code === 'unavailable') return Number.NaN
    throw error
  }
}
