/** The listener accepts a call. */

import type { Call } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { actOnCall, type CallClient } from './act-on-call.ts'

/**
 * Answers a call: the first client to do so has it (C7). The same client may say it again after a reconnect.
 * @throws CallgrantError `room_unknown`, `wrong_side`, `answered_elsewhere`, `call_over`
 */
export async function acceptCall(ctx: Context, client: CallClient, roomId: string): Promise<Call> {
  return actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'accept' }))
}
