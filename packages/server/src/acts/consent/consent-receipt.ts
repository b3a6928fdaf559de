/** A receipt of one decision (B3), in the shape of ISO/IEC TS 27560, signed. */

import type { ConsentReceipt, SignedReceipt } from '@callgrant/protocol'
import { CallgrantError } from '@callgrant/protocol/errors'
import type { Context } from '../../context.ts'
import { signProof } from '../../credentials/proof.ts'
import type { ConsentRecordRow } from '../../store/records.ts'
import { toProof } from '../wire.ts'
import { RECEIPT_TEXTS, validityOf } from './receipt-texts.ts'

const STATES = {
  authorized: 'consent_given',
  refused: 'consent_refused',
  switched_on: 'consent_given',
  switched_off: 'consent_withdrawn',
  cleared: 'consent_withdrawn',
} as const satisfies Partial<Record<ConsentRecordRow['act'], ConsentReceipt['consent']['event_state']>>
type Decision = keyof typeof STATES

/**
 * The receipt of a record, made and signed when it is asked for.
 * @throws CallgrantError `record_unknown`, also for a record that somebody was asked or that something ran out, which decide nothing; `record_erased` when its
 * person was forgotten
 */
export async function consentReceipt(
  ctx: Context,
  caller: { appid: string },
  recordId: string,
): Promise<SignedReceipt> {
  const row = await ctx.store.records.find(caller.appid, recordId)
  if (!row || !isDecision(row.act)) throw new CallgrantError('record_unknown')
  const proof = toProof(row)
  if (row.salt === null) throw new CallgrantError(row.erased_by === null ? 'record_unknown' : 'record_erased')
  if (proof === null) throw new CallgrantError('record_unknown')
  const iss = ctx.settings.publicUrl ?? 'callgrant'
  const { chain, seq, previous, hash, commitment } = proof
  const evidence = { chain, seq, previous, hash, commitment, salt: row.salt }
  const receipt = { ...receiptOf(row, row.act, iss, ctx.now()), evidence }
  return { receipt, jws: await signProof(ctx.keys, 'callgrant-consent-receipt+json', receipt) }
}

function isDecision(act: ConsentRecordRow['act']): act is Decision {
  return Object.hasOwn(STATES, act)
}

function receiptOf(
  row: ConsentRecordRow,
  act: Decision,
  iss: string,
  now: number,
): Omit<ConsentReceipt, 'evidence'> {
  const { id, appid, openid, at, display_name, words, language, sdk, app_name, terms } = row
  const subject = row.kind === 'group' ? (row.group_id ?? '') : `${row.model_id}/${row.sn}`
  return {
    iss,
    schema_version: 'callgrant-consent-receipt-1',
    standard: 'ISO/IEC TS 27560:2023',
    receipt_id: `receipt_${id}`,
    record_id: id,
    issued_at: new Date(now).toISOString(),
    pii_principal_id: openid,
    consent: {
      event_time: new Date(at).toISOString(),
      event_type: 'explicit',
      event_state: STATES[act],
      act,
      validity_duration: terms === null ? RECEIPT_TEXTS.validity : validityOf(JSON.parse(terms)),
      ...(terms !== null && { terms }),
    },
    pii_processing: {
      privacy_notice: { text: words, language, shown_by: sdk },
      purposes: [
        {
          purpose_id: 'incoming_calls',
          purpose: RECEIPT_TEXTS.purpose,
          lawful_basis: 'consent',
          services: display_name === null ? [] : [display_name],
          pii_information: [...RECEIPT_TEXTS.information],
          collection_method:
            RECEIPT_TEXTS.collection[act === 'authorized' || act === 'refused' ? 'dialog' : 'settings'],
          retention_period: RECEIPT_TEXTS.retention,
          recipient_third_parties: [],
          withdrawal_method: RECEIPT_TEXTS.withdrawal,
          privacy_rights: RECEIPT_TEXTS.rights,
        },
      ],
    },
    parties: [
      { party_id: openid, party_name: null, party_role: 'pii_principal' },
      { party_id: appid, party_name: app_name, party_role: 'pii_controller' },
      { party_id: subject, party_name: display_name, party_role: 'device' },
      { party_id: iss, party_name: 'Callgrant', party_role: 'pii_processor' },
    ],
  }
}
