/** Authenticates a back end by an access token, as WeChat's routes take it. */

import type { Caller, Context } from '../../../context.ts'
import { readAccessToken } from '../../../credentials/access-token.ts'

/**
 * The back end that holds this token: the latest of its kind, or the one before within five minutes.
 * @returns null for a token of ours that a newer one has replaced: it is no guess, and not to be counted as one
 * @throws CallgrantError `token_expired`; `forbidden` for a token of ours that is for something else;
 *   `unauthenticated` for one that is not ours
 */
export async function authenticateAccessToken(
  ctx: Context,
  token: string,
): Promise<Extract<Caller, { role: 'backend' }> | null> {
  const now = ctx.now()
  const { appid, kind, serial } = await readAccessToken(ctx.keys, token, now)
  const row = await ctx.store.accessTokens.find(appid, kind)
  const latest = row?.serial === serial
  const before = row?.serial === serial + 1 && now < row.previous_until
  return latest || before ? { role: 'backend', appid } : null
}
