/** A sign of life in a call (C15). */

import type { Context } from '../context.ts'
import { actOnCall, type CallClient } from './act-on-call.ts'

/**
 * Says that this side is there; with `media`, that the other one is too. Written at most every 4 s a side.
 * @throws CallgrantError `room_unknown`, `answered_elsewhere`, `call_over`
 */
export async function keepAlive(
  ctx: Context,
  client: CallClient,
  roomId: string,
  media: boolean,
): Promise<void> {
  await actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'alive', media }))
}
