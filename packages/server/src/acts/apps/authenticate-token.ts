/** Authenticates a person or a device by its token. */

import type { Context, DeviceCaller, PersonCaller } from '../../context.ts'
import { readSessionToken } from '../../credentials/session-token.ts'
import { requireOwnKey } from '../devices/require-own-key.ts'
import { requireKnown } from '../people/require-known.ts'

/**
 * The holder of a session, or of a device's token. A device must still have the key that it signed in with. A session of a
 * person who was forgotten is refused, also when they have come back since.
 * @returns the caller, and since and until when the token is good (milliseconds since 1970)
 * @throws CallgrantError `token_expired`, `unauthenticated`
 */
export async function authenticateToken(
  ctx: Context,
  token: string,
): Promise<{ caller: PersonCaller | DeviceCaller; issuedAt: number; expiresAt: number }> {
  const { issuedAt, expiresAt, ...holder } = await readSessionToken(ctx.keys, token, ctx.now())
  if (holder.role === 'device') {
    await requireOwnKey(ctx, holder)
    return { caller: holder, issuedAt, expiresAt }
  }
  await requireKnown(ctx, holder, issuedAt)
  return { caller: holder, issuedAt, expiresAt }
}
