/** The record of consent (B3), its proof, and receipts of it: for the app's back end. */

import { z } from 'zod'
import { GroupId, ModelId, OpenId, Page, page, Sn, Time } from './fields.ts'
import { ConsentTerms } from './yes-but.ts'

const ChainName = z.enum(['answers', 'asked']).meta({
  description:
    'An app has two chains of records: of what people answered, switched and cleared, and of what they were asked',
})
const Hash = z.string().meta({ description: 'SHA-256 in base64url' })
/** What makes a record a link of its chain. docs/proof.md says what is hashed. */
export const RecordProof = z.object({
  chain: ChainName,
  seq: z.number().int().meta({ description: 'Place in the chain, from 1' }),
  previous: z.string().meta({ description: '`hash` of the record before it; of the first, the empty text' }),
  hash: Hash,
  commitment: z
    .string()
    .meta({ description: 'SHA-256 over the salt and what names the person, in base64url' }),
  salt: z.string().nullable().meta({ description: 'null: the person was forgotten' }),
  erases: z.string().nullable().meta({ description: 'Of an erasure, JSON: which records it made blank' }),
  erased_by: z.string().nullable().meta({ description: 'Id of the erasure that made this record blank' }),
})
export const ConsentRecord = z.object({
  id: z.string(),
  at: Time,
  act: z
    .enum(['asked', 'authorized', 'refused', 'switched_on', 'switched_off', 'cleared', 'expired', 'erased'])
    .meta({
      description:
        '`expired`: what was allowed for a time, or a number of rings, ran out; `erased`: a person was forgotten; it does not say who',
    }),
  openid: OpenId.nullable().meta({ description: 'null: the person was forgotten' }),
  kind: z.enum(['device', 'group']).nullable(),
  model_id: ModelId.nullable(),
  sn: Sn.nullable(),
  group_id: GroupId.nullable(),
  display_name: z.string().nullable(),
  words: z.string().nullable().meta({ description: 'The exact sentence of the dialog' }),
  sdk: z.string().nullable().meta({ description: 'SDK name and version that showed it' }),
  language: z
    .string()
    .nullable()
    .meta({ description: 'Language of the dialog', examples: ['en'] }),
  app_name: z.string().nullable().meta({ description: 'Name of the app at that time' }),
  terms: ConsentTerms.optional().meta({
    description: 'Of what was allowed for a time, or a number of rings: for how long; left out: for good',
  }),
  proof: RecordProof.nullable().meta({
    description: 'null: in no chain, so it was not written by the server',
  }),
})
export const ConsentRecordPage = page(ConsentRecord)
const Moment = z.coerce.number().int().min(0).max(8_640_000_000_000_000)
export const ListConsentRecords = Page.extend({
  openid: OpenId.optional(),
  model_id: ModelId.optional(),
  sn: Sn.optional(),
  group_id: GroupId.optional(),
  from: Moment.optional().meta({ description: 'Records from this time on, in milliseconds since 1970' }),
  until: Moment.optional().meta({ description: 'Records before this time, in milliseconds since 1970' }),
})

