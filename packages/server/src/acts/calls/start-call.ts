/** Starts a call from a device or a person, after checking the consent that it needs. */

import {
  type Call,
  CallgrantError,
  type DecidedBy,
  type Language,
  type ParsedRequest,
} from '@callgrant/protocol'
import type { Context } from '../../context.ts'
import { hasRelay } from '../../credentials/ice.ts'
import { randomId } from '../../credentials/ids.ts'
import { readPushToken } from '../../credentials/push-token.ts'
import type { CallState } from '../../rules/call/call-state.ts'
import { createCall, endAsBusy, endAsQuiet } from '../../rules/call/create.ts'
import { deviceNameShown, personNameShown } from '../../rules/call/names.ts'
import { type Party, partyKey } from '../../rules/call/parties.ts'
import { toSnapshot } from '../../rules/call/snapshot.ts'
import { explainRing } from '../../rules/consent/explain-ring.ts'
import { type Hush, hushOf } from '../../rules/consent/quiet.ts'
import { modelTypeIn } from '../../rules/model-type.ts'
import type { EffectiveAuthorization } from '../../store/authorizations.ts'
import type { Tx } from '../../store/store.ts'
import { announceEvents } from '../events/announce-events.ts'
import { callChanged, ringRefused } from '../events/app-events.ts'
import { countCall, countRefusedRing } from '../limit-acts.ts'
import type { CallClient } from './act-on-call.ts'
import { announceCalls, announceStart } from './announce-calls.ts'
import { askBackend, awaitsBackend } from './ask-backend.ts'
import { RING_PLACED, type RingPlaced } from './call-figures.ts'
import { type CallPair, pairOf, requirePair } from './call-pair.ts'
import { takeRing } from './judge-ring.ts'

/**
 * Starts a call and rings the listener's clients; where the app's back end has a word in it, once that is yes (C16).
 *
 * @returns the call: `created`, or `ended` with the reason `busy` when the listener is in another call (C8)
 * @throws CallgrantError `not_this_device` (C4), `bad_request` (wrong direction), `openid_malformed`,
 *   `openid_unknown`, `openid_other_app`, `device_unknown`, `device_credential_wrong`, `calling_not_enabled`, `not_authorized` with the words
 *   of the row that decided (C2, C3), `person_quiet` where the person lets the caller know, `call_in_progress` when the caller is in a call or being rung (C8),
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
 * The same for a pair that is known already. What comes of it is counted.
 * @param client who calls; null: the app's back end, from the device, a client of which is yet to join
 * @param told `personName`: what the caller says the person is called; `language`: of what a back end is told of a refusal
 */
export async function placeCall(
  ctx: Context,
  client: CallClient | null,
  pair: CallPair,
  request: ParsedRequest<'call.start'>,
  told: Told = {},
): Promise<Call> {
  const began = performance.now()
  const count = (outcome: string, decidedBy: DecidedBy | null = null) =>
    RING_PLACED.publish({
      ctx,
      outcome,
      decidedBy,
      tookMs: performance.now() - began,
    } satisfies RingPlaced)
  try {
    const call = await place(ctx, client, pair, request, told, (row) => count('not_authorized', row))
    count(call.state === 'ended' ? 'busy' : 'placed')
    return call
  } catch (error) {
    const code = error instanceof CallgrantError ? error.code : 'internal'
    if (code !== 'not_authorized') count(code)
    throw error
  }
}

interface Told {
  personName?: string | undefined
  language?: Language
  leg?: Leg
}

/** A call that rings one of several people (H1). The device is entered by its ring; all else is as for one person. */
export interface Leg {
  ringId: string
  /** How long this person is rung. */
  seconds: number
  /** Whether anything may happen between the two sides before the answer. */
  early: boolean
  /** Whether it counts as a call of the device: its ring has counted as one already. */
  counts: boolean
  /**
   * In the transaction, with the person and the device locked: locks the ring as well.
   * @throws CallgrantError `call_over` when another node has placed it, or the ring is over
   */
  requireDue(tx: Tx): Promise<void>
  /** In the same transaction. */
  placed(tx: Tx, roomId: string): Promise<void>
  refused(tx: Tx, error: CallgrantError): Promise<void>
}

async function place(
  ctx: Context,
  client: CallClient | null,
  pair: CallPair,
  request: ParsedRequest<'call.start'>,
  told: Told,
  refusedBy: (row: DecidedBy) => void,
): Promise<Call> {
  const named = pair.callerKind === 'person' ? request.caller_name : request.listener_name
  const { personName = named, language = 'en', leg } = told
  const placed = await ctx.store.write(async (tx) => {
    // Locks the person, then the device.
    const terms = await requirePair(tx, ctx.now, client, pair)
    const { consent, ringTimeoutSeconds, modelTypes, messagePush, early } = terms
    await leg?.requireDue(tx)
    if (needsConsent(pair, request) && !consent.allowed) {
      await recordRefusal(ctx, tx, client, pair, consent, leg)
      return { refused: consent }
    }
    const hush = pair.callerKind === 'device' ? hushOf(consent.row, terms.personQuiet, ctx.now()) : 'none'
    // The name that was shown when they decided (A9); null when they never did.
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
      ringTimeoutSeconds: leg?.seconds ?? ringTimeoutSeconds,
      ringId: leg?.ringId,
      // One that nobody hears is nothing to ask about.
      awaitsBackend: hush === 'none' && awaitsBackend(messagePush, request.is_cloud),
      quiet: hush !== 'none',
      early: {
        ...early,
        ...(leg?.early === false && { policy: 'off' as const }),
        authorized: consent.allowed,
        relayed: hasRelay(ctx.settings),
      },
    }
    const placing = createCall(call, request, ctx.now())
    const row =
      hush === 'none'
        ? await enter(ctx, tx, pair, placing, consent, leg)
        : await enterQuietly(ctx, tx, pair, placing, hush, leg)
    return { row, messagePush, hush }
  })
  if (placed.refused) {
    refusedBy(placed.refused.decidedBy)
    throw notAuthorized(placed.refused, client === null ? { sn: pair.sn, language } : null)
  }
  const { row, messagePush, hush } = placed
  if (hush === 'told') {
    announceEvents(ctx, pair.appid)
    throw new CallgrantError('person_quiet')
  }
  if (row.state === 'ended' || row.awaitsBackend) announceCalls(ctx, [row])
  else await announceStart(ctx, row)
  if (row.state !== 'ended' && row.awaitsBackend) askBackend(ctx, row, messagePush ?? '')
  return toSnapshot(row)
}

