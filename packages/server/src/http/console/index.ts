/** The console: its pages at `/console/`, and what they call. Nothing of it is there unless the settings say so. */

import cookie from '@fastify/cookie'
import type { RouteTools } from '../route.ts'
import type { Streams } from '../sse.ts'
import { addConsoleApi } from './api.ts'
import { createConsoleGuard } from './guard.ts'
import { addConsoleOidcRoutes } from './oidc-routes.ts'
import { addConsolePages } from './pages.ts'
import { addConsoleSessionRoutes } from './session-routes.ts'

/** No script or style but its own files, nothing of other hosts, in no frame. */
const CSP = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "frame-ancestors 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
].join(';')

/** Adds it, after all other routes, which it copies. */
export async function addConsole(tools: RouteTools, streams: Streams): Promise<void> {
  if (!tools.ctx.settings.console) return
  const routes = [...tools.app.apiRoutes]
  await tools.app.register(async (app) => {
    const inside = { ...tools, app }
    await app.register(cookie)
    app.addHook('onRequest', async (_request, reply) => {
      reply.header('content-security-policy', CSP)
      reply.header('x-frame-options', 'DENY')
      reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()')
    })
    const guard = createConsoleGuard(tools.ctx, tools.rateLimits)
    addConsoleSessionRoutes(inside, guard)
    addConsoleOidcRoutes(inside)
    addConsoleApi(inside, guard, streams, routes)
    await addConsolePages(inside)
  })
}
