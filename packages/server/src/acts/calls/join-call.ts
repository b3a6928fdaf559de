/** The caller joins its room. */

import type { Call } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { actOnCall, type CallClient } from './act-on-call.ts'

/**
 * The caller is in the room: the call rings or, when it was answered already, media may be set up.
 * @throws CallgrantError `room_unknown`, `wrong_side`, `answered_elsewhere`, `call_over`
 */
export async function joinCall(ctx: Context, client: CallClient, roomId: string): Promise<Call> {
  return actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'join' }))
}