export const RecordRef = z.object({ record_id: z.string().regex(/^[0-9A-Za-z_-]{1,64}$/) })
const Texts = z.object({ en: z.string(), zh: z.string() })
const Party = z.object({
  party_id: z.string(),
  party_name: z.string().nullable(),
  party_role: z.enum(['pii_principal', 'pii_controller', 'pii_processor', 'device']),
})
/** A receipt of one decision; its fields are named as in ISO/IEC TS 27560. */
export const ConsentReceipt = z.object({
  iss: z.string().meta({ description: 'The server that signed it: its public address, else `callgrant`' }),
  schema_version: z.literal('callgrant-consent-receipt-1'),
  standard: z.literal('ISO/IEC TS 27560:2023'),
  receipt_id: z.string(),
  record_id: z.string(),
  issued_at: z.iso.datetime(),
  pii_principal_id: OpenId,
  consent: z.object({
    event_time: z.iso.datetime(),
    event_type: z.literal('explicit'),
    event_state: z.enum(['consent_given', 'consent_refused', 'consent_withdrawn']),
    act: z.enum(['authorized', 'refused', 'switched_on', 'switched_off', 'cleared']),
    validity_duration: Texts,
    terms: z.string().optional().meta({
      description:
        'Of what was allowed for a time, or a number of rings: `terms` of the record, as the text that it commits to',
    }),
  }),
  pii_processing: z.object({
    privacy_notice: z.object({
      text: z
        .string()
        .nullable()
        .meta({ description: 'The exact sentence shown; null: none was, as in settings' }),
      language: z.string().nullable(),
      shown_by: z.string().nullable().meta({ description: 'SDK name and version' }),
    }),
    purposes: z.array(
      z.object({
        purpose_id: z.literal('incoming_calls'),
        purpose: Texts,
        lawful_basis: z.literal('consent'),
        services: z
          .array(z.string())
          .meta({ description: 'Name of the device or group, as it was shown (A9)' }),
        pii_information: z.array(z.object({ pii_type: z.string(), description: Texts })),
        collection_method: Texts,
        retention_period: Texts,
        recipient_third_parties: z.array(z.string()),
        withdrawal_method: Texts,
        privacy_rights: Texts,
      }),
    ),
  }),
  parties: z.array(Party),
  evidence: RecordProof.omit({ erases: true, erased_by: true }).extend({ salt: z.string() }),
})
export const SignedReceipt = z.object({
  receipt: ConsentReceipt,
  jws: z.string().meta({
    description: 'The receipt signed (EdDSA), as compact JWS; its keys are at `/.well-known/jwks.json`',
  }),
})
export const ReceiptLanguage = z.object({
  language: z.enum(['en', 'zh']).default('en').meta({ description: 'Language of the page' }),
})

export const RecordHead = z.object({
  appid: z.string(),
  at: Time,
  chains: z.array(
    z.object({
      chain: ChainName,
      base_seq: z.number().int().meta({ description: 'The last record that was removed because it was old' }),
      seq: z.number().int().meta({ description: 'The last record' }),
      hash: z.string().meta({ description: 'Its hash; of a chain without a record, the empty text' }),
    }),
  ),
  jws: z.string().meta({ description: 'The same signed, as compact JWS, to be kept elsewhere' }),
})
export const VerifyRecords = z.object({
  cursor: z.string().max(512).optional().meta({ description: '`next_cursor` of the page before' }),
  head: z.string().min(1).max(4096).optional().meta({
    description: '`jws` of a head that was kept: whether the chains still go through it',
  }),
})
export const RecordDamage = z.object({
  kind: z
    .enum([
      'changed',
      'removed',
      'added',
      'restored',
      'head_missing',
      'head_changed',
      'head_broken',
      'head_lost',
    ])
    .meta({
      description:
        '`changed`, `removed`, `added`: a record, by hand; `restored`: a record of a forgotten person is filled again; `head_missing`, `head_changed`: the end of the chain; `head_broken`: records were added after such a head; `head_lost`: the chain does not go through the head that was kept',
    }),
  chain: ChainName.nullable(),
  seq: z.number().int().nullable(),
  until_seq: z.number().int().nullable().meta({ description: 'Of `removed`: the last that is gone' }),
  record_id: z.string().nullable(),
  at: Time.nullable(),
  message: z.string(),
})
export const RecordCheckPage = page(RecordDamage).extend({
  checked: z.number().int().meta({ description: 'Records of this page' }),
})

const Jwk = z.object({
  kty: z.literal('OKP'),
  crv: z.literal('Ed25519'),
  x: z.string(),
  kid: z.string(),
  alg: z.literal('EdDSA'),
  use: z.literal('sig'),
})
export const Jwks = z.object({ keys: z.array(Jwk) })

export type RecordProof = z.infer<typeof RecordProof>
export type ConsentRecord = z.infer<typeof ConsentRecord>
export type ConsentRecordPage = z.infer<typeof ConsentRecordPage>
export type ListConsentRecords = z.infer<typeof ListConsentRecords>
export type ConsentReceipt = z.infer<typeof ConsentReceipt>
export type SignedReceipt = z.infer<typeof SignedReceipt>
export type RecordHead = z.infer<typeof RecordHead>
export type VerifyRecords = z.infer<typeof VerifyRecords>
export type RecordDamage = z.infer<typeof RecordDamage>
export type RecordCheckPage = z.infer<typeof RecordCheckPage>
export type Jwks = z.infer<typeof Jwks>
