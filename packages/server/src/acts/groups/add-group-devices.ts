/** Adds devices to a group in one transaction, with a code for each device. */

import type { AddGroupDevices, DeviceRef, GroupChange } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { refusalToJoin } from '../../rules/group.ts'
import type { DeviceRow } from '../../store/devices.ts'
import type { NewEvent } from '../../store/events.ts'
import type { GroupRow } from '../../store/groups.ts'
import type { Tx } from '../../store/store.ts'
import { announceEvents } from '../events/announce-events.ts'
import { groupChanged } from '../events/app-events.ts'

type Request = Required<AddGroupDevices>
/** A device that moved, and the group it was in before. */
interface Joined {
  device: DeviceRef
  from: string | null
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
    await tx.devices.lockAll(appid, request.device_list)
    const answer: GroupChange['device_list'] = []
    const joined: Joined[] = []
    let count = await tx.groups.countMembers(appid, groupId)
    for (const device of request.device_list) {
      const { code, from } = await join(tx, group, device, count, request.force_add, ctx.now())
      answer.push({ ...device, code: code ?? 'ok' })
      if (code) continue
      joined.push({ device, from })
      count++
    }
    await tx.events.append(appid, eventsOf(groupId, joined, ctx.now()))
    return { answer, changed: joined.length > 0 }
  })
  if (changed) announceEvents(ctx, appid)
  return { device_list: answer }
}

async function join(tx: Tx, group: GroupRow, ref: DeviceRef, count: number, force: boolean, now: number) {
  const key = { modelId: ref.model_id, sn: ref.sn }
  const model = await tx.models.find(group.appid, ref.model_id)
  const refusal = (device: DeviceRow | null) =>
    refusalToJoin(group, {
      modelType: model?.model_type ?? null,
      groupNow: device?.group_id ?? null,
      count,
      force,
    })
  let device = await tx.devices.lock(group.appid, key)
  if (!device && !refusal(null)) {
    await tx.devices.ensure(group.appid, key, now)
    // Another may have made it, and put it into its group, in between: now it is locked, and looked at again.
    device = await tx.devices.lock(group.appid, key)
  }
  const code = refusal(device)
  if (!code) await tx.devices.update(group.appid, key, { group_id: group.group_id })
  return { code, from: device?.group_id ?? null }
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
