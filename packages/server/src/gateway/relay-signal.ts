/** Passes a signal on: between the two sides, and while it rings between the caller and each client of the listener. */

import { CallgrantError, type EarlySetup, type ParsedRequest, type Reply } from '@callgrant/protocol'
import { address } from '../bus/bus.ts'
import { otherSide } from '../rules/call/parties.ts'
import type { Session } from './session.ts'

type SignalRequest = ParsedRequest<'signal'>

/**
 * The hot path: the session remembers which side it has and what it told, so nothing is read from the store.
 * @throws CallgrantError `room_unknown` for a client that has no side, unless it is being rung and the sides may connect
 *   already; `bad_request` for what may not be said before the answer
 */
export async function relaySignal(session: Session, request: SignalRequest): Promise<Reply<'signal'>> {
  const { room_id, data, to } = request
  const side = session.sideIn(room_id)
  const { clientId } = session.client
  const signal = { type: 'signal', room_id, data } as const
  if (side && to === undefined) {
    const from = side === 'listener' ? { from: clientId } : {}
    const delivered = await session.ctx.bus.deliver(address.side(room_id, otherSide(side)), {
      ...signal,
      ...from,
    })
    return { delivered }
  }
  const early = session.earlySetupOf(room_id)
  if (early === 'off' || side === 'listener') throw new CallgrantError('room_unknown')
  requireAllowedEarly(request, early)
  if (side === 'caller') {
    return { delivered: await session.ctx.bus.deliver(address.early(room_id, to ?? ''), signal) }
  }
  // The caller's answer to this must find this client.
  await session.hearEarly(room_id)
  const caller = address.side(room_id, 'caller')
  return { delivered: await session.ctx.bus.deliver(caller, { ...signal, from: clientId }) }
}

/** Before the answer the sides connect, and say nothing else; where that is so, by relay candidates only. */
function requireAllowedEarly({ data }: SignalRequest, early: EarlySetup): void {
  const refuse = (message: string) =>
    new CallgrantError('bad_request', { faults: [{ parameter: 'data', message }] })
  if (data.kind === 'media') throw refuse('should not be said before the answer')
  if (early === 'relay' && showsAddress(data)) {
    throw refuse('should have no candidate but of a relay, without its raddr, before the answer')
  }
}

function showsAddress(data: SignalRequest['data']): boolean {
  const lines =
    data.kind === 'description' ? data.sdp.split(/\r?\n/) : data.kind === 'candidate' ? [data.candidate] : []
  return lines
    .filter((line) => /^(a=)?candidate:/.test(line))
    .some((line) => !/ typ relay( |$)/.test(line) || / raddr (?!0\.0\.0\.0 |:: )/.test(line))
}
