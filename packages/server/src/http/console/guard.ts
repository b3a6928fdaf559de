/** Who is signed in to the console, by the cookie; and that it is a page of the console that asks. */

import { timingSafeEqual } from 'node:crypto'
import { CallgrantError } from '@callgrant/protocol'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { type ConsoleUser, findConsoleUser } from '../../acts/console/console-session.ts'
import type { Context } from '../../context.ts'
import { createOriginCheck } from '../../transport/origin.ts'
import type { RateLimits } from '../rate-limits.ts'
import { csrfWrong, otherPage } from './refusals.ts'

const COOKIE = 'callgrant_console'

export interface ConsoleGuard {
  /**
   * Who asks.
   * @throws CallgrantError `unauthenticated`; `forbidden` for a page of another site, and for a request that is not a GET
   *   without the session's token against forgery; `rate_limited` after too many wrong cookies
   */
  user(request: FastifyRequest): Promise<ConsoleUser>
  /** The same, or null for nobody. @throws CallgrantError `forbidden` for a page of another site */
  userIfAny(request: FastifyRequest): Promise<ConsoleUser | null>
  /** @throws CallgrantError `forbidden` for a page of another site */
  requireOwnPage(request: FastifyRequest): void
}

export function createConsoleGuard(ctx: Context, rateLimits: RateLimits): ConsoleGuard {
  // No origin is allowed beside the server's own, whatever the settings and the apps say of other pages.
  const origins = createOriginCheck({ ...ctx.settings, dev: false, allowedOrigins: [] }, ctx.log)
  const requireOwnPage = (request: FastifyRequest) => {
    const site = request.headers['sec-fetch-site']
    if (site !== undefined && site !== 'same-origin' && site !== 'none') throw otherPage()
    if (origins.foreign(request.raw) !== null) throw otherPage()
  }
  const userIfAny = async (request: FastifyRequest) => {
    requireOwnPage(request)
    const cookie = cookieOf(request)
    return cookie === undefined ? null : findConsoleUser(ctx, cookie)
  }
  return {
    requireOwnPage,
    userIfAny,
    async user(request) {
      const user = await rateLimits.countWrongCredentials(request, async () => {
        const found = await userIfAny(request)
        if (!found) throw new CallgrantError('unauthenticated')
        return found
      })
      const isRead = request.method === 'GET' || request.method === 'HEAD'
      if (!isRead && !isSame(request.headers['x-csrf-token'], user.csrf)) throw csrfWrong()
      return user
    },
  }
}

/** The cookie of the session, if it can be one. */
export function cookieOf(request: FastifyRequest): string | undefined {
  const cookie = request.cookies[COOKIE]
  return cookie !== undefined && /^[0-9A-Za-z_-]{43}$/.test(cookie) ? cookie : undefined
}

/** @param cookie null: takes it away */
export function setCookie(ctx: Context, request: FastifyRequest, reply: FastifyReply, cookie: string | null) {
  const attributes = {
    httpOnly: true,
    sameSite: 'strict',
    path: '/console',
    secure: isSecure(ctx, request),
  } as const
  if (cookie === null) reply.clearCookie(COOKIE, attributes)
  // Without an end: it goes with the browser, and the store says how long it is good.
  else reply.setCookie(COOKIE, cookie, attributes)
}

export function isSecure({ settings }: Context, request: FastifyRequest): boolean {
  return request.protocol === 'https' || (settings.publicUrl?.startsWith('https:') ?? false)
}

function isSame(given: string | string[] | undefined, kept: string): boolean {
  if (typeof given !== 'string') return false
  const [one, other] = [Buffer.from(given), Buffer.from(kept)]
  return one.length === other.length && timingSafeEqual(one, other)
}
