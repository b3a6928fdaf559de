/** The end of a ring of several people: once, with all of its calls that still ring (H3, H5). */

import type { RingOver } from '../../rules/call/acts.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import type { RingEnd } from '../../rules/ring/next-step.ts'
import type { RingLeg } from '../../rules/ring/ring-state.ts'
import type { LockedRing } from '../../store/rings.ts'
import type { Tx } from '../../store/store.ts'
import { endCallIf } from '../calls/write-change.ts'
import { ringChanged } from '../events/app-events.ts'

/**
 * Ends a ring that is locked, in that transaction, with the event that tells of it. The device is then in the call that was
 * answered, or free; the others are rung no more.
 *
 * @param origin of the device's own wish, where it gave up
 * @param now milliseconds since 1970
 * @returns the calls that ended by it
 */
export async function endRing(
  tx: Tx,
  { ring, calls, legs }: LockedRing,
  end: RingEnd,
  now: number,
  origin: 'manual' | 'forceFromApp' | 'unloadCallPage' = 'manual',
): Promise<CallState[]> {
  const { ringId, appid } = ring
  if (!(await tx.rings.end(ringId, end, now))) return []
  // A conversation may be over before anybody noticed that it had begun.
  const goesOn = calls.some(({ roomId }) => roomId === end.roomId)
  if (end.roomId !== null && goesOn) await tx.calls.moveParty(ringId, end.roomId)
  else await tx.calls.freeParties(ringId)
  const act = actOf(end, legs, origin)
  const ended: CallState[] = []
  for (const call of calls) {
    if (call.roomId === end.roomId) continue
    const over = await endCallIf(tx, call, [act], now)
    if (over) ended.push(over)
  }
  const after = await tx.rings.find(appid, ringId)
  if (after) await tx.events.append(appid, [ringChanged(after, now)])
  return ended
}

function actOf(
  end: RingEnd,
  legs: readonly RingLeg[],
  origin: 'manual' | 'forceFromApp' | 'unloadCallPage',
): RingOver {
  switch (end.reason) {
    case 'answered': {
      const by = legs.find(({ roomId }) => roomId === end.roomId)?.name ?? null
      return { type: 'ring_over', because: 'answered', by }
    }
    case 'cancelled':
      return { type: 'ring_over', because: 'cancelled', origin }
    // Nobody is left to be told that nobody answered.
    case 'aborted':
    case 'no_answer':
      return { type: 'ring_over', because: 'aborted' }
  }
}
