/** Figures for Prometheus: the process, HTTP by route, open sockets and calls, asks and decisions. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyInstance } from 'fastify'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { Context } from '../acts/context.ts'

export interface Metrics {
  /** The exposition format, all of it. */
  text(): Promise<string>
  contentType: string
  /** Counts a question that was put to a person, by what came of it: `ok` or an error code. */
  asked(result: string): void
  /** Counts an answer, by `allow`, `reject` or an error code. */
  decided(result: string): void
  /** Counts an answer of a call of WeChat's host: all of them are HTTP 200, so that the status says nothing. */
  wechat(route: string, errcode: number): void
}

/** What the process itself does; once for all services in it. */
let processRegistry: Registry | undefined
function processMetrics(): Registry {
  if (!processRegistry) {
    processRegistry = new Registry()
    collectDefaultMetrics({ register: processRegistry })
  }
  return processRegistry
}

/**
 * Starts to measure.
 * @param app measured from now on: call it before the routes are added
 * @param openSockets how many WebSockets this process holds now
 */
export function createMetrics(app: FastifyInstance, ctx: Context, openSockets: () => number): Metrics {
  const own = new Registry()
  const registers = [own]
  new Gauge({
    name: 'callgrant_sockets_open',
    help: 'WebSockets that this process holds',
    registers,
    collect() {
      this.set(openSockets())
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

/** `NaN`, which Prometheus shows as a gap, while the store is away: the other figures matter most just then. */
async function countOpenCalls(ctx: Context): Promise<number> {
  try {
    const row = await ctx.store.db
      .selectFrom('call')
      .select((eb) => eb.fn.countAll<number>().as('open'))
      .where('state', '!=', 'ended')
      .executeTakeFirstOrThrow()
    return Number(row.open)
  } catch (error) {
    if (error instanceof CallgrantError && error.code === 'unavailable') return Number.NaN
    throw error
  }
}