/** A device needs consent whatever it sends; a person only for `initByCaller` (A4, A5, A6, C3). */
function needsConsent(pair: CallPair, request: ParsedRequest<'call.start'>): boolean {
  return pair.callerKind === 'device' || request.needs_authorization
}

/** Tells the back end of a ring that consent did not allow; no more often than its caller may call. */
async function recordRefusal(
  ctx: Context,
  tx: Tx,
  client: CallClient | null,
  pair: CallPair,
  consent: EffectiveAuthorization,
  leg: Leg | undefined,
): Promise<void> {
  await leg?.refused(tx, notAuthorized(consent, null))
  if (!(await countRefusedRing(ctx, tx, pair.appid, callerOf(pair)))) return
  const at = ctx.now()
  await tx.events.append(pair.appid, [
    ringRefused({ ...pair, ringId: leg?.ringId }, client?.role ?? 'backend', consent, at),
  ])
}

/** @param backend for the app's back end, which is told what decided; a device or a person gets the words alone (C2) */
function notAuthorized(
  consent: EffectiveAuthorization,
  backend: { sn: string; language: Language } | null,
): CallgrantError {
  const { reason, notInGroup } = consent
  const known = { calling: true, personKnown: true, registered: true }
  return new CallgrantError('not_authorized', {
    message: reason,
    ...(notInGroup && { notInGroup }),
    ...(backend && {
      decision: explainRing(consent, { ...known, sn: backend.sn }, backend.language).decision,
    }),
  })
}

function callerOf({ callerKind, modelId, sn, openid }: CallPair): Party {
  return callerKind === 'device' ? { role: 'device', modelId, sn } : { role: 'person', openid }
}

/**
 * Enters both parties as being in this call, and writes it. Two calls that cross are decided here (C8, C9). One that rings uses
 * a ring, where the person allowed a number of them (Y4).
 */
async function enter(
  ctx: Context,
  tx: Tx,
  pair: CallPair,
  row: CallState,
  consent: EffectiveAuthorization,
  leg: Leg | undefined,
): Promise<CallState> {
  const device: Party = { role: 'device', modelId: pair.modelId, sn: pair.sn }
  const person: Party = { role: 'person', openid: pair.openid }
  const caller = callerOf(pair)
  const counted = leg?.counts === false ? undefined : countCall(ctx, tx, pair.appid, caller)
  let isFree: boolean
  if (leg) {
    await counted
    isFree = await tx.calls.takeParty(pair.appid, row.roomId, person)
  } else {
    const [taken] = await Promise.all([
      tx.calls.takeParties(pair.appid, row.roomId, [device, person]),
      counted,
    ])
    if (!taken.includes(partyKey(caller))) throw new CallgrantError('call_in_progress')
    isFree = taken.length === 2
  }
  const entered = isFree ? row : endAsBusy(row, row.createdAt)
  const rings = pair.callerKind === 'device' && isFree && !row.awaitsBackend
  if (rings && !(await takeRing(ctx, tx, consent))) throw new CallgrantError('not_authorized')
  await leg?.placed(tx, row.roomId)
  return insert(tx, row, entered)
}

/**
 * Writes a call that came in quiet hours, as the person is not rung (Y9): only its caller is in a call, so another that may
 * ring them, or a call of their own, finds them free. Where the caller is told, it has ended (Y10).
 */
async function enterQuietly(
  ctx: Context,
  tx: Tx,
  pair: CallPair,
  row: CallState,
  hush: Exclude<Hush, 'none'>,
  leg: Leg | undefined,
): Promise<CallState> {
  const caller = callerOf(pair)
  if (leg?.counts !== false) await countCall(ctx, tx, pair.appid, caller)
  // The device of a leg is in its ring.
  const isFree = leg !== undefined || (await tx.calls.takeParty(pair.appid, row.roomId, caller))
  if (!isFree) throw new CallgrantError('call_in_progress')
  if (hush === 'told') {
    await leg?.refused(tx, new CallgrantError('person_quiet'))
    return insert(tx, row, endAsQuiet(row, row.createdAt))
  }
  await leg?.placed(tx, row.roomId)
  return insert(tx, row, row)
}

/** @param entered what became of it at once: the same, or that it is over */
async function insert(tx: Tx, row: CallState, entered: CallState): Promise<CallState> {
  await Promise.all([
    tx.calls.insert(entered),
    tx.events.append(row.appid, callChanged(entered, row.createdAt)),
    ...(entered === row ? [] : [tx.calls.freeParties(row.roomId)]),
  ])
  return entered
}
