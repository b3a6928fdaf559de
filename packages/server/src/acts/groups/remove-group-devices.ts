/** Removes devices from a group in one transaction, with a code for each device. */

import type { DeviceRef, GroupChange, RemoveGroupDevices } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { publish } from '../publish.ts'

/**
 * Takes each device out of the group; it loses the group's authorizations at once (A6).
 * @returns a code for each device, in the order asked: `ok`, `group_not_in`
 * @throws CallgrantError `group_unknown`
 */
export async function removeGroupDevices(
  ctx: Context,
  caller: { appid: string },
  groupId: string,
  request: RemoveGroupDevices,
): Promise<GroupChange> {
  const { appid } = caller
  const { answer, removed } = await ctx.store.write(async (tx) => {
    if (!(await tx.groups.lock(appid, groupId))) throw new CallgrantError('group_unknown')
    await tx.devices.lockAll(appid, request.device_list)
    const answer: GroupChange['device_list'] = []
    const removed: DeviceRef[] = []
    for (const device of request.device_list) {
      const key = { modelId: device.model_id, sn: device.sn }
      const row = await tx.devices.lock(appid, key)
      if (row?.group_id !== groupId) {
        answer.push({ ...device, code: 'group_not_in' })
        continue
      }
      await tx.devices.update(appid, key, { group_id: null })
      answer.push({ ...device, code: 'ok' })
      removed.push(device)
    }
    return { answer, removed }
  })
  if (removed.length > 0) {
    publish(ctx, appid, 'group.changed', { group_id: groupId, added: [], removed })
  }
  return { device_list: answer }
}
