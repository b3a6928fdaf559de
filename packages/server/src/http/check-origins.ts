/**
 * Which pages may call over HTTP: those that the settings allow, all that they have a credential for; those of the origins
 * of an app, as that app's people and devices, and what asks for no credential. Never as its back end, whose secret no
 * page should have.
 */

import type { FastifyInstance, FastifyRequest } from 'fastify'
import { appsOfOrigin } from '../acts/apps/app-origins.ts'
import type { Context } from '../context.ts'
import { originCheck } from '../transport/origin.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The apps whose page asks, where the settings do not allow its origin; null: they do, or it is no page. */
    ofApps: readonly string[] | null
  }
}

const OPEN_TO_APPS = new Set<unknown>(['person', 'device', 'anyone'])

export function checkOrigins(app: FastifyInstance, ctx: Context): void {
  const origins = originCheck(ctx)
  app.decorateRequest('ofApps', null)
  app.addHook('onRequest', async (request) => {
    const origin = origins.foreign(request.raw)
    if (origin === null) return
    // What is no route of the API has no caller in its configuration, and is for the server's own pages.
    const isOpen = OPEN_TO_APPS.has(request.routeOptions.config.caller)
    request.ofApps = isOpen ? await appsOfOrigin(ctx, origin) : []
    if (request.ofApps.length === 0) throw origins.refused(origin)
  })
  // Once the caller is known and the body is read.
  app.addHook('preHandler', async (request) => {
    const { ofApps } = request
    const appid = appOf(request)
    if (ofApps === null || appid === null || ofApps.includes(appid)) return
    throw origins.refused(request.headers.origin ?? '')
  })
}

/** The app that a request is about: its caller's, or the one that it names to get a credential of. */
function appOf({ caller, body }: FastifyRequest): string | null {
  if (caller && 'appid' in caller) return caller.appid
  const { appid } = (body ?? {}) as { appid?: unknown }
  return typeof appid === 'string' ? appid : null
}
