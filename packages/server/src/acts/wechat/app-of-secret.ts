/** The app that appid and secret of a request name, as WeChat's calls that hand out tokens ask for them. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { AppId } from '@callgrant/protocol/http'
import { secretMatches } from '../../domain/secret.ts'
import { type AppRow, findApp } from '../../store/apps.ts'
import type { Context } from '../context.ts'

/**
 * As WeChat, it tells an unknown app from a wrong secret: an appid is no secret, it stands in every Mini Program.
 * @throws CallgrantError `app_unknown`, `unauthenticated`
 */
export async function appOfSecret(ctx: Context, appid: string, secret: string): Promise<AppRow> {
  const app = AppId.safeParse(appid).success ? await findApp(ctx.store.db, appid) : null
  if (!app) throw new CallgrantError('app_unknown')
  if (!secretMatches(secret, app.secret_hash)) throw new CallgrantError('unauthenticated')
  return app
}
