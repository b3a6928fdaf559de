/** Pushes what a node that is gone was about to push. */

import type { Context } from '../../context.ts'
import { pushEndSoon, pushRing } from './push-call.ts'

/** Until then whoever placed or ended the call is about to push it. */
const LEFT_MS = 2_000
/** Later a ring is nearly over, or all that is left are pages in sight. */
const RINGS_FOR_MS = 10_000
const BATCH = 100

export async function sweepPushes(ctx: Context): Promise<void> {
  const now = ctx.now()
  for (const row of await ctx.store.pushes.ringsLeft(now - RINGS_FOR_MS, now - LEFT_MS, BATCH)) {
    void pushRing(ctx, row)
  }
  for (const row of await ctx.store.pushes.endsLeft(now - LEFT_MS, BATCH)) pushEndSoon(ctx, row)
}
