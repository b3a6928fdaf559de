/** Changes the settings of an app. Only the operator may change the calling capability. */

import type { App, OperateApp } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { checkPushUrl } from '../../outbound/message-push/check-push-url.ts'
import { storeMessagePush } from '../../outbound/message-push/settings.ts'
import { toApp } from '../wire.ts'
import { getApp } from './get-app.ts'

/**
 * @param change only what is given is changed; from a back end it has no `calling` (the route's schema sees to it)
 * @throws CallgrantError `app_unknown`; `bad_request` and `message_push_unverified` for a URL that may not be asked, or
 * that does not answer the check
 */
export async function updateApp(ctx: Context, appid: string, change: OperateApp): Promise<App> {
  if (change.message_push) await checkPushUrl(ctx, change.message_push)
  const columns = {
    ...(change.name !== undefined && { name: change.name }),
    ...(change.ring_timeout_seconds !== undefined && { ring_timeout_seconds: change.ring_timeout_seconds }),
    ...(change.early_setup !== undefined && { early_setup: change.early_setup }),
    ...(change.preview !== undefined && { preview: change.preview ? 1 : 0 }),
    ...(change.oidc_issuers !== undefined && { oidc_issuers: JSON.stringify(change.oidc_issuers) }),
    ...(change.origins !== undefined && { origins: JSON.stringify([...new Set(change.origins)]) }),
    ...(change.message_push !== undefined && {
      message_push: change.message_push && storeMessagePush(ctx, appid, change.message_push),
    }),
    ...(change.calling !== undefined && { calling: change.calling ? 1 : 0 }),
  }
  if (Object.keys(columns).length === 0) return getApp(ctx, appid)
  const row = await ctx.store.apps.update(appid, columns)
  if (!row) throw new CallgrantError('app_unknown')
  return toApp(row)
}
