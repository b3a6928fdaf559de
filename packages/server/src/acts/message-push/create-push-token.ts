/** A device makes a token that says which device is meant. */

import type { PushToken } from '@callgrant/protocol'
import { signPushToken } from '../../domain/push-token.ts'
import type { Context, DeviceCaller } from '../context.ts'

/** @returns a token good for 7 days, and until the device is reset */
export async function createPushToken(ctx: Context, device: DeviceCaller): Promise<PushToken> {
  const { token, expiresAt } = await signPushToken(ctx.keys, device, ctx.now())
  return { token, expires_at: expiresAt }
}
