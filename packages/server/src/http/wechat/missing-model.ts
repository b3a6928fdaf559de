/** The number for an app that has no model at all: on WeChat such an app has not been approved for devices yet. */

import { CallgrantError, HTTP_CODES } from '@callgrant/protocol'
import { listModels } from '../../acts/devices/list-models.ts'
import type { Context } from '../../context.ts'
import { WechatRefusal } from './refusal.ts'

/**
 * Carries out the act. If it finds no such model because the app has none, the refusal is 48001 in the place of 9800003.
 * @throws WechatRefusal 48001; CallgrantError what the act throws
 */
export async function explainMissingModel<T>(
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
      HTTP_CODES.API_UNAUTHORIZED,
      `app ${caller.appid} has no model of a device yet; create one with \`callgrant model create\`, or use the access token of the app that has it`,
    )
  }
}
