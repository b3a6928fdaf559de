/** An app with no model at all: to WeChat it has not applied for devices yet, which has a number of its own. */

import { CallgrantError } from '@callgrant/protocol'
import type { Context } from '../../acts/context.ts'
import { listModels } from '../../acts/list-models.ts'
import { WechatRefusal } from './refusal.ts'

/**
 * Does the act. Where it finds no such model because the app has none, that is 48001 and not 9800003.
 * @throws WechatRefusal 48001; CallgrantError what the act throws
 */
export async function withModels<T>(
  ctx: Context,
  caller: { appid: string },
  act: () => Promise<T>,
): Promise<T> {
  try {
    return await act()
  } catch (error) {
    if (!(error instanceof CallgrantError) || error.code !== 'model_unknown') throw error
    const { items } = await listModels(ctx, caller, { limit: 1 })
    if (items.length > 0) throw error
    throw new WechatRefusal(
      48001,
      `app ${caller.appid} has no model of a device yet; create one with \`callgrant model create\`, or use the access token of the app that has it`,
    )
  }
}
