/** Authenticates a back end by appid and secret. */

import { CallgrantError } from '@callgrant/protocol/errors'
import { AppId } from '@callgrant/protocol/http'
import type { Context } from '../../context.ts'
import { generateSecret, hashSecret, secretMatches } from '../../credentials/secret.ts'
import type { AppRow } from '../../store/apps.ts'

/** What an unknown app's secret is compared with, so that it takes as long as a known app's. */
const NOBODYS_HASH = hashSecret(generateSecret())

/**
 * The app whose secret this is.
 * @throws CallgrantError `unauthenticated`: an unknown app is not told apart from a wrong secret
 */
export async function authenticateApp(ctx: Context, appid: string, secret: string): Promise<AppRow> {
  const app = AppId.safeParse(appid).success ? await ctx.store.apps.find(appid) : null
  const fits = secretMatches(secret, app?.secret_hash ?? NOBODYS_HASH)
  if (!app || !fits) throw new CallgrantError('unauthenticated')
  return app
}
