/** The back end creates a group of devices. */

import type { CreateGroup, Group } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { randomId } from '../../credentials/ids.ts'
import { toGroup } from '../wire.ts'

/**
 * An empty group. Its name is fixed from now on (A8); its devices will all be of this model's device type.
 * @throws CallgrantError `model_unknown`; `group_exists` when the app has a group with this id
 */
export async function createGroup(
  ctx: Context,
  caller: { appid: string },
  request: CreateGroup,
): Promise<Group> {
  const model = await ctx.store.models.find(caller.appid, request.model_id)
  if (!model) throw new CallgrantError('model_unknown')
  const row = {
    appid: caller.appid,
    group_id: request.group_id ?? randomId('g_'),
    group_name: request.group_name,
    model_id: model.model_id,
    model_type: model.model_type,
    created_at: ctx.now(),
  }
  if (!(await ctx.store.groups.insert(row))) throw new CallgrantError('group_exists')
  return toGroup({ ...row, device_count: 0 })
}
