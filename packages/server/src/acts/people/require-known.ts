/** Refuses a person who was forgotten. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'

/**
 * @param issuedAt of their session, in milliseconds since 1970, by the second: it must not be from before they were forgotten
 * @throws CallgrantError `unauthenticated`
 */
export async function requireKnown(
  ctx: Context,
  { appid, openid }: { appid: string; openid: string },
  issuedAt = Number.POSITIVE_INFINITY,
): Promise<void> {
  const since = await ctx.store.people.knownSince(appid, openid)
  if (since === null || Math.floor(since / 1000) * 1000 > issuedAt)
    throw new CallgrantError('unauthenticated')
}
