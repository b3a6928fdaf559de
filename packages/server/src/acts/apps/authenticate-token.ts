/** Authenticates a person or a device by its token. */

import type { Context, DeviceCaller, PersonCaller } from '../../context.ts'
import { readSessionToken } from '../../credentials/session-token.ts'
import { requireOwnKey } from '../devices/require-own-key.ts'

/**
 * The holder of a session, or of a device's token. A device must still have the key that it signed in with.
 * @returns the caller, and until when the token is good (milliseconds since 1970)
 * @throws CallgrantError `token_expired`, `unauthenticated`
 */
export async function authenticateToken(
  ctx: Context,
  token: string,
): Promise<{ caller: PersonCaller | DeviceCaller; expiresAt: number }> {
  const { expiresAt, ...caller } = await readSessionToken(ctx.keys, token, ctx.now())
  if (caller.role === 'device') await requireOwnKey(ctx, caller)
  return { caller, expiresAt }
}
