/** Ends the calls whose deadline has passed or one side of which is gone (C6, C10, C15). */

import { SIDE_GONE_MS } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import type { CallAct } from '../../rules/call/acts.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { clearOld } from '../clear-old.ts'
import { noteRunOuts } from '../consent/note-run-outs.ts'
import { sweepRings } from '../rings/sweep-rings.ts'
import { announceCalls } from './announce-calls.ts'
import { endCallIf } from './write-change.ts'

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
export async function sweepCalls(ctx: Context, options: SweepOptions = {}): Promise<CallState[]> {
  const { unseen = true } = options
  const now = ctx.now()
  const acts: CallAct[] = unseen ? [{ type: 'deadline' }, { type: 'side_gone' }] : [{ type: 'deadline' }]
  const ended: CallState[] = []
  for (;;) {
    const due = await ctx.store.calls.due(now, unseen ? now - SIDE_GONE_MS : -1, BATCH)
    let progress = false
    for (const row of due) {
      const over = await ctx.store.write((tx) => endCallIf(tx, row, acts, now))
      if (!over) continue
      progress = true
      ended.push(over)
      announceCalls(ctx, [over])
    }
    if (due.length < BATCH || !progress) return ended
  }
}

/** That, what is next for each ring of several people, what ran out of what people allowed, and all that is too old to be kept. */
export async function sweep(ctx: Context, options: SweepOptions = {}): Promise<CallState[]> {
  const ended = await sweepCalls(ctx, options)
  await sweepRings(ctx)
  await noteRunOuts(ctx)
  while (await clearOld(ctx));
  return ended
}
