/** `getIotBindContactList`: which of these people this device may ring (A15). */

import { PLUGIN_CODES } from '@callgrant/protocol/wechat-codes'
import type { WxHost } from '../wx/types.ts'
import type { IotBindContactList, IotBindContactListOption } from './requests.ts'
import { pluginError, refusalOf } from './voip-errors.ts'

/** @throws VoipPluginError 1004, 1006 (on a phone); VoipCgiError 1002, 1003 */
export async function getIotBindContactList(
  host: WxHost,
  option: IotBindContactListOption,
): Promise<IotBindContactList> {
  if (host.side.role !== 'device') throw pluginError(PLUGIN_CODES.DEVICE_ONLY, host)
  try {
    return await host.side.client.getIotBindContactList(option)
  } catch (error) {
    throw refusalOf(error, host)
  }
}
