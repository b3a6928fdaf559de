/** Removes the key of a device, so that it can register again: after a repair, a resale or a theft. */

import type { Device, DeviceRef } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import { publish } from '../publish.ts'
import { toDevice } from '../wire.ts'

/**
 * Takes the key away: its tokens are refused from now on, its connections end, and the device may register with
 * another. Its group and what people decided about it stay as they are.
 * @throws CallgrantError `device_unknown`
 */
export async function resetDevice(ctx: Context, caller: { appid: string }, ref: DeviceRef): Promise<Device> {
  const key = { modelId: ref.model_id, sn: ref.sn }
  const row = await ctx.store.devices.update(caller.appid, key, { public_key: null, registered_at: null })
  if (!row) throw new CallgrantError('device_unknown')
  ctx.bus.publish(address.device(row.appid, row.model_id, row.sn), { type: 'key_taken' })
  publish(ctx, caller.appid, 'device.reset', { model_id: row.model_id, sn: row.sn })
  return toDevice(row)
}
