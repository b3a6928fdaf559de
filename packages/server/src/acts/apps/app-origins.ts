/** Which pages may use an app's sessions and device tokens, beside those that the server's settings allow. */

import { CallgrantError, isOrigin } from '@callgrant/protocol'
import type { Context } from '../../context.ts'

/** The appids of apps that have the origin in their list; read each time, so that a removal counts at once. */
export async function appsOfOrigin(ctx: Context, origin: string): Promise<string[]> {
  return isOrigin(origin) ? ctx.store.apps.ofOrigin(origin) : []
}

/**
 * @param origin of the page, where the settings do not allow it; null: they do, or it is no page
 * @throws CallgrantError `origin_not_allowed` unless the app has it in its list
 */
export async function requireAppOrigin(ctx: Context, origin: string | null, appid: string): Promise<void> {
  if (origin === null || (await appsOfOrigin(ctx, origin)).includes(appid)) return
  throw new CallgrantError('origin_not_allowed')
}
