/** Replaces the secret of an app. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { generateSecret, hashSecret } from '../../credentials/secret.ts'

/**
 * Makes a new secret, shown this once; the old one, and every access token, is refused from now on.
 * @throws CallgrantError `app_unknown`
 */
export async function rotateAppSecret(
  ctx: Context,
  appid: string,
): Promise<{ appid: string; secret: string }> {
  const secret = generateSecret()
  const row = await ctx.store.write(async (tx) => {
    // First the app's row, which who makes a token holds meanwhile: none is made for the old secret after this.
    const app = await tx.apps.update(appid, { secret_hash: hashSecret(secret) })
    await tx.accessTokens.revoke(appid)
    return app
  })
  if (!row) throw new CallgrantError('app_unknown')
  return { appid, secret }
}
