/** Exchanges a login code for the openid of its person (`code2Session`). */

import { randomBytes } from 'node:crypto'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../../context.ts'
import { readLoginCode } from '../../../credentials/once-token.ts'
import { isKnownSince } from '../../people/require-known.ts'
import { appOfSecret } from './app-of-secret.ts'

/**
 * The person who called `wx.login`. The `session_key` has WeChat's form (16 random bytes, base64) and opens nothing:
 * here nothing is encrypted with it.
 * @throws CallgrantError `app_unknown`; `unauthenticated` for a wrong secret; `login_code_invalid` for a code that is not
 *   of this app, is over, or is of somebody who was forgotten since; `login_code_used`
 */
export async function exchangeLoginCode(
  ctx: Context,
  request: { appid: string; secret: string; code: string },
): Promise<{ openid: string; session_key: string }> {
  const { appid } = await appOfSecret(ctx, request.appid, request.secret)
  const { openid, ...code } = await readLoginCode(ctx.keys, request.code, ctx.now())
  const isTheirs = code.appid === appid && (await isKnownSince(ctx.store, { appid, openid }, code.issuedAt))
  if (!isTheirs) throw new CallgrantError('login_code_invalid')
  if (!(await ctx.store.usedTokens.use(code))) throw new CallgrantError('login_code_used')
  return { openid, session_key: randomBytes(16).toString('base64') }
}
