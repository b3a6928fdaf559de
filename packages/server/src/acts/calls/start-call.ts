/** Starts a call from a device or a person, after checking the consent that it needs. */

import { type Call, CallgrantError, type ParsedRequest } from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { hasRelay } from '../../credentials/ice.ts'
import { randomId } from '../../credentials/ids.ts'
import { readPushToken } from '../../credentials/push-token.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { createCall, endAsBusy } from '../../rules/call/create.ts'
import { deviceNameShown, personNameShown } from '../../rules/call/names.ts'
import { type Party, partyKey } from '../../rules/call/parties.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import { modelTypeIn } from '../../rules/model-type.ts'
import type { Tx } from '../../store/store.ts'
import { callChanged } from '../events/app-events.ts'
import { countCall } from '../limit-acts.ts'
import type { CallClient } from './act-on-call.ts'
import { announceCalls, announceStart } from './announce-calls.ts'
import { askBackend, awaitsBackend } from './ask-backend.ts'
import { type CallPair, pairOf, requirePair } from './call-pair.ts'

/**
 * Starts a call and rings the listener's clients; where the app's back end has a word in it, once that is yes (C16).
 *
 * @returns the call: `created`, or `ended` with the reason `busy` when the listener is in another call (C8)
 * @throws CallgrantError `not_this_device` (C4), `bad_request` (wrong direction), `openid_malformed`,
 *   `openid_unknown`, `openid_other_app`, `device_unknown`, `device_credential_wrong`, `calling_not_enabled`, `not_authorized` with the words
 *   of the row that decided (C2, C3), `call_in_progress` when the caller is in a call or being rung (C8),
 *   `push_token_wrong`, `push_token_other_model`, `too_many_calls` with the seconds to wait
 */
export async function startCall(
  ctx: Context,
  client: CallClient,
  request: ParsedRequest<'call.start'>,
): Promise<Call> {
  const { push_token } = request
  const pushed =
    push_token === undefined ? null : await readPushToken(ctx.keys, push_token, client.appid, ctx.now())
  return placeCall(ctx, client, pairOf(client, request, pushed), request)
}

/**
 * The same for a pair that is known already.
 * @param client who calls; null: the app's back end, from the device, a client of which is yet to join
 * @param personName what the caller says the person is called
 */
export async function placeCall(
  ctx: Context,
  client: CallClient | null,
  pair: CallPair,
  request: ParsedRequest<'call.start'>,
  personName = pair.callerKind === 'person' ? request.caller_name : request.listener_name,
): Promise<Call> {
  const { row, messagePush } = await ctx.store.write(async (tx) => {
    // Locks the person, then the device.
    const { ringTimeoutSeconds, modelTypes, messagePush, early } = await requirePair(tx, client, pair)
    const { authorized, snapshot } = await requireConsent(tx, pair, request)
    const modelType = modelTypeIn(modelTypes, client?.language ?? 'en')
    const device = deviceNameShown({ snapshot, given: request.device_name, modelType, sn: pair.sn })
    const person = personNameShown(personName, pair.openid)
    const call = {
      ...pair,
      roomId: randomId('r_'),
      clientId: client?.clientId ?? null,
      callerName: pair.callerKind === 'device' ? device : person,
      listenerName: pair.callerKind === 'device' ? person : device,
      ringTimeoutSeconds,
      awaitsBackend: awaitsBackend(messagePush, request.is_cloud),
      early: { ...early, authorized, relayed: hasRelay(ctx.settings) },
    }
    const row = await enter(ctx, tx, pair, createCall(call, request, ctx.now()))
    await tx.events.append(pair.appid, callChanged(row, row.createdAt))
    return { row, messagePush }
  })
  if (row.state === 'ended' || row.awaitsBackend) announceCalls(ctx, [row])
  else await announceStart(ctx, row)
  if (row.state !== 'ended' && row.awaitsBackend) askBackend(ctx, row, messagePush ?? '')
  return toSnapshot(row)
}

/**
 * Reads the consent at this moment (A5, A6), inside the transaction that places the call (A7).
 * @returns whether the device may ring the person, and the name that was shown when they decided (A9), or null when
 *   they never did
 */
async function requireConsent(
  tx: Tx,
  pair: CallPair,
  request: ParsedRequest<'call.start'>,
): Promise<{ authorized: boolean; snapshot: string | null }> {
  const consent = await tx.consent.effective(pair.appid, pair.openid, pair.modelId, pair.sn)
  // A device needs it whatever it sends; a person only for `initByCaller` (A4, C3).
  const needed = pair.callerKind === 'device' || request.needs_authorization
  if (needed && !consent.allowed) {
    const { reason, notInGroup } = consent
    throw new CallgrantError('not_authorized', { message: reason, ...(notInGroup && { notInGroup }) })
  }
  return { authorized: consent.allowed, snapshot: consent.row?.display_name ?? null }
}

/** Enters both parties as being in this call. Two calls that cross are decided here (C8, C9). */
async function enter(ctx: Context, tx: Tx, pair: CallPair, row: CallState): Promise<CallState> {
  const device: Party = { role: 'device', modelId: pair.modelId, sn: pair.sn }
  const person: Party = { role: 'person', openid: pair.openid }
  const caller = pair.callerKind === 'device' ? device : person
  await countCall(ctx, tx, pair.appid, caller)
  const taken = await tx.calls.takeParties(pair.appid, row.roomId, [device, person])
  if (!taken.includes(partyKey(caller))) throw new CallgrantError('call_in_progress')
  if (taken.length === 2) {
    await tx.calls.insert(row)
    return row
  }
  await tx.calls.freeParties(row.roomId)
  const busy = endAsBusy(row, row.createdAt)
  await tx.calls.insert(busy)
  return busy
}
