/** Signing in to the console and out of it, and its log. */

import {
  AuditPage,
  ConsoleSession,
  ConsoleSignIn,
  ListAudit,
  type ConsoleSession as Session,
} from '@callgrant/protocol'
import type { FastifyRequest } from 'fastify'
import { listApps } from '../../acts/apps/list-apps.ts'
import { listConsoleActs } from '../../acts/console/console-audit.ts'
import { type ConsoleUser, endConsoleSession, findConsoleUser } from '../../acts/console/console-session.ts'
import { signInByLink } from '../../acts/console/sign-in-to-console.ts'
import type { Context } from '../../context.ts'
import type { RouteTools } from '../route.ts'
import { type ConsoleGuard, cookieOf, setCookie } from './guard.ts'

/** Apps that the answer names; all of them are at `/v1/apps`. */
const APPS_MAX = 200
/** Sign-ins a minute from one address. */
export const SIGN_INS_PER_MINUTE = 30
const PATH = '/console/api/session'

export function addConsoleSessionRoutes({ app, ctx, rateLimits }: RouteTools, guard: ConsoleGuard): void {
  const schema = { hide: true, response: { 200: ConsoleSession } }
  app.get(PATH, { schema }, async (request, reply) => {
    const user = await guard.userIfAny(request)
    if (!user && request.cookies.callgrant_console !== undefined) setCookie(ctx, request, reply, null)
    return sessionOf(ctx, user)
  })
  app.post(
    PATH,
    {
      schema: { ...schema, body: ConsoleSignIn },
      config: { rateLimit: { max: SIGN_INS_PER_MINUTE, groupId: 'console-sign-in' } },
      preParsing: async (request: FastifyRequest) => guard.requireOwnPage(request),
    },
    async (request, reply) => {
      const { token } = request.body as { token: string }
      const cookie = await rateLimits.countWrongCredentials(request, () =>
        signInByLink(ctx, token, cookieOf(request)),
      )
      setCookie(ctx, request, reply, cookie)
      return sessionOf(ctx, await findConsoleUser(ctx, cookie))
    },
  )
  app.delete(PATH, { schema }, async (request, reply) => {
    const user = await guard.user(request)
    await endConsoleSession(ctx, user, cookieOf(request) ?? '')
    setCookie(ctx, request, reply, null)
    return sessionOf(ctx, null)
  })
  app.get(
    '/console/api/audit',
    { schema: { hide: true, querystring: ListAudit, response: { 200: AuditPage } } },
    async (request) => {
      await guard.user(request)
      return listConsoleActs(ctx, request.query as ListAudit)
    },
  )
}

async function sessionOf(ctx: Context, user: ConsoleUser | null): Promise<Session> {
  const oidc = ctx.settings.consoleIssuer !== ''
  if (!user) return { signed_in: false, oidc }
  const { items } = await listApps(ctx, { limit: APPS_MAX })
  const { who, role, csrf, expiresAt } = user
  const apps = items.map(({ appid, name }) => ({ appid, name }))
  return { signed_in: true, oidc, who, role, csrf, expires_at: expiresAt, apps }
}
