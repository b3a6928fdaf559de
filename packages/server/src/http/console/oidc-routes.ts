/** Signing in to the console at an OIDC issuer. Both are addresses that a browser goes to, so that refusals are told to the page. */

import type { FastifyReply, FastifyRequest } from 'fastify'
import { beginSignIn, finishSignIn, PENDING_MS } from '../../acts/console/sign-in-at-issuer.ts'
import type { Context } from '../../context.ts'
import { refusalFor } from '../errors.ts'
import type { RouteTools } from '../route.ts'
import { cookieOf, isSecure, setCookie } from './guard.ts'
import { SIGN_INS_PER_MINUTE } from './session-routes.ts'

const PENDING = 'callgrant_console_oidc'
const PATH = '/console/api/oidc'

export function addConsoleOidcRoutes({ app, ctx, rateLimits }: RouteTools): void {
  if (ctx.settings.consoleIssuer === '') return
  const options = {
    schema: { hide: true },
    exposeHeadRoute: false,
    config: { rateLimit: { max: SIGN_INS_PER_MINUTE, groupId: 'console-issuer' } },
  }
  app.get(`${PATH}/start`, options, async (request, reply) => {
    try {
      const { url, pending } = await beginSignIn(ctx)
      keep(ctx, request, reply, pending)
      return reply.redirect(url)
    } catch (error) {
      return refuse(request, reply, error)
    }
  })
  app.get(`${PATH}/callback`, options, async (request, reply) => {
    const { search } = new URL(request.url, 'http://server')
    const pending = request.cookies[PENDING]
    // Good once, whatever comes of it.
    keep(ctx, request, reply, null)
    try {
      const cookie = await rateLimits.countWrongCredentials(request, () =>
        finishSignIn(ctx, pending, search, cookieOf(request)),
      )
      setCookie(ctx, request, reply, cookie)
      return reply.redirect('/console/')
    } catch (error) {
      return refuse(request, reply, error)
    }
  })
}

/** What the browser brings back from the issuer's site, so not `Strict`. */
function keep(ctx: Context, request: FastifyRequest, reply: FastifyReply, pending: string | null): void {
  const attributes = {
    httpOnly: true,
    sameSite: 'lax',
    path: PATH,
    secure: isSecure(ctx, request),
  } as const
  if (pending === null) reply.clearCookie(PENDING, attributes)
  else reply.setCookie(PENDING, pending, { ...attributes, maxAge: PENDING_MS / 1000 })
}

/** The page says it in words. */
function refuse(request: FastifyRequest, reply: FastifyReply, error: unknown): FastifyReply {
  return reply.redirect(`/console/#error=${refusalFor(error, request).code}`)
}
