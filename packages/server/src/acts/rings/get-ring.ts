/** A ring of several people, for the app's back end. */

import { CallgrantError, type Ring } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { toRing } from '../../rules/ring/snapshot.ts'

/** @throws CallgrantError `room_unknown` */
export async function getRing(ctx: Context, { appid }: { appid: string }, ringId: string): Promise<Ring> {
  const found = await ctx.store.rings.find(appid, ringId)
  if (!found) throw new CallgrantError('room_unknown')
  return toRing(found)
}
