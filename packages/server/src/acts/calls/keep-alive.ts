/** A client reports that it is still in its call (C15). */

import type { Call } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { actOnCall, type CallClient } from './act-on-call.ts'

/**
 * Says that this side is there; with `media`, that the other one is too. Written at most every 4 s a side.
 * @returns the call as it is now, so that a client which missed news of it may be told
 * @throws CallgrantError `room_unknown`, `answered_elsewhere`, `call_over`
 */
export async function keepAlive(
  ctx: Context,
  client: CallClient,
  roomId: string,
  media: boolean,
): Promise<Call> {
  return actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'alive', media }))
}
