/** What a client that signs in has to know: the open calls of its person or device (C7, C15). */

import type { SideName } from '@callgrant/protocol'
import { sideOf } from '../../domain/call-parties.ts'
import type { CallRow } from '../../domain/call-row.ts'
import { openCallsOf } from '../../store/calls.ts'
import type { Context } from '../context.ts'
import type { CallClient } from './act-on-call.ts'

export interface OpenCall {
  row: CallRow
  /** The side that this very client has; null: it may be rung, or another client has the call. */
  holds: SideName | null
}

/** The open calls of a client's person or device, and which side the client itself has. */
export async function openCalls(ctx: Context, client: CallClient): Promise<OpenCall[]> {
  const rows = await openCallsOf(ctx.store.db, client.appid, client)
  return rows.map((row) => {
    const side = sideOf(row, client)
    const holder = side === 'caller' ? row.caller_client : row.listener_client
    return { row, holds: holder === client.clientId ? side : null }
  })
}
