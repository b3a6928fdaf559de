/** A call begins: a device rings a person, or a person rings a device. Nothing rings without the consent it needs. */

import { type Call, CallgrantError, type ParsedRequest } from '@callgrant/protocol'
import { createCall, endAsBusy } from '../../domain/call-create.ts'
import { deviceNameShown, personNameShown } from '../../domain/call-names.ts'
import { type Party, partyKey } from '../../domain/call-parties.ts'
import type { CallRow } from '../../domain/call-row.ts'
import { toSnapshot } from '../../domain/call-snapshot.ts'
import { randomId } from '../../domain/ids.ts'
import { readPushToken } from '../../domain/push-token.ts'
import { effectiveAuthorization } from '../../store/authorizations.ts'
import { freeParties, insertCall, takeParties } from '../../store/calls.ts'
import type { Db } from '../../store/db.ts'
import type { Context } from '../context.ts'
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
 *   `push_token_wrong`, `push_token_other_model`
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
  personName = pair.callerKind === 'person' ? request.caller_name : undefined,
): Promise<Call> {
  const { row, messagePush } = await ctx.store.transaction(async (tx) => {
    // Locks the person, then the device.
    const { ringTimeoutSeconds, modelType, messagePush } = await requirePair(tx, client, pair)
    const snapshot = await requireConsent(tx, pair, request)
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
    }
    return { row: await enter(tx, pair, createCall(call, request, ctx.now())), messagePush }
  })
  if (row.state === 'ended' || row.awaits_backend === 1) await announceCalls(ctx, [row])
  else await announceStart(ctx, row)
  if (row.state !== 'ended' && row.awaits_backend === 1) askBackend(ctx, row, messagePush ?? '')
  return toSnapshot(row)
}

/**
 * Reads the consent at this moment (A5, A6), inside the transaction that places the call (A7).
 * @returns the name that was shown when the person decided (A9); null when they never did
 */
async function requireConsent(
  tx: Db,
  pair: CallPair,
  request: ParsedRequest<'call.start'>,
): Promise<string | null> {
  const consent = await effectiveAuthorization(tx, pair.appid, pair.openid, pair.modelId, pair.sn)
  // A device needs it whatever it sends; a person only for `initByCaller` (A4, C3).
  const needed = pair.callerKind === 'device' || request.needs_authorization
  if (needed && !consent.allowed) throw new CallgrantError('not_authorized', { message: consent.reason })
  return consent.row?.display_name ?? null
}

/** Enters both parties as being in this call. Two calls that cross are decided here (C8, C9). */
async function enter(tx: Db, pair: CallPair, row: CallRow): Promise<CallRow> {
  const device: Party = { role: 'device', modelId: pair.modelId, sn: pair.sn }
  const person: Party = { role: 'person', openid: pair.openid }
  const caller = pair.callerKind === 'device' ? device : person
  const taken = await takeParties(tx, pair.appid, row.room_id, [device, person])
  if (!taken.includes(partyKey(caller))) throw new CallgrantError('call_in_progress')
  if (taken.length === 2) {
    await insertCall(tx, row)
    return row
  }
  await freeParties(tx, row.room_id)
  const busy = endAsBusy(row, row.created_at)
  await insertCall(tx, busy)
  return busy
}
