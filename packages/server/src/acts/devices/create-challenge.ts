/** Creates the challenge that a device signs to sign in. Each is good once. */

import type { Challenge, CreateChallenge } from '@callgrant/protocol'
import { CHALLENGE_TTL_MS } from '@callgrant/protocol/limits'
import type { Context } from '../../context.ts'
import { signChallenge } from '../../credentials/once-token.ts'

/** A challenge, good once and for a minute. Anybody may ask; whether the device is known is not told here. */
export async function createChallenge(ctx: Context, request: CreateChallenge): Promise<Challenge> {
  const device = { appid: request.appid, modelId: request.model_id, sn: request.sn }
  const challenge = await signChallenge(ctx.keys, device, ctx.now())
  return { challenge, expires_in: CHALLENGE_TTL_MS / 1000 }
}
