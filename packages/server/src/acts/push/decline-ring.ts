/** Declines a call from its notification, with no page open and no session. */

import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { readRingToken } from '../../credentials/ring-token.ts'
import { rejectCall } from '../calls/leave-call.ts'

/**
 * For all clients of the person (C7). Said again, or of a call that is over, it changes nothing.
 * @throws CallgrantError `ring_token_invalid` also when the subscription is gone that the ring was pushed to, as after a
 *   sign-out; `answered_elsewhere`, `room_unknown`
 */
export async function declineRing(ctx: Context, token: string): Promise<{ room_id: string }> {
  const { appid, openid, roomId, subscriptionId } = await readRingToken(ctx.keys, token, ctx.now())
  const subscription = await ctx.store.pushes.find(appid, subscriptionId)
  if (subscription?.openid !== openid) throw new CallgrantError('ring_token_invalid')
  // The one that declines is told nothing more of it.
  await ctx.store.pushes.release(appid, subscriptionId, roomId)
  const client = { role: 'person' as const, appid, openid, clientId: subscriptionId }
  const call = await rejectCall(ctx, client, roomId, 'manual')
  return { room_id: call.room_id }
}
