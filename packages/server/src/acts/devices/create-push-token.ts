/** Creates a push token, with which a call or a message names this device. */

import type { PushToken } from '@callgrant/protocol'
import type { Context, DeviceCaller } from '../../context.ts'
import { signPushToken } from '../../credentials/push-token.ts'

/** @returns a token good for 7 days, and until the device is reset */
export async function createPushToken(ctx: Context, device: DeviceCaller): Promise<PushToken> {
  const { token, expiresAt } = await signPushToken(ctx.keys, device, ctx.now())
  return { token, expires_at: expiresAt }
}
