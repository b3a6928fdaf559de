/** Rings one person of a ring of several: an ordinary call, or the refusal that it would be answered with (H1). */

import { CallgrantError, OpenId, StartCall } from '@callgrant/protocol'
import { RING_EARLY_MAX } from '@callgrant/protocol/limits'
import type { Context } from '../../context.ts'
import { nextStep } from '../../rules/ring/next-step.ts'
import type { RingLeg, RingState } from '../../rules/ring/ring-state.ts'
import type { Tx } from '../../store/store.ts'
import { type Leg, placeCall } from '../calls/start-call.ts'

/** Not sent by any client, and so in no answer. */
const NO_REQUEST = 0

/**
 * Rings the person if it is still their turn; what refuses that is kept as what became of them.
 * @returns false when another node was first, or the ring is over
 * @throws CallgrantError `unavailable`: nothing was decided, and it is tried again
 */
export async function placeLeg(
  ctx: Context,
  ring: RingState,
  { place, ...person }: RingLeg,
): Promise<boolean> {
  const { ringId, appid, modelId, sn, caller, wish, plan } = ring
  const { openid, name, seconds } = person
  const leg: Leg = {
    ringId,
    seconds,
    // One after the other, each is the only one who is connected.
    early: plan === 'in_turn' || place < RING_EARLY_MAX,
    counts: place > 0,
    requireDue: (tx) => requireDue(tx, ring, place, ctx.now()),
    placed: (tx, roomId) => tx.rings.setRoom(ringId, place, roomId),
    refused: (tx, error) => tx.rings.setRefusal(ringId, place, error),
  }
  try {
    if (!OpenId.safeParse(openid).success) throw new CallgrantError('openid_malformed')
    const pair = { appid, callerKind: 'device' as const, openid, modelId, sn, calledKeyPrint: null }
    const request = StartCall.parse({
      id: NO_REQUEST,
      type: 'call.start',
      to: { openid },
      join: true,
      ...wish,
    })
    const client = { role: 'device' as const, appid, modelId, sn, ...caller }
    await placeCall(ctx, client, pair, request, { personName: name ?? undefined, leg })
    return true
  } catch (error) {
    if (!(error instanceof CallgrantError) || error.code === 'unavailable') throw error
    if (error.code === 'call_over') return false
    return refuse(ctx, ring, place, error)
  }
}

/** @throws CallgrantError `call_over` */
async function requireDue(tx: Tx, { appid, ringId }: RingState, place: number, now: number): Promise<void> {
  const locked = await tx.rings.lock(appid, ringId)
  const step = locked && nextStep(locked, now)
  if (step?.type !== 'place' || step.leg.place !== place) throw new CallgrantError('call_over')
}

/** What refused it has written nothing, but for a refusal by consent: then it is not due any more. */
async function refuse(ctx: Context, ring: RingState, place: number, error: CallgrantError): Promise<boolean> {
  // Whose app it is of is nobody's business here: unknown is unknown.
  const told = error.code === 'openid_other_app' ? new CallgrantError('openid_unknown') : error
  await ctx.store.write(async (tx) => {
    const locked = await tx.rings.lock(ring.appid, ring.ringId)
    const leg = locked?.legs.find((one) => one.place === place)
    const isOpen = locked?.ring.state === 'ringing' && leg?.roomId === null && leg.refusal === null
    if (isOpen) await tx.rings.setRefusal(ring.ringId, place, told)
  })
  return true
}
