/** The two parties of a new call: which device and which person, checked and locked in one order. */

import { CallgrantError, OpenId, type ParsedRequest } from '@callgrant/protocol'
import type { DeviceCaller } from '../../context.ts'
import { keyPrint } from '../../credentials/device-key.ts'
import type { PushedDevice } from '../../credentials/push-token.ts'
import type { Tx } from '../../store/store.ts'
import type { CallClient } from './act-on-call.ts'

/** A device and a person of one app, one of them the caller (C1). */
export interface CallPair {
  appid: string
  callerKind: 'device' | 'person'
  openid: string
  modelId: string
  sn: string
  /** Print of the key that the called device had when it made the push token; null: no token was given. */
  calledKeyPrint: string | null
}

/**
 * @param pushed the device of the push token, when one was given
 * @throws CallgrantError `bad_request` when both would be devices or both people, `not_this_device` when a device
 *   says it is another (C4), `openid_malformed`, `push_token_wrong`, `push_token_other_model`
 */
export function pairOf(
  client: CallClient,
  request: ParsedRequest<'call.start'>,
  pushed: PushedDevice | null = null,
): CallPair {
  const { to, caller_id: said } = request
  const fault = (parameter: string, message: string) =>
    new CallgrantError('bad_request', { faults: [{ parameter, message }] })
  if (client.role === 'device') {
    if (!('openid' in to)) throw fault('to', 'should be {openid}: a device rings a person')
    if (request.business_type === 2) throw fault('business_type', 'should not be 2, which is a person’s call')
    if (said !== undefined && said !== client.sn) throw new CallgrantError('not_this_device')
    if (!OpenId.safeParse(to.openid).success) throw new CallgrantError('openid_malformed')
    const { appid, modelId, sn } = client
    return { appid, callerKind: 'device', openid: to.openid, modelId, sn, calledKeyPrint: null }
  }
  if (!('sn' in to)) throw fault('to', 'should be {model_id, sn}: a person rings a device')
  if (said !== undefined && said !== client.openid) throw fault('caller_id', 'should be who signed in')
  if (pushed && pushed.sn !== to.sn) throw new CallgrantError('push_token_wrong')
  const modelId = to.model_id ?? pushed?.modelId
  if (modelId === undefined) throw fault('to.model_id', 'should be String instead of Undefined')
  if (pushed && pushed.modelId !== modelId) throw new CallgrantError('push_token_other_model')
  const { appid, openid } = client
  return {
    appid,
    callerKind: 'person',
    openid,
    modelId,
    sn: to.sn,
    calledKeyPrint: pushed?.keyPrint ?? null,
  }
}

/**
 * Reads what the call stands on, and locks the person and then the device, so that neither consent (A7) nor
 * membership (A6) changes before this transaction ends; and the consent as it is then (A5), with what the person wants of a
 * ring at this moment.
 *
 * @param clock milliseconds since 1970: it is read once the locks are there
 * @param client who calls; null: the app's back end, from the device
 * @throws CallgrantError `calling_not_enabled`, `openid_unknown`, `openid_other_app`, `device_unknown`,
 *   `device_credential_wrong` when the calling device was reset and registered anew since it signed in,
 *   `push_token_wrong` when the called one was since it made the token
 */
export async function requirePair(tx: Tx, clock: () => number, client: CallClient | null, pair: CallPair) {
  const { appid, openid, modelId, sn } = pair
  // Sent at once, carried out in this order: the consent is read under both locks.
  const [terms, person, device, consent] = await Promise.all([
    tx.apps.callTerms(appid, modelId),
    tx.people.lock(appid, openid),
    tx.devices.lock(appid, pair),
    tx.consent.effective(appid, openid, modelId, sn, clock),
  ])
  if (!terms) throw new CallgrantError('app_unknown')
  if (terms.calling !== 1) throw new CallgrantError('calling_not_enabled')
  if (!person) {
    throw new CallgrantError(
      (await tx.people.isKnownElsewhere(appid, openid)) ? 'openid_other_app' : 'openid_unknown',
    )
  }
  // In a group before it registered, or reset since: nobody can answer as it.
  if (!device?.public_key || terms.model_type === null) throw new CallgrantError('device_unknown')
  if (client?.role === 'device') requireSameKey(client, device.public_key)
  // Made before a reset: whoever holds it speaks of another device.
  if (pair.calledKeyPrint !== null && keyPrint(device.public_key) !== pair.calledKeyPrint) {
    throw new CallgrantError('push_token_wrong')
  }
  return {
    consent,
    personQuiet: person.quiet,
    ringTimeoutSeconds: terms.ring_timeout_seconds,
    modelTypes: { ...terms, model_type: terms.model_type },
    messagePush: terms.message_push,
    early: {
      policy: terms.early_setup,
      preview: terms.preview === 1,
      previewWanted: person.preview === 1,
    },
  }
}

/**
 * Its connection may have outlived a reset: whoever holds the old key is not this device any more.
 * @throws CallgrantError `device_credential_wrong`
 */
export function requireSameKey(client: DeviceCaller, publicKey: string): void {
  if (keyPrint(publicKey) === client.keyPrint) return
  throw new CallgrantError('device_credential_wrong', {
    message: 'The device has another key since it signed in. Sign in with the key that is registered now.',
  })
}
