/** The open calls of a person or device, for a client that signs in (C7, C15). */

import type { Call } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { isKnownToListener, sideOf } from '../../rules/call/parties.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import type { CallClient } from './act-on-call.ts'

export interface OpenCall {
  call: Call
  /** Whether this very client has a side of it; if not, it may be rung, or another client has the call. */
  holds: boolean
}

/** The open calls of a client's person or device. */
export async function openCalls(ctx: Context, client: CallClient): Promise<OpenCall[]> {
  const rows = await ctx.store.calls.openOf(client.appid, client)
  return rows.flatMap((row) => {
    const side = sideOf(row, client)
    if (side === null || (side === 'listener' && !isKnownToListener(row))) return []
    const call = toSnapshot(row)
    return [{ call, holds: call[side].client_id === client.clientId }]
  })
}
