/** Removes devices from a group in one transaction, with a code for each device. */

import type { DeviceRef, GroupChange, RemoveGroupDevices } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { announceEvents } from '../events/announce-events.ts'
import { groupChanged } from '../events/app-events.ts'

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
  const { answer, changed } = await ctx.store.write(async (tx) => {
    if (!(await tx.groups.lock(appid, groupId))) throw new CallgrantError('group_unknown')
    const groups = await tx.devices.lockAll(appid, request.device_list)
    const answer: GroupChange['device_list'] = []
    const removed: DeviceRef[] = []
    for (const device of request.device_list) {
      if (groups.get(device) !== groupId) {
        answer.push({ ...device, code: 'group_not_in' })
        continue
      }
      // One that is named twice is out already the second time.
      groups.set(device, null)
      answer.push({ ...device, code: 'ok' })
      removed.push(device)
    }
    await tx.devices.setGroup(appid, removed, null)
    if (removed.length > 0) await tx.events.append(appid, [groupChanged(groupId, { removed }, ctx.now())])
    return { answer, changed: removed.length > 0 }
  })
  if (changed) announceEvents(ctx, appid)
  return { device_list: answer }
}
