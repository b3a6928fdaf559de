/** A new secret for an app. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { generateSecret, hashSecret } from '../domain/secret.ts'
import { revokeAccessTokens } from '../store/access-tokens.ts'
import { updateAppRow } from '../store/apps.ts'
import type { Context } from './context.ts'

/**
 * Makes a new secret, shown this once; the old one, and every access token, is refused from now on.
 * @throws CallgrantError `app_unknown`
 */
export async function rotateAppSecret(
  ctx: Context,
  appid: string,
): Promise<{ appid: string; secret: string }> {
  const secret = generateSecret()
  const row = await ctx.store.transaction(async (tx) => {
    await revokeAccessTokens(tx, appid)
    return updateAppRow(tx, appid, { secret_hash: hashSecret(secret) })
  })
  if (!row) throw new CallgrantError('app_unknown')
  return { appid, secret }
}
