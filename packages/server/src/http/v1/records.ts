/** Routes of an app's back end about the record of consent and its proof (B3), and the keys to verify it with. */

import {
  ConsentRecordPage,
  Jwks,
  ListConsentRecords,
  ReceiptLanguage,
  RecordCheckPage,
  RecordHead,
  RecordRef,
  SignedReceipt,
  VerifyRecords,
} from '@callgrant/protocol'
import { z } from 'zod'
import { consentReceipt } from '../../acts/consent/consent-receipt.ts'
import { listConsentRecords } from '../../acts/consent/list-consent-records.ts'
import { recordHead } from '../../acts/consent/record-head.ts'
import { verifyRecords } from '../../acts/consent/verify-records.ts'
import { proofKeys } from '../../credentials/proof.ts'
import type { RouteTools } from '../route.ts'
import { receiptPage } from './receipt-page.ts'
import { addRoute } from './route.ts'

export function addRecordRoutes(tools: RouteTools): void {
  const { ctx } = tools
  const backend = { caller: 'backend', tag: 'authorizations', method: 'GET' } as const
  addRoute(tools, {
    ...backend,
    url: '/v1/authorizations/records',
    summary:
      'Records of consent: what was asked and answered, with the words that were shown, and their proof',
    query: ListConsentRecords,
    answer: ConsentRecordPage,
    act: ({ caller, query }) => listConsentRecords(ctx, caller, query),
  })
  addRoute(tools, {
    ...backend,
    url: '/v1/authorizations/records/verify',
    summary:
      'Damages of the records: rows that were changed, removed or added by hand. No item on any page: none',
    query: VerifyRecords,
    answer: RecordCheckPage,
    act: ({ caller, query }) => verifyRecords(ctx, caller, query),
  })
  addRoute(tools, {
    ...backend,
    url: '/v1/authorizations/records/head',
    summary:
      'Where the chains of records end now, signed: kept elsewhere, it shows a store that was put back',
    answer: RecordHead,
    act: ({ caller }) => recordHead(ctx, caller),
  })
  addRoute(tools, {
    ...backend,
    url: '/v1/authorizations/records/:record_id/receipt',
    summary: 'A signed receipt of one decision, in the shape of ISO/IEC TS 27560',
    params: RecordRef,
    answer: SignedReceipt,
    errors: ['record_unknown', 'record_erased'],
    act: ({ caller, params }) => consentReceipt(ctx, caller, params.record_id),
  })
  addRoute(tools, {
    ...backend,
    url: '/v1/authorizations/records/:record_id/receipt.html',
    summary: 'The same as a page to print',
    params: RecordRef,
    query: ReceiptLanguage,
    answer: z.string(),
    contentType: 'text/html; charset=utf-8',
    errors: ['record_unknown', 'record_erased'],
    act: async ({ caller, params, query }) =>
      receiptPage(await consentReceipt(ctx, caller, params.record_id), query.language),
  })
  addRoute(tools, {
    method: 'GET',
    url: '/.well-known/jwks.json',
    tag: 'service',
    summary: 'The public keys that verify receipts of consent and heads of chains',
    caller: 'anyone',
    answer: Jwks,
    act: async () => ({ keys: await proofKeys(ctx.keys) }),
  })
}
