/** One side reports that media flows. */

import type { Call } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { actOnCall, type CallClient } from './act-on-call.ts'

/**
 * Media flows at this side; once it does at both, they talk and the time limit begins (C10).
 * @throws CallgrantError `room_unknown`, `answered_elsewhere`, `call_over`, `bad_request` before the answer
 */
export async function mediaReady(ctx: Context, client: CallClient, roomId: string): Promise<Call> {
  return actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'media_ready' }))
}
