/** Asks an app's message-push URL for its echostr again, with the token that is kept: does the back end still answer? */

import { CallgrantError, type TestedMessagePush } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { checkPushUrl } from '../../outbound/message-push/check-push-url.ts'
import { pushSecrets, shownMessagePush } from '../../outbound/message-push/settings.ts'

/**
 * Changes nothing, and no call is asked about.
 * @throws CallgrantError `app_unknown`; `message_push_unverified` where there is none, its secrets cannot be read any more, or
 *   the URL does not answer; `bad_request` for an address that may not be asked any more
 */
export async function tryMessagePush(ctx: Context, appid: string): Promise<TestedMessagePush> {
  const row = await ctx.store.apps.find(appid)
  if (!row) throw new CallgrantError('app_unknown')
  const shown = shownMessagePush(row.message_push)
  if (!shown || row.message_push === null) {
    const message = 'The app has no message push. Set its address, token and key first.'
    throw new CallgrantError('message_push_unverified', { message })
  }
  const secrets = pushSecrets(ctx, appid, row.message_push)
  if (!secrets) {
    const message = 'Its token and key were sealed with a master key that is gone. Set message push again.'
    throw new CallgrantError('message_push_unverified', { message })
  }
  const began = performance.now()
  await checkPushUrl(ctx, { url: shown.url, token: secrets.token })
  return { url: shown.url, answered_ms: Math.round(performance.now() - began) }
}
