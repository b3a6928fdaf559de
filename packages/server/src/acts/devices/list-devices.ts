/** Lists the app's devices. */

import type { DevicePage, ListDevices } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { readCursor, toPage } from '../page.ts'
import { toDevice } from '../wire.ts'

/** A page of devices by model and serial. @throws CallgrantError `bad_request` for a cursor that is not ours */
export async function listDevices(
  ctx: Context,
  caller: { appid: string },
  query: ListDevices,
): Promise<DevicePage> {
  const after = readCursor(query.cursor, ['text', 'text'])
  const filter = { modelId: query.model_id, groupId: query.group_id }
  const rows = await ctx.store.devices.list(caller.appid, filter, after, query.limit + 1)
  return toPage(rows, query.limit, (row) => [row.model_id, row.sn], toDevice)
}
