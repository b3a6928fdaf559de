/** The device gives up a ring of several people. */

import { CallgrantError, type Ring } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import type { OwnOrigin } from '../../rules/call/acts.ts'
import { nextStep } from '../../rules/ring/next-step.ts'
import { toRing } from '../../rules/ring/snapshot.ts'
import type { CallClient } from '../calls/act-on-call.ts'
import { announceCalls } from '../calls/announce-calls.ts'
import { announceRing } from './announce-ring.ts'
import { endRing } from './end-ring.ts'

/**
 * Nobody is rung any more (H5). Repeated or late, it changes nothing; once somebody has answered, their call goes on.
 * @returns the ring as it is then
 * @throws CallgrantError `room_unknown`, `answered_elsewhere` when another client of the device rings
 */
export async function cancelRing(
  ctx: Context,
  client: CallClient,
  ringId: string,
  origin: OwnOrigin,
): Promise<Ring> {
  const { appid, clientId } = client
  const now = ctx.now()
  const ended = await ctx.store.write(async (tx) => {
    const locked = await tx.rings.lock(appid, ringId)
    const isTheirs =
      client.role === 'device' && locked?.ring.modelId === client.modelId && locked.ring.sn === client.sn
    if (!locked || !isTheirs) throw new CallgrantError('room_unknown')
    if (locked.ring.state === 'ended') return null
    if (locked.ring.caller.clientId !== clientId) throw new CallgrantError('answered_elsewhere')
    const step = nextStep(locked, now)
    const due = step?.type === 'end' ? step.end : { reason: 'cancelled' as const, roomId: null }
    return endRing(tx, locked, due, now, origin)
  })
  const told = ended && (await announceRing(ctx, appid, ringId))
  if (ended) announceCalls(ctx, ended)
  if (told) return told
  const found = await ctx.store.rings.find(appid, ringId)
  if (!found) throw new CallgrantError('room_unknown')
  return toRing(found)
}
