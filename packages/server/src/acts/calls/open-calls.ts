/** What a client that signs in has to know: the open calls of its person or device (C7, C15). */

import type { Call } from '@callgrant/protocol'
import { sideOf } from '../../domain/call-parties.ts'
import { toSnapshot } from '../../domain/call-snapshot.ts'
import { openCallsOf } from '../../store/calls.ts'
import type { Context } from '../context.ts'
import type { CallClient } from './act-on-call.ts'

export interface OpenCall {
  call: Call
  /** Whether this very client has a side of it; if not, it may be rung, or another client has the call. */
  holds: boolean
}

/** The open calls of a client's person or device. */
export async function openCalls(ctx: Context, client: CallClient): Promise<OpenCall[]> {
  const rows = await openCallsOf(ctx.store.db, client.appid, client)
  return rows.flatMap((row) => {
    const side = sideOf(row, client)
    // To the listener there is no such call before the back end said yes (C16).
    if (side === null || (side === 'listener' && row.awaits_backend === 1)) return []
    const call = toSnapshot(row)
    return [{ call, holds: call[side].client_id === client.clientId }]
  })
}
