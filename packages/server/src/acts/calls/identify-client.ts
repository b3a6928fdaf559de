/** Identifies the client of a WebSocket by its token. */

import type { Language } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { authenticateToken } from '../apps/authenticate-token.ts'
import type { CallClient } from './act-on-call.ts'

/** `last_seen_at` of a device is not written oftener than this. */
const SEEN_EVERY_MS = 60_000

export interface Identified {
  client: CallClient
  /** When the token was made, and when it ends, in milliseconds since 1970. */
  issuedAt: number
  expiresAt: number
}

/**
 * @param token a person's session or a device's token
 * @param clientId the client's own name for itself, the same after a reconnect
 * @param language that it speaks to its person
 * @throws CallgrantError `token_expired`; `unauthenticated` for any other token that is not good, also for one of a
 *   device whose key was reset or replaced since
 */
export async function identifyClient(
  ctx: Context,
  token: string,
  clientId: string,
  language: Language,
): Promise<Identified> {
  const { caller, issuedAt, expiresAt } = await authenticateToken(ctx, token)
  if (caller.role === 'device') {
    const now = ctx.now()
    await ctx.store.devices.markSeen(caller.appid, caller, now, now - SEEN_EVERY_MS)
  }
  return { client: { ...caller, clientId, language }, issuedAt, expiresAt }
}
