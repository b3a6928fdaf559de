/** Which devices are online: asked of the bus, since a client that is connected listens there. */

import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import { DEVICE_TOKEN_SECONDS } from '../../credentials/session-token.ts'
import type { DeviceRow } from '../../store/devices.ts'

/** A client signs in again before its token is over, so one that was not seen for so long, in milliseconds, is not connected. */
export const UNSEEN_MS = 2 * DEVICE_TOKEN_SECONDS * 1000
/** Devices that are asked about at once. */
const AT_ONCE = 500

type Key = Pick<DeviceRow, 'appid' | 'model_id' | 'sn' | 'last_seen_at'>

/** Whether a client of the device is connected, to whatever node. */
export async function isOnline(ctx: Context, { appid, model_id, sn, last_seen_at }: Key): Promise<boolean> {
  if (last_seen_at === null || last_seen_at < ctx.now() - UNSEEN_MS) return false
  return ctx.bus.isThere(address.device(appid, model_id, sn))
}

/** The same of a page of them. */
export async function areOnline(ctx: Context, rows: readonly Key[]): Promise<boolean[]> {
  return Promise.all(rows.map((row) => isOnline(ctx, row)))
}

/** How many devices of an app are online. */
export async function countOnline(ctx: Context, appid: string): Promise<number> {
  const filter = { seenSince: ctx.now() - UNSEEN_MS }
  let online = 0
  let after: [string, string] | null = null
  for (;;) {
    const rows = await ctx.store.devices.list(appid, filter, after, AT_ONCE)
    online += (await areOnline(ctx, rows)).filter(Boolean).length
    const last = rows.at(-1)
    if (!last || rows.length < AT_ONCE) return online
    after = [last.model_id, last.sn]
  }
}
