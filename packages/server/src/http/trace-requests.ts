/** A span for each request, a part of its client's trace where the client has one. Adds nothing where traces are off. */

import type { FastifyInstance, FastifyRequest } from 'fastify'
import type { Tracing } from '../telemetry/tracing.ts'

/** What is asked all the time and tells nothing, or stays open for hours. */
const UNTRACED = new Set(['/healthz', '/readyz', '/metrics', '/v1/events'])

export function traceRequests(app: FastifyInstance, tracing: Tracing | null | undefined): void {
  if (!tracing) return
  const answered = new WeakMap<FastifyRequest, (status: number) => void>()
  // In this form the hook's `done` runs all that follows of the request, and so inside of the span.
  app.addHook('onRequest', (request, _reply, done) => {
    const { method, url = 'none' } = request.routeOptions
    if (UNTRACED.has(url)) return done()
    const given = request.headers.traceparent
    const parent = typeof given === 'string' ? given : undefined
    const options = { kind: 'server', parent, attributes: { 'http.route': url } } as const
    void tracing.span(`${String(method)} ${url}`, options, (span) => {
      const over = new Promise<void>((resolve) => {
        answered.set(request, (status) => {
          span.set({ 'http.response.status_code': status })
          if (status >= 500) span.failed(`it answered ${status}`)
          resolve()
        })
      })
      done()
      return over
    })
  })
  app.addHook('onResponse', async (request, reply) => answered.get(request)?.(reply.statusCode))
  // A client that goes away before the answer: its request is over all the same.
  app.addHook('onRequestAbort', async (request) => answered.get(request)?.(499))
}
