/** Security headers: what pages of this server may load, and which origins may call the API from a browser. */

import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import helmet from 'helmet'
import type { Context } from '../context.ts'
import { checkOrigins } from './check-origins.ts'

/** Pages load from this server only, may frame each other, and may show camera pictures and generated ones. */
const PAGES_CSP = {
  'default-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'object-src': ["'none'"],
  'frame-src': ["'self'"],
  'frame-ancestors': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'media-src': ["'self'", 'data:', 'blob:'],
  // In current browsers `'self'` includes wss: and ws: of the same host; Safari before 15.4 needs them named.
  'connect-src': ["'self'", 'ws:', 'wss:'],
  // Custom elements set styles; scripts are files only.
  'style-src': ["'self'", "'unsafe-inline'"],
  'script-src': ["'self'"],
  'worker-src': ["'self'", 'blob:'],
}

/** The page of the API has one inline script and loads everything else from this server. */
export const DOCS_CSP = [
  "default-src 'self'",
  "base-uri 'none'",
  "object-src 'none'",
  "frame-ancestors 'none'",
  "img-src 'self' data: blob:",
  "font-src 'self' data:",
  "style-src 'self' 'unsafe-inline'",
  "script-src 'self' 'unsafe-inline'",
  "connect-src 'self'",
].join(';')

/** With `--dev` the try pages may also call nodes at other ports of this machine, as `npm run cluster` has them. */
const DEV_CSP = { ...PAGES_CSP, 'connect-src': [...PAGES_CSP['connect-src'], 'http://127.0.0.1:*'] }

export async function secureHeaders(app: FastifyInstance, ctx: Context): Promise<void> {
  const { settings } = ctx
  const tls = settings.tlsCert !== null || (settings.publicUrl?.startsWith('https:') ?? false)
  // Not the Fastify plug-in of helmet, which builds the headers again for each request.
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: settings.dev ? DEV_CSP : PAGES_CSP },
    // Not with a self-signed certificate, which browsers would then require for half a year.
    strictTransportSecurity: tls && { maxAge: 15_552_000, includeSubDomains: false },
    frameguard: { action: 'sameorigin' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  app.addHook('onRequest', (request, reply, done) => {
    setHeaders(request.raw, reply.raw, (error) => done(error as Error | undefined))
  })
  await app.register(cors, {
    // Which origins may call is decided below; the refusal must be readable to the page, or nobody learns of it.
    origin: true,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'accept-language'],
    exposedHeaders: ['retry-after', 'x-request-id'],
    maxAge: 600,
  })
  checkOrigins(app, ctx)
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('cache-control', 'no-store')
    reply.header('permissions-policy', 'camera=(self), microphone=(self), geolocation=(), payment=()')
  })
}
