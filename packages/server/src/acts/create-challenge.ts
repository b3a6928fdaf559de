/** Something for a device to sign, so that nothing it sends to sign in can be used again. */

import type { Challenge, CreateChallenge } from '@callgrant/protocol'
import { CHALLENGE_TTL_MS } from '@callgrant/protocol/limits'
import { signChallenge } from '../domain/once-token.ts'
import type { Context } from './context.ts'

/** A challenge, good once and for a minute. Anybody may ask; whether the device is known is not told here. */
export async function createChallenge(ctx: Context, request: CreateChallenge): Promise<Challenge> {
  const device = { appid: request.appid, modelId: request.model_id, sn: request.sn }
  const challenge = await signChallenge(ctx.keys, device, ctx.now())
  return { challenge, expires_in: CHALLENGE_TTL_MS / 1000 }
}
