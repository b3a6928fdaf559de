/** Removes the key of a device, so that it can register again: after a repair, a resale or a theft. */

import type { Device, DeviceRef } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import { announceEvents } from '../events/announce-events.ts'
import { deviceReset } from '../events/app-events.ts'
import { toDevice } from '../wire.ts'

/**
 * Takes the key away: its tokens are refused from now on, its connections end, and the device may register with
 * another. Its group and what people decided about it stay as they are.
 * @throws CallgrantError `device_unknown`
 */
export async function resetDevice(ctx: Context, caller: { appid: string }, ref: DeviceRef): Promise<Device> {
  const key = { modelId: ref.model_id, sn: ref.sn }
  const row = await ctx.store.write(async (tx) => {
    const row = await tx.devices.update(caller.appid, key, { public_key: null, registered_at: null })
    if (!row) throw new CallgrantError('device_unknown')
    await tx.events.append(caller.appid, [deviceReset(row, ctx.now())])
    return row
  })
  ctx.bus.publish(address.device(row.appid, row.model_id, row.sn), { type: 'key_taken' })
  announceEvents(ctx, caller.appid)
  // Its connections end now.
  return toDevice(row, false)
}
