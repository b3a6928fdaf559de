/** Adds devices to a group in one transaction, with a code for each device. */

import type { AddGroupDevices, DeviceRef, GroupChange } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { refusalToJoin } from '../../rules/group.ts'
import { DeviceMap } from '../../store/device-map.ts'
import type { NewEvent } from '../../store/events.ts'
import type { GroupRow } from '../../store/groups.ts'
import { announceEvents } from '../events/announce-events.ts'
import { groupChanged } from '../events/app-events.ts'

type Request = Required<AddGroupDevices>
/** A device that moved, and the group it was in before. */
interface Joined {
  device: DeviceRef
  from: string | null
  /** Whether there was a row of it. */
  isKnown: boolean
}

/**
 * Puts each device into the group, or says why it stays as it is. A device need not be registered yet. With
 * `force_add` a device is taken out of the group it is in, and loses that group's authorizations at once (A6).
 * @returns a code for each device, in the order asked: `ok`, `group_type_mismatch`, `group_already_in`,
 * `group_full` (50), `group_in_other`, `model_unknown`
 * @throws CallgrantError `group_unknown`
 */
export async function addGroupDevices(
  ctx: Context,
  caller: { appid: string },
  groupId: string,
  request: Request,
): Promise<GroupChange> {
  const { appid } = caller
  const { answer, changed } = await ctx.store.write(async (tx) => {
    // Whoever adds holds the group's row, so that the last place is given once.
    const group = await tx.groups.lock(appid, groupId)
    if (!group) throw new CallgrantError('group_unknown')
    const types = await tx.models.typesOf(appid, [...new Set(request.device_list.map((ref) => ref.model_id))])
    const decide = async () => {
      const groups = await tx.devices.lockAll(appid, request.device_list)
      return decideAll(group, request, types, groups, await tx.groups.countMembers(appid, groupId))
    }
    let { answer, joined } = await decide()
    const fresh = joined.filter(({ isKnown }) => !isKnown).map(({ device }) => device)
    if (fresh.length > 0) {
      await tx.devices.ensureAll(appid, fresh, ctx.now())
      // Another may have made one, and put it into its group, in between: now all are locked, and looked at again.
      ;({ answer, joined } = await decide())
    }
    await tx.devices.setGroup(
      appid,
      joined.map(({ device }) => device),
      groupId,
    )
    await tx.events.append(appid, eventsOf(groupId, joined, ctx.now()))
    return { answer, changed: joined.length > 0 }
  })
  if (changed) announceEvents(ctx, appid)
  return { device_list: answer }
}

/**
 * @param types device types by model
 * @param groups of the devices that there are, the group of each, or null
 * @param count devices in the group now
 */
function decideAll(
  group: GroupRow,
  { device_list, force_add: force }: Request,
  types: ReadonlyMap<string, string>,
  groups: DeviceMap<string | null>,
  count: number,
): { answer: GroupChange['device_list']; joined: Joined[] } {
  const now = new DeviceMap(groups)
  const answer: GroupChange['device_list'] = []
  const joined: Joined[] = []
  for (const device of device_list) {
    const groupNow = now.get(device) ?? null
    const modelType = types.get(device.model_id) ?? null
    const full = count + joined.length
    const code = refusalToJoin(group, { modelType, groupNow, count: full, force })
    answer.push({ ...device, code: code ?? 'ok' })
    if (code) continue
    joined.push({ device, from: groupNow, isKnown: groups.has(device) })
    // One that is named twice is in already the second time.
    now.set(device, group.group_id)
  }
  return { answer, joined }
}

function eventsOf(groupId: string, joined: Joined[], at: number): NewEvent[] {
  if (joined.length === 0) return []
  const events = [groupChanged(groupId, { added: joined.map(({ device }) => device) }, at)]
  for (const [from, moved] of Map.groupBy(joined, (one) => one.from)) {
    if (from === null) continue
    events.push(groupChanged(from, { removed: moved.map(({ device }) => device) }, at))
  }
  return events
}
