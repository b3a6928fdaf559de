/** Registers a device: binds its public key to its model and serial number, given a ticket. */

import type { RegisterDevice, RegisteredDevice } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import { registrationText } from '@callgrant/protocol/http'
import type { Context } from '../../context.ts'
import { signatureFits } from '../../credentials/device-key.ts'
import { announceEvents } from '../events/announce-events.ts'
import { deviceRegistered } from '../events/app-events.ts'
import { requireTicket } from './require-ticket.ts'

/**
 * Registers a device. The same key may register again; another key may not, until the back end resets the device.
 * @throws CallgrantError `ticket_invalid`, `ticket_expired` (A12), `device_credential_wrong` when the signature is
 * not of this key over exactly these fields, `device_already_registered`
 */
export async function registerDevice(ctx: Context, request: RegisterDevice): Promise<RegisteredDevice> {
  const { appid, model_id, sn, public_key } = request
  const key = { modelId: model_id, sn }
  requireTicket(ctx, request.sn_ticket, { appid, ...key })
  if (!signatureFits(public_key, registrationText(request), request.signature)) {
    throw new CallgrantError('device_credential_wrong')
  }
  const now = ctx.now()
  const { registeredAt, isNew } = await ctx.store.write(async (tx) => {
    await tx.devices.ensure(appid, key, now)
    const device = await tx.devices.lock(appid, key)
    if (device?.public_key === public_key) return { registeredAt: device.registered_at ?? now, isNew: false }
    if (device?.public_key != null) throw new CallgrantError('device_already_registered')
    await tx.devices.update(appid, key, { public_key, registered_at: now })
    await tx.events.append(appid, [deviceRegistered(request, now)])
    return { registeredAt: now, isNew: true }
  })
  if (isNew) announceEvents(ctx, appid)
  return { model_id, sn, registered_at: registeredAt }
}
