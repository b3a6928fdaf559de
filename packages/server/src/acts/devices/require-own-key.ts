/** Refuses a device whose key was reset or replaced since it signed in. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context, DeviceCaller } from '../../context.ts'
import { keyPrint } from '../../credentials/device-key.ts'

/** @throws CallgrantError `unauthenticated` */
export async function requireOwnKey(ctx: Context, caller: DeviceCaller): Promise<void> {
  const device = await ctx.store.devices.find(caller.appid, caller)
  const holdsItsKey = device?.public_key != null && keyPrint(device.public_key) === caller.keyPrint
  if (!holdsItsKey) throw new CallgrantError('unauthenticated')
}
