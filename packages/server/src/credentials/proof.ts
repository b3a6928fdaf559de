/** Signs what others verify years later, receipts of consent and heads of chains (JWS, EdDSA), and publishes the keys. */

import {
  CompactSign,
  calculateJwkThumbprint,
  compactVerify,
  decodeProtectedHeader,
  errors,
  exportJWK,
} from 'jose'
import type { KeySet, Keys } from './keys.ts'

/** What a signed text is; one is not taken for the other. */
export type ProofType = 'callgrant-consent-receipt+json' | 'callgrant-chain-head+json'

const ALGORITHM = 'EdDSA'

/** A public key as others read it. */
interface PublicKey {
  kty: 'OKP'
  crv: 'Ed25519'
  x: string
  /** Its thumbprint (RFC 7638), so that no two keys of any servers have the same id. */
  kid: string
  alg: typeof ALGORITHM
  use: 'sig'
}
const known = new WeakMap<KeySet, Promise<PublicKey>>()

function publicKeyOf(set: KeySet): Promise<PublicKey> {
  const found = known.get(set) ?? describe(set)
  known.set(set, found)
  return found
}

async function describe({ provingPublic }: KeySet): Promise<PublicKey> {
  const { x = '' } = await exportJWK(provingPublic)
  const key = { kty: 'OKP', crv: 'Ed25519', x } as const
  return { ...key, kid: await calculateJwkThumbprint(key), alg: ALGORITHM, use: 'sig' }
}

/** The public keys of all generations, the one that signs now first. */
export function proofKeys(keys: Keys): Promise<PublicKey[]> {
  return Promise.all([...keys.byKid.values()].map(publicKeyOf))
}

/** @returns compact JWS over the content as JSON */
export async function signProof(keys: Keys, typ: ProofType, content: object): Promise<string> {
  const { kid } = await publicKeyOf(keys.current)
  return new CompactSign(Buffer.from(JSON.stringify(content)))
    .setProtectedHeader({ alg: ALGORITHM, kid, typ })
    .sign(keys.current.proving)
}

/** The content of a proof of this server. @returns null when it is not of this type, or no key of ours signed it */
export async function readProof(keys: Keys, typ: ProofType, jws: string): Promise<unknown> {
  try {
    const { kid, typ: given } = decodeProtectedHeader(jws)
    if (given !== typ) return null
    for (const set of keys.byKid.values()) {
      if ((await publicKeyOf(set)).kid !== kid) continue
      const { payload } = await compactVerify(jws, set.provingPublic, { algorithms: [ALGORITHM] })
      return JSON.parse(Buffer.from(payload).toString())
    }
    return null
  } catch (error) {
    // What jose says of a text that is no JWS, or whose signature is wrong.
    if (error instanceof errors.JOSEError || error instanceof TypeError) return null
    throw error
  }
}
