/** Lists the app's devices. */

import type { Device, DevicePage, ListDevices } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import type { DeviceFilter } from '../../store/devices.ts'
import { readCursor, toPage } from '../page.ts'
import { toDevice } from '../wire.ts'
import { areOnline, UNSEEN_MS } from './online.ts'

/** Most devices that are looked at for one page of those that are, or are not, online. */
const LOOKED_AT = 1000

/** A page of devices by model and serial. @throws CallgrantError `bad_request` for a cursor that is not ours */
export async function listDevices(
  ctx: Context,
  caller: { appid: string },
  query: ListDevices,
): Promise<DevicePage> {
  const { model_id: modelId, group_id: groupId, q: prefix, limit } = query
  const filter: DeviceFilter = { modelId, groupId, prefix }
  const after = readCursor(query.cursor, ['text', 'text'])
  if (query.online !== undefined) return listByPresence(ctx, caller, query, filter, after)
  const rows = await ctx.store.devices.list(caller.appid, filter, after, limit + 1)
  const online = await areOnline(ctx, rows)
  const known = rows.map((row, index) => ({ row, online: online[index] ?? false }))
  return toPage(known, limit, keyOf, ({ row, online }) => toDevice(row, online))
}

/** Who is connected stands in no table, so devices are looked at in their order until the page is full. */
async function listByPresence(
  ctx: Context,
  { appid }: { appid: string },
  { online: asked, limit }: ListDevices,
  filter: DeviceFilter,
  after: [string, string] | null,
): Promise<DevicePage> {
  const wanted = asked === 'true'
  // Who was not seen for long is known to be offline, and needs no look.
  const seen = wanted ? { ...filter, seenSince: ctx.now() - UNSEEN_MS } : filter
  const rows = await ctx.store.devices.list(appid, seen, after, LOOKED_AT + 1)
  const online = await areOnline(ctx, rows)
  const items: Device[] = []
  for (const [index, row] of rows.slice(0, LOOKED_AT).entries()) {
    if (online[index] === wanted) items.push(toDevice(row, wanted))
    if (items.length === limit && index < rows.length - 1)
      return { items, next_cursor: `${row.model_id}.${row.sn}` }
  }
  const last = rows.length > LOOKED_AT ? rows[LOOKED_AT - 1] : undefined
  return { items, next_cursor: last ? `${last.model_id}.${last.sn}` : null }
}

const keyOf = ({ row }: { row: { model_id: string; sn: string } }) => [row.model_id, row.sn]
