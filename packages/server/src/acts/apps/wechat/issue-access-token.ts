/** Issues an access token to a back end, with WeChat's two kinds and their rules. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../../context.ts'
import {
  ACCESS_TOKEN_OVERLAP_MS,
  type AccessTokenKind,
  FORCED_EVERY_MS,
  FORCED_PER_DAY,
  quotaDay,
  signAccessToken,
} from '../../../credentials/access-token.ts'
import type { AccessTokenRow } from '../../../store/access-tokens.ts'
import { appOfSecret } from './app-of-secret.ts'

interface Request {
  appid: string
  secret: string
  kind: AccessTokenKind
  /** Of a stable token: a new one now, and the one before is good no longer. */
  force: boolean
}

/** `expires_in` in seconds. `refused`: no refresh may be forced now. */
export type IssuedAccessToken =
  | { access_token: string; expires_in: number }
  | { refused: 'too_often_today' }
  | { refused: 'too_soon'; retryAfter: number }

/**
 * A new token each time for the kind `token`; for `stable` the one that is good now, unless it is over in five minutes
 * or a refresh is forced (20 times a day, 30 s apart). What many ask for at once, all get the same.
 * @throws CallgrantError `app_unknown`, `unauthenticated`, `unavailable`
 */
export async function issueAccessToken(ctx: Context, request: Request): Promise<IssuedAccessToken> {
  const { appid, secret_hash } = await appOfSecret(ctx, request.appid, request.secret)
  const now = ctx.now()
  const token = { appid, kind: request.kind }
  const why = request.kind === 'token' ? 'always' : request.force ? 'forced' : 'due'
  // Some ask before each of their calls: what is good and stays so needs no write.
  const good = why === 'due' ? await ctx.store.accessTokens.find(appid, request.kind) : null
  if (good && good.expires_at > now + ACCESS_TOKEN_OVERLAP_MS) return answer(ctx, good, now)
  const renewed = await ctx.store.write(async (tx) => {
    // A secret that is replaced in this very moment makes no token that would outlive it.
    if (!(await tx.apps.lockWithSecret(appid, secret_hash))) throw new CallgrantError('unauthenticated')
    return tx.accessTokens.renew(token, why, now)
  })
  if (renewed) return answer(ctx, renewed, now)
  const row = await ctx.store.accessTokens.find(appid, request.kind)
  // Nobody takes a row away: one that could not be renewed is there.
  if (!row) throw new CallgrantError('internal')
  return why === 'forced' ? refusal(row, now) : answer(ctx, row, now)
}

async function answer(ctx: Context, row: AccessTokenRow, now: number): Promise<IssuedAccessToken> {
  return {
    access_token: await signAccessToken(ctx.keys, row, row.issued_at),
    expires_in: Math.ceil((row.expires_at - now) / 1000),
  }
}

function refusal(row: AccessTokenRow, now: number): IssuedAccessToken {
  if (row.forced_on === quotaDay(now) && row.forced_count >= FORCED_PER_DAY) {
    return { refused: 'too_often_today' }
  }
  const wait = row.forced_at + FORCED_EVERY_MS - now
  return { refused: 'too_soon', retryAfter: Math.max(1, Math.ceil(wait / 1000)) }
}
