/** Reads one group with its devices. */

import type { GroupInfo } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { GROUP_MAX_DEVICES } from '@callgrant/protocol/limits'
import type { Context } from '../../context.ts'
import { toGroup } from '../wire.ts'

/** @throws CallgrantError `group_unknown` */
export async function getGroup(ctx: Context, caller: { appid: string }, groupId: string): Promise<GroupInfo> {
  const group = await ctx.store.groups.find(caller.appid, groupId)
  if (!group) throw new CallgrantError('group_unknown')
  const devices = await ctx.store.devices.list(caller.appid, { groupId }, null, GROUP_MAX_DEVICES)
  return {
    ...toGroup({ ...group, device_count: devices.length }),
    device_list: devices.map(({ model_id, sn }) => ({ model_id, sn })),
  }
}
