/** Tells the clients of the device how its ring of several people is now. */

import type { Ring } from '@callgrant/protocol'
import { address } from '../../bus/bus.ts'
import type { Context } from '../../context.ts'
import { toRing } from '../../rules/ring/snapshot.ts'
import { announceEvents } from '../events/announce-events.ts'

/**
 * After the commit. What is told may be late, or lost: the device keeps the order by the version, and asks when it hears nothing.
 * @returns what was told; null: there is no such ring
 */
export async function announceRing(ctx: Context, appid: string, ringId: string): Promise<Ring | null> {
  const found = await ctx.store.rings.find(appid, ringId)
  if (!found) return null
  const ring = toRing(found)
  ctx.bus.publish(address.device(appid, ring.model_id, ring.sn), { type: 'ring', ring })
  announceEvents(ctx, appid)
  return ring
}
