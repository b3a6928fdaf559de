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
import type { EffectiveAuthorization } from '../../store/authorizations.ts'
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
    const { consent, ringTimeoutSeconds, modelTypes, messagePush, early } = await requirePair(
      tx,
      client,
      pair,
    )
    requireConsent(consent, pair, request)
    const snapshot = consent.row?.display_name ?? null
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
      early: { ...early, authorized: consent.allowed, relayed: hasRelay(ctx.settings) },
    }
    const row = await enter(ctx, tx, pair, createCall(call, request, ctx.now()))
    return { row, messagePush }
  })
  if (row.state === 'ended' || row.awaitsBackend) announceCalls(ctx, [row])
  else await announceStart(ctx, row)
  if (row.state !== 'ended' && row.awaitsBackend) askBackend(ctx, row, messagePush ?? '')
  return toSnapshot(row)
}

/** A device needs consent whatever it sends; a person only for `initByCaller` (A4, A5, A6, C3). @throws CallgrantError `not_authorized` */
function requireConsent(
  { allowed, reason, notInGroup }: EffectiveAuthorization,
  { callerKind }: CallPair,
  { needs_authorization }: ParsedRequest<'call.start'>,
): void {
  if (allowed || !(callerKind === 'device' || needs_authorization)) return
  throw new CallgrantError('not_authorized', { message: reason, ...(notInGroup && { notInGroup }) })
}

/** Enters both parties as being in this call, and writes it. Two calls that cross are decided here (C8, C9). */
async function enter(ctx: Context, tx: Tx, pair: CallPair, row: CallState): Promise<CallState> {
  const device: Party = { role: 'device', modelId: pair.modelId, sn: pair.sn }
  const person: Party = { role: 'person', openid: pair.openid }
  const caller = pair.callerKind === 'device' ? device : person
  const [taken] = await Promise.all([
    tx.calls.takeParties(pair.appid, row.roomId, [device, person]),
    countCall(ctx, tx, pair.appid, caller),
  ])
  if (!taken.includes(partyKey(caller))) throw new CallgrantError('call_in_progress')
  const entered = taken.length === 2 ? row : endAsBusy(row, row.createdAt)
  await Promise.all([
    tx.calls.insert(entered),
    tx.events.append(pair.appid, callChanged(entered, row.createdAt)),
    ...(entered === row ? [] : [tx.calls.freeParties(row.roomId)]),
  ])
  return entered
}
