/** Sends a message of the back end to a connected device, named by its push token. */

import { CallgrantError, type PushedMessage, type PushMessage } from '@callgrant/protocol'
import { PUSH_MESSAGE_MAX_BYTES } from '@callgrant/protocol/limits'
import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import { keyPrint } from '../../credentials/device-key.ts'
import { readPushToken } from '../../credentials/push-token.ts'

/**
 * Delivers it to every client of the device, as the notice `push.message`. Nothing is kept for later.
 * @throws CallgrantError `push_message_too_long`, `push_token_wrong` (also when the device was reset since),
 * `device_offline` when no client of it is connected
 */
export async function pushToDevice(
  ctx: Context,
  { appid }: { appid: string },
  { push_token, msg }: PushMessage,
): Promise<PushedMessage> {
  const bytes = Buffer.byteLength(msg)
  if (bytes > PUSH_MESSAGE_MAX_BYTES) {
    const message = `A message has at most ${PUSH_MESSAGE_MAX_BYTES} bytes, and this has ${bytes}. Send a shorter one, or only where to get it.`
    throw new CallgrantError('push_message_too_long', { message })
  }
  const { modelId, sn, keyPrint: print } = await readPushToken(ctx.keys, push_token, appid, ctx.now())
  const device = await ctx.store.devices.find(appid, { modelId, sn })
  if (!device?.public_key || keyPrint(device.public_key) !== print)
    throw new CallgrantError('push_token_wrong')
  const there = await ctx.bus.deliver(address.device(appid, modelId, sn), {
    type: 'push.message',
    msg,
    appid,
  })
  if (!there) {
    const message = `Device ${sn} is not connected just now, so nothing was sent. Send it again when it is online.`
    throw new CallgrantError('device_offline', { message })
  }
  return { model_id: modelId, sn }
}
