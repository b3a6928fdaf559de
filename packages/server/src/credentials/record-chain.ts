/**
 * The chain of an app's records of consent (B3): what is hashed of a record, and the seal of a chain's end. What these
 * functions hash is kept for years, so a form is never changed, only followed by another with a name of its own.
 *
 * A record has a public part and a personal one. The chain hashes the public part and a salted commitment to the personal
 * one, so that salt and personal part can be erased, and the chain still be verified.
 */

import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { Keys } from './keys.ts'

/** Questions are a chain of their own: they are removed when they are old, answers are not. */
export type ChainName = 'asked' | 'answers'
export const CHAINS: readonly ChainName[] = ['answers', 'asked']

/** What names a person, or could lead to one; erased when the person is forgotten. */
export interface PersonalPart {
  openid: string
  kind: string | null
  model_id: string | null
  sn: string | null
  group_id: string | null
  display_name: string | null
  words: string | null
  sdk: string | null
  language: string | null
  app_name: string | null
  /** JSON: how long an Allow holds; null: for good. */
  terms: string | null
}

/** What stays of a record for as long as the chain does. */
export interface PublicPart {
  appid: string
  chain: string | null
  /** Its place in the chain, from 1. */
  seq: number | null
  id: string
  at: number
  act: string
  erases: string | null
  commitment: string | null
  /** Hash of the record before it; of the first, the empty text. */
  previous: string | null
}

/** The end of a chain, and where it begins now. */
export interface ChainHead {
  appid: string
  chain: ChainName
  /** The last record that was removed because it was old; 0 and the empty text: none was. */
  base_seq: number
  base_hash: string
  /** The last record; the same as `base_…` when there is none. */
  seq: number
  hash: string
  /** When the server had to go on from a head without a good seal, in milliseconds since 1970; null: never. */
  broken_at: number | null
  /** Of the store's own row: until when records of nodes of the version before are linked; null everywhere else. */
  links_until: number | null
}

/** 128 random bits: nobody finds the personal part again by trying openids. */
export function newSalt(): string {
  return randomBytes(16).toString('base64url')
}

/** The commitment to a personal part. */
export function commitTo(salt: string, part: PersonalPart): string {
  const { openid, kind, model_id, sn, group_id, display_name, words, sdk, language, app_name, terms } = part
  const all = [salt, openid, kind, model_id, sn, group_id, display_name, words, sdk, language, app_name]
  if (terms === null) return digest(['callgrant-personal-1', ...all])
  return digest(['callgrant-personal-2', ...all, terms])
}

/** The hash of a record, which the next one carries as `previous`. */
export function hashRecord(part: PublicPart): string {
  const { appid, chain, seq, id, at, act, erases, commitment, previous } = part
  return digest(['callgrant-record-1', appid, chain, seq, id, at, act, erases, commitment, previous])
}

/** A chain without a record. */
export function emptyChain(appid: string, chain: ChainName): ChainHead {
  return { appid, chain, base_seq: 0, base_hash: '', seq: 0, hash: '', broken_at: null, links_until: null }
}

/** The seal of a head by the current key: `k.base64url`, the id of the master key before the MAC. */
export function sealHead(keys: Keys, head: ChainHead): string {
  const { kid, chaining } = keys.current
  return `${kid}.${mac(chaining, head).toString('base64url')}`
}

/** True when a key of this server sealed this head as it is. */
export function isSealed(keys: Keys, head: ChainHead & { seal: string }): boolean {
  const key = keys.byKid.get(head.seal.slice(0, 1))
  if (!key) return false
  const expected = Buffer.from(`${key.kid}.${mac(key.chaining, head).toString('base64url')}`)
  const given = Buffer.from(head.seal)
  return given.length === expected.length && timingSafeEqual(given, expected)
}

function mac(key: Buffer, head: ChainHead): Buffer {
  const { appid, chain, base_seq, base_hash, seq, hash, broken_at, links_until } = head
  const place = [base_seq, base_hash, seq, hash]
  const text = JSON.stringify(['callgrant-chain-1', appid, chain, ...place, broken_at, links_until])
  return createHmac('sha256', key).update(text).digest()
}

/** SHA-256 of a list as JSON in UTF-8, in base64url: its parts cannot run into each other. */
function digest(parts: readonly (string | number | null)[]): string {
  return createHash('sha256').update(JSON.stringify(parts)).digest('base64url')
}
