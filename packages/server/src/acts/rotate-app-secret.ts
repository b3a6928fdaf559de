/** A new secret for an app. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { generateSecret, hashSecret } from '../domain/secret.ts'
import { updateAppRow } from '../store/apps.ts'
import type { Context } from './context.ts'

/**
 * Makes a new secret, shown this once; the old one is refused from now on.
 * @throws CallgrantError `app_unknown`
 */
export async function rotateAppSecret(
  ctx: Context,
  appid: string,
): Promise<{ appid: string; secret: string }> {
  const secret = generateSecret()
  const row = await updateAppRow(ctx.store.db, appid, { secret_hash: hashSecret(secret) })
  if (!row) throw new CallgrantError('app_unknown')
  return { appid, secret }
}
