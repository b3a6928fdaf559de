/** Finds out who calls: `Basic` is an app's back end, `Bearer` a person, a device or the operator. */

import { CallgrantError } from '@callgrant/protocol'
import type { FastifyRequest } from 'fastify'
import { authenticateApp } from '../acts/apps/authenticate-app.ts'
import { authenticateToken } from '../acts/apps/authenticate-token.ts'
import type { Caller, Context } from '../context.ts'
import { hashSecret, secretMatches } from '../credentials/secret.ts'
import type { RateLimits } from './rate-limits.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Who calls; null where anyone may. */
    caller: Caller | null
  }
}

/**
 * The caller, who must be of this kind.
 * @throws CallgrantError `unauthenticated` for no or a wrong credential, `token_expired`, `forbidden` for a good
 *   credential of another kind, `rate_limited` after too many wrong ones
 */
export type Authenticate = <R extends Caller['role']>(
  request: FastifyRequest,
  role: R,
) => Promise<Extract<Caller, { role: R }>>

/** @param adminToken the operator's token; null: nobody is the operator */
export function createAuthenticate(
  ctx: Context,
  adminToken: string | null,
  rateLimits: RateLimits,
): Authenticate {
  const adminHash = adminToken === null ? null : hashSecret(adminToken)
  return async <R extends Caller['role']>(request: FastifyRequest, role: R) => {
    const caller = await rateLimits.countWrongCredentials(request, () =>
      identify(ctx, adminHash, request.headers.authorization),
    )
    if (caller.role !== role) throw new CallgrantError('forbidden')
    return caller as Extract<Caller, { role: R }>
  }
}

async function identify(ctx: Context, adminHash: string | null, header: string | undefined): Promise<Caller> {
  const [, scheme = '', credential = ''] = /^(basic|bearer) +([^ ]+)$/i.exec(header ?? '') ?? []
  if (scheme === '') throw new CallgrantError('unauthenticated')
  if (scheme.toLowerCase() === 'basic') {
    const [, appid = '', secret = ''] =
      /^([^:]*):(.*)$/s.exec(Buffer.from(credential, 'base64').toString()) ?? []
    const app = await authenticateApp(ctx, appid, secret)
    return { role: 'backend', appid: app.appid }
  }
  if (adminHash !== null && secretMatches(credential, adminHash)) return { role: 'operator' }
  return (await authenticateToken(ctx, credential)).caller
}
