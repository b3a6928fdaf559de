/** Who is this back end? */

import { CallgrantError } from '@callgrant/protocol/errors'
import { AppId } from '@callgrant/protocol/http'
import { generateSecret, hashSecret, secretMatches } from '../domain/secret.ts'
import { type AppRow, findApp } from '../store/apps.ts'
import type { Context } from './context.ts'

/** What an unknown app's secret is compared with, so that it takes as long as a known app's. */
const NOBODYS_HASH = hashSecret(generateSecret())

/**
 * The app whose secret this is.
 * @throws CallgrantError `unauthenticated`: an unknown app is not told apart from a wrong secret
 */
export async function authenticateApp(ctx: Context, appid: string, secret: string): Promise<AppRow> {
  const app = AppId.safeParse(appid).success ? await findApp(ctx.store.db, appid) : null
  const fits = secretMatches(secret, app?.secret_hash ?? NOBODYS_HASH)
  if (!app || !fits) throw new CallgrantError('unauthenticated')
  return app
}
