/** The ring of several people that goes on from a device, for a client of it that signs in. */

import type { Ring } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { toRing } from '../../rules/ring/snapshot.ts'
import type { CallClient } from '../calls/act-on-call.ts'

/** None for a person: each of them is rung by a call of their own. */
export async function openRings(ctx: Context, client: CallClient): Promise<Ring[]> {
  if (client.role === 'person') return []
  return (await ctx.store.rings.openOf(client.appid, client)).map(toRing)
}
