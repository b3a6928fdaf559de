/**
 * Takes the steps of a ring of several people that are due: the next person is rung, or it ends. Any node may, at any time
 * and at once with others: each step is decided again by what is in the store while the ring is locked (H6).
 */

import type { Context } from '../../context.ts'
import { nextStep } from '../../rules/ring/next-step.ts'
import { announceCalls } from '../calls/announce-calls.ts'
import { announceRing } from './announce-ring.ts'
import { endRing } from './end-ring.ts'
import { placeLeg } from './place-leg.ts'

/** Goes on until there is nothing to do but to wait, or it is over. */
export async function advanceRing(ctx: Context, appid: string, ringId: string): Promise<void> {
  let changed = false
  try {
    for (;;) {
      const found = await ctx.store.rings.find(appid, ringId)
      const step = found && nextStep(found, ctx.now())
      if (!found || !step) return
      if (step.type === 'place') changed = (await placeLeg(ctx, found.ring, step.leg)) || changed
      else changed = (await endIfDue(ctx, appid, ringId)) || changed
    }
  } finally {
    if (changed) await announceRing(ctx, appid, ringId)
  }
}

/** @returns whether it ended by this */
async function endIfDue(ctx: Context, appid: string, ringId: string): Promise<boolean> {
  const now = ctx.now()
  const ended = await ctx.store.write(async (tx) => {
    const locked = await tx.rings.lock(appid, ringId)
    const step = locked && nextStep(locked, now)
    return locked && step?.type === 'end' ? endRing(tx, locked, step.end, now) : null
  })
  if (ended) announceCalls(ctx, ended)
  return ended !== null
}
