/** `getIotBindContactList`: which of these people this device may ring (A15). */

import type { Surroundings } from '../types.ts'
import type { IotBindContactList, IotBindContactListOption } from './requests.ts'
import { pluginError, refusalOf } from './voip-errors.ts'

/** @throws VoipPluginError 1004, 1006 (on a phone); VoipCgiError 1002, 1003 */
export async function getIotBindContactList(
  world: Surroundings,
  option: IotBindContactListOption,
): Promise<IotBindContactList> {
  if (world.side.role !== 'device') throw pluginError(1006, world)
  try {
    return await world.side.client.getIotBindContactList(option)
  } catch (error) {
    throw refusalOf(error, world)
  }
}
