/** The connection of a client that is in a call was closed: from here on it is absent (C15). */

import { CallgrantError } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { actOnCall, type CallClient } from './act-on-call.ts'

/** Counts 15 s from now, instead of from some time after its last sign of life. A call that is over is left alone. */
export async function noteAbsence(ctx: Context, client: CallClient, roomId: string): Promise<void> {
  try {
    await actOnCall(ctx, client, roomId, (by) => ({ ...by, type: 'absent' }))
  } catch (error) {
    // It is over, or another client has it: nobody's absence.
    if (!(error instanceof CallgrantError) || error.code === 'internal' || error.code === 'unavailable')
      throw error
  }
}
