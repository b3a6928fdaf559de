/** Authenticates an app by the appid and secret in a request, as WeChat's token routes take them. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { AppId } from '@callgrant/protocol/http'
import type { Context } from '../../../context.ts'
import { secretMatches } from '../../../credentials/secret.ts'
import type { AppRow } from '../../../store/apps.ts'

/**
 * As WeChat, it tells an unknown app from a wrong secret: an appid is no secret, it stands in every Mini Program.
 * @throws CallgrantError `app_unknown`, `unauthenticated`
 */
export async function appOfSecret(ctx: Context, appid: string, secret: string): Promise<AppRow> {
  const app = AppId.safeParse(appid).success ? await ctx.store.apps.find(appid) : null
  if (!app) throw new CallgrantError('app_unknown')
  if (!secretMatches(secret, app.secret_hash)) throw new CallgrantError('unauthenticated')
  return app
}
