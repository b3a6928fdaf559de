/** What time does to calls: ends those whose state has run out and those one side of which is gone (C6, C10, C15). */

import { SIDE_GONE_MS } from '@callgrant/protocol'
import type { CallAct } from '../../domain/call-acts.ts'
import type { CallRow } from '../../domain/call-row.ts'
import { dueCalls } from '../../store/calls.ts'
import { forgetUsedTokens } from '../../store/used-tokens.ts'
import type { Context } from '../context.ts'
import { endCallIf } from './act-on-call.ts'
import { announceCalls } from './announce-calls.ts'

/** Calls looked at in one read. */
const BATCH = 200

export interface SweepOptions {
  /**
   * Whether a side that is unseen counts as gone. Not in the first 15 s after this node, or its store, was away:
   * signs of life could not be written then.
   */
  unseen?: boolean
}

/**
 * Ends every call that is due, whatever node it began on. Any number of nodes may sweep at once: each end is one
 * conditional write.
 * @returns the calls that ended by it
 */
export async function sweepCalls(ctx: Context, options: SweepOptions = {}): Promise<CallRow[]> {
  const { unseen = true } = options
  const now = ctx.now()
  const acts: CallAct[] = unseen ? [{ type: 'deadline' }, { type: 'side_gone' }] : [{ type: 'deadline' }]
  const ended: CallRow[] = []
  for (;;) {
    const due = await dueCalls(ctx.store.db, now, unseen ? now - SIDE_GONE_MS : -1, BATCH)
    let progress = false
    for (const row of due) {
      const over = await ctx.store.transaction((tx) => endCallIf(tx, row, acts, now))
      if (!over) continue
      progress = true
      ended.push(over)
      await announceCalls(ctx, [over])
    }
    if (due.length < BATCH || !progress) return ended
  }
}

/** Forgets used questions and challenges that have expired: they could not be used again anyway. */
export async function sweepUsedTokens(ctx: Context): Promise<void> {
  await forgetUsedTokens(ctx.store.db, ctx.now())
}

/** Both, once. */
export async function sweep(ctx: Context, options: SweepOptions = {}): Promise<CallRow[]> {
  const ended = await sweepCalls(ctx, options)
  await sweepUsedTokens(ctx)
  return ended
}
