/** A device rings several people, together or in turn (docs/households.md). */

import { type Call, CallgrantError, type ParsedRequest, type Ring } from '@callgrant/protocol'
import { RING_PLAN_MAX_SECONDS } from '@callgrant/protocol/limits'
import type { Context } from '../../context.ts'
import { randomId } from '../../credentials/ids.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import type { RingState } from '../../rules/ring/ring-state.ts'
import { toRing } from '../../rules/ring/snapshot.ts'
import type { CallClient } from '../calls/act-on-call.ts'
import { requireSameKey } from '../calls/call-pair.ts'
import { ringChanged } from '../events/app-events.ts'
import { countCall } from '../limit-acts.ts'
import { advanceRing } from './advance-ring.ts'

/**
 * Rings the first, or all. Each person is asked about on their own, exactly as `call.start` with them alone (C2); nobody
 * who may not be rung keeps the others from it.
 *
 * @returns the ring, ended already where nobody could be rung; and the calls that ring
 * @throws CallgrantError `bad_request` with faults, `not_this_device` (C4), `calling_not_enabled`, `device_unknown`,
 *   `device_credential_wrong`, `call_in_progress` (C8), `too_many_calls`
 */
export async function startRing(
  ctx: Context,
  client: CallClient,
  request: ParsedRequest<'ring.start'>,
): Promise<{ ring: Ring; calls: Call[] }> {
  if (client.role !== 'device') throw fault('people', 'should be rung by a device: a person rings one device')
  const { id: _, type: __, people, plan, seconds, caller_id: said, ...wish } = request
  if (said !== undefined && said !== client.sn) throw new CallgrantError('not_this_device')
  requireNobodyTwice(people)
  const { appid, modelId, sn, clientId, keyPrint, language } = client
  const now = ctx.now()
  const ring: RingState = {
    ringId: randomId('h_'),
    appid,
    version: 1,
    state: 'ringing',
    plan,
    modelId,
    sn,
    caller: { clientId, keyPrint, language },
    wish,
    createdAt: now,
    endedAt: null,
    endReason: null,
    answeredRoom: null,
  }
  const party = { role: 'device' as const, modelId, sn }
  await ctx.store.write(async (tx) => {
    const [terms, device] = await Promise.all([
      tx.apps.callTerms(appid, modelId),
      tx.devices.lock(appid, client),
    ])
    if (!terms) throw new CallgrantError('app_unknown')
    if (terms.calling !== 1) throw new CallgrantError('calling_not_enabled')
    if (!device?.public_key || terms.model_type === null) throw new CallgrantError('device_unknown')
    requireSameKey(client, device.public_key)
    const list = people.map((person) => ({
      openid: person.openid,
      name: person.name ?? null,
      seconds: person.seconds ?? seconds ?? terms.ring_timeout_seconds,
    }))
    if (plan === 'in_turn') requireShort(list)
    await countCall(ctx, tx, appid, party)
    if (!(await tx.calls.takeParty(appid, ring.ringId, party))) throw new CallgrantError('call_in_progress')
    await tx.rings.insert(ring, list)
    const begun = await tx.rings.find(appid, ring.ringId)
    if (begun) await tx.events.append(appid, [ringChanged(begun, now)])
  })
  try {
    await advanceRing(ctx, appid, ring.ringId)
  } catch (err) {
    // It stands, and the sweep of any node goes on with it.
    ctx.log.warn({ err, ringId: ring.ringId }, 'the people of a ring could not all be rung at once')
  }
  return ringNow(ctx, appid, ring.ringId)
}

/** A ring, with its calls that are open. @throws CallgrantError `room_unknown` */
async function ringNow(ctx: Context, appid: string, ringId: string): Promise<{ ring: Ring; calls: Call[] }> {
  const found = await ctx.store.rings.find(appid, ringId)
  if (!found) throw new CallgrantError('room_unknown')
  const rooms = found.legs.flatMap(({ roomId }) => (roomId === null ? [] : [{ appid, roomId }]))
  const calls = await ctx.store.calls.findAll(rooms)
  const open = calls.flatMap((call) => (call && call.state !== 'ended' ? [toSnapshot(call)] : []))
  return { ring: toRing(found), calls: open }
}

function fault(parameter: string, message: string): CallgrantError {
  return new CallgrantError('bad_request', { faults: [{ parameter, message }] })
}

function requireNobodyTwice(people: readonly { openid: string }[]): void {
  const known = new Set<string>()
  for (const [place, { openid }] of people.entries()) {
    if (known.has(openid)) throw fault(`people.${place}.openid`, 'should not be in the list twice')
    known.add(openid)
  }
}

function requireShort(list: readonly { seconds: number }[]): void {
  const whole = list.reduce((sum, { seconds }) => sum + seconds, 0)
  if (whole <= RING_PLAN_MAX_SECONDS) return
  throw fault(
    'seconds',
    `should be fewer: this plan in turn would ring for ${whole} s, and ${RING_PLAN_MAX_SECONDS} s is the most`,
  )
}
