/** Which devices may join a group: one device type, at most 50 devices, each device in at most one group. */

import { GROUP_MAX_DEVICES } from '@callgrant/protocol/limits'

/** Why a device stays as it is. */
export type JoinRefusal =
  | 'model_unknown'
  | 'group_already_in'
  | 'group_type_mismatch'
  | 'group_in_other'
  | 'group_full'

/**
 * @param facts `modelType`: device type of the device's model, null when the app has no such model; `groupNow`: the
 * group it is in; `count`: devices in the group now; `force`: take it out of another group
 * @returns null when it may join
 */
export function refusalToJoin(
  group: { group_id: string; model_type: string },
  facts: { modelType: string | null; groupNow: string | null; count: number; force: boolean },
): JoinRefusal | null {
  if (facts.modelType === null) return 'model_unknown'
  if (facts.groupNow === group.group_id) return 'group_already_in'
  if (facts.modelType !== group.model_type) return 'group_type_mismatch'
  if (facts.groupNow !== null && !facts.force) return 'group_in_other'
  if (facts.count >= GROUP_MAX_DEVICES) return 'group_full'
  return null
}
