/** One of several people who are rung answers: the first to do so has it, and nobody else is rung any more (H2, H3). */

import type { Context } from '../../context.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { announceCalls } from '../calls/announce-calls.ts'
import { endCallIf, writeChange } from '../calls/write-change.ts'
import { announceRing } from './announce-ring.ts'
import { endRing } from './end-ring.ts'

/**
 * Writes the answer of a call that belongs to a ring, if the ring is still to be had.
 *
 * @param row the call as it was read
 * @param changes that make it an answered one
 * @returns false when it was not written: read the call again, it may be over
 */
export async function answerRing(
  ctx: Context,
  row: CallState,
  changes: Partial<CallState>,
): Promise<boolean> {
  const { appid, roomId, ringId } = row
  if (ringId === null) throw new TypeError('This call belongs to no ring.')
  const now = ctx.now()
  const written = await ctx.store.write(async (tx) => {
    const locked = await tx.rings.lock(appid, ringId)
    const own = locked?.calls.find((call) => call.roomId === roomId)
    if (!locked || !own || own.version !== row.version) return null
    // A node of the version before lets a call be answered without a look at its ring.
    const earlier = locked.calls.find(({ acceptedAt }) => acceptedAt !== null)
    if (earlier) return { isOwn: false, ended: await endRing(tx, locked, answeredBy(earlier), now) }
    if (locked.ring.state === 'ended') {
      const over = await endCallIf(tx, own, [{ type: 'ring_over', because: 'answered', by: null }], now)
      return { isOwn: false, ended: over ? [over] : [] }
    }
    if (!(await writeChange(tx, own, changes, now))) return null
    return { isOwn: true, ended: await endRing(tx, locked, answeredBy(own), now) }
  })
  if (!written) return false
  announceCalls(ctx, written.ended)
  await announceRing(ctx, appid, ringId)
  return written.isOwn
}

function answeredBy({ roomId }: CallState) {
  return { reason: 'answered' as const, roomId }
}
