/** Reject, cancel, hang up, fail: how a side ends a call. Repeated or late, they return the call as it ended. */

import type { Call } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import type { OwnOrigin } from '../../rules/call/acts.ts'
import { actOnCall, type CallClient } from './act-on-call.ts'

/**
 * The listener declines, for all its clients (C7).
 * @throws CallgrantError `room_unknown`, `wrong_side`, `answered_elsewhere`
 */
export async function rejectCall(
  ctx: Context,
  client: CallClient,
  roomId: string,
  origin: OwnOrigin,
): Promise<Call> {
  return actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'reject', origin }))
}

/**
 * The caller gives up before the answer; after it, the same wish is a hang-up (C9).
 * @throws CallgrantError `room_unknown`, `wrong_side`, `answered_elsewhere`
 */
export async function cancelCall(
  ctx: Context,
  client: CallClient,
  roomId: string,
  origin: OwnOrigin,
): Promise<Call> {
  return actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'cancel', origin }))
}

/**
 * Either side hangs up; before the answer, that is a cancel or a reject.
 * @throws CallgrantError `room_unknown`, `answered_elsewhere`
 */
export async function hangUpCall(
  ctx: Context,
  client: CallClient,
  roomId: string,
  origin: OwnOrigin,
): Promise<Call> {
  return actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'hang_up', origin }))
}

/**
 * A side cannot go on: no camera, no connection.
 * @param message in words, for the other side and the history
 * @throws CallgrantError `room_unknown`, `answered_elsewhere`, `bad_request` before the answer
 */
export async function failCall(
  ctx: Context,
  client: CallClient,
  roomId: string,
  message: string,
): Promise<Call> {
  return actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'failed', message }))
}
