/** Headers that keep browsers honest: what a page of ours may load, and whose pages may call the API. */

import cors from '@fastify/cors'
import type { FastifyInstance } from 'fastify'
import helmet from 'helmet'
import type { Settings } from '../config/settings.ts'

/** Pages load from here only, may be framed by each other, and may show camera pictures and generated ones. */
const PAGES_CSP = {
  'default-src': ["'self'"],
  'base-uri': ["'none'"],
  'form-action': ["'self'"],
  'object-src': ["'none'"],
  'frame-src': ["'self'"],
  'frame-ancestors': ["'self'"],
  'img-src': ["'self'", 'data:', 'blob:'],
  'media-src': ["'self'", 'data:', 'blob:'],
  // `'self'` covers wss: from https: and ws: from http: in the browsers of today; Safari before 15.4 wants the words.
  'connect-src': ["'self'", 'ws:', 'wss:'],
  // Custom elements set styles; scripts are files only.
  'style-src': ["'self'", "'unsafe-inline'"],
  'script-src': ["'self'"],
  'worker-src': ["'self'", 'blob:'],
}

/** The API page starts with one inline script and loads everything else from here. */
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

export async function secureHeaders(app: FastifyInstance, settings: Settings): Promise<void> {
  const tls = settings.tlsCert !== null || (settings.publicUrl?.startsWith('https:') ?? false)
  // Once for all: its Fastify plug-in makes the headers anew for each request.
  const setHeaders = helmet({
    contentSecurityPolicy: { useDefaults: false, directives: PAGES_CSP },
    // A self-signed certificate must not pin the name for a year.
    strictTransportSecurity: tls && { maxAge: 15_552_000, includeSubDomains: false },
    frameguard: { action: 'sameorigin' },
    referrerPolicy: { policy: 'no-referrer' },
  })
  app.addHook('onRequest', (request, reply, done) => {
    setHeaders(request.raw, reply.raw, (error) => done(error as Error | undefined))
  })
  await app.register(cors, {
    origin: settings.allowedOrigins.length > 0 ? settings.allowedOrigins : settings.dev,
    methods: ['GET', 'POST', 'PATCH', 'DELETE'],
    allowedHeaders: ['authorization', 'content-type', 'accept-language'],
    exposedHeaders: ['retry-after', 'x-request-id'],
    maxAge: 600,
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    reply.header('cache-control', 'no-store')
    reply.header('permissions-policy', 'camera=(self), microphone=(self), geolocation=(), payment=()')
  })
}
