/** Reads one device of the app. */

import type { Device, DeviceRef } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { toDevice } from '../wire.ts'
import { isOnline } from './online.ts'

/** @throws CallgrantError `device_unknown` */
export async function getDevice(ctx: Context, caller: { appid: string }, ref: DeviceRef): Promise<Device> {
  const row = await ctx.store.devices.find(caller.appid, { modelId: ref.model_id, sn: ref.sn })
  if (!row) throw new CallgrantError('device_unknown')
  return toDevice(row, await isOnline(ctx, row))
}
