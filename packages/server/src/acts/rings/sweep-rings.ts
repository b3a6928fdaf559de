/** Goes on with the rings of several people, whatever node they began on (H6). */

import type { Context } from '../../context.ts'
import { advanceRing } from './advance-ring.ts'

/** Rings looked at in one sweep. Each goes on for minutes, so that one that is passed over is looked at soon. */
const MOST = 1000

/** Any number of nodes may do it at once. */
export async function sweepRings(ctx: Context): Promise<void> {
  for (const { appid, ringId } of await ctx.store.rings.open(MOST)) {
    try {
      await advanceRing(ctx, appid, ringId)
    } catch (err) {
      // It holds up no other.
      ctx.log.warn({ err, ringId }, 'a ring of several people could not go on; it is tried again')
    }
  }
}
