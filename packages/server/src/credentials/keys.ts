/** The server's keys: master keys from the settings, and one key derived from each for every purpose. */

import {
  createECDH,
  createPrivateKey,
  createPublicKey,
  hkdfSync,
  type KeyObject,
  randomBytes,
} from 'node:crypto'

/** Length of a master secret, in bytes. */
const MASTER_BYTES = 32
const KID = /^[0-9A-Za-z]$/
/** What stands before the 32 bytes of an Ed25519 seed in a PKCS #8 key (RFC 8410). */
const ED25519_PKCS8 = Buffer.from('302e020100300506032b657004220420', 'hex')

/** One generation of keys. `kid` is one letter or digit, and travels in tickets and tokens. */
export interface KeySet {
  kid: string
  /** HMAC-SHA256 key of device tickets. */
  ticket: Buffer
  /** Ed25519 pair of sessions, questions and challenges. */
  signing: KeyObject
  verifying: KeyObject
  /** AES-256-GCM key of secrets that the store holds and the server must read: an app's message push. */
  sealing: Buffer
  /** HMAC-SHA256 key of the ends of the chains of consent records. */
  chaining: Buffer
  /** Ed25519 pair of what others verify: receipts of consent, heads of chains. Its public half is in /.well-known/jwks.json. */
  proving: KeyObject
  provingPublic: KeyObject
  /** P-256 pair by which push services know this server (VAPID, RFC 8292), in base64url. */
  vapid: { publicKey: string; privateKey: string }
}

/** All generations: the first signs, all verify. */
export interface Keys {
  current: KeySet
  byKid: ReadonlyMap<string, KeySet>
}

/**
 * Reads master secrets and derives the keys.
 * @param text `k:base64`, comma-separated: `k` is one letter or digit, base64 is of at least 32 random bytes
 * @throws Error with a sentence that names the fault, never the secret
 * @example parseKeys(`2:${newSecret},1:${oldSecret}`) // signs with 2, still takes what 1 signed
 */
export function parseKeys(text: string): Keys {
  const byKid = new Map<string, KeySet>()
  for (const [index, part] of text.split(',').entries()) {
    const [kid = '', secret = ''] = part.trim().split(':')
    const which = `Master key ${index + 1} of CALLGRANT_KEYS`
    if (!KID.test(kid))
      throw new Error(`${which} should begin with one letter or digit and a colon: 1:base64.`)
    if (byKid.has(kid)) throw new Error(`${which} has the id ${kid} of one before it. Give each its own.`)
    if (!/^[0-9A-Za-z+/_-]+={0,2}$/.test(secret))
      throw new Error(`${which} should be base64 after the colon.`)
    const bytes = Buffer.from(secret, 'base64')
    if (bytes.length < MASTER_BYTES) {
      throw new Error(`${which} has ${bytes.length} bytes; at least ${MASTER_BYTES} random bytes are needed.`)
    }
    byKid.set(kid, deriveKeys(kid, bytes))
  }
  const [current] = byKid.values()
  if (!current) throw new Error('CALLGRANT_KEYS is empty.')
  return { current, byKid }
}

/** A fresh master key in the form that `parseKeys` reads. @param kid one letter or digit */
export function generateMasterKey(kid = '1'): string {
  return `${kid}:${randomBytes(MASTER_BYTES).toString('base64')}`
}

function deriveKeys(kid: string, master: Buffer): KeySet {
  const signing = ed25519(derive(master, 'callgrant session ed25519', 32))
  const proving = ed25519(derive(master, 'callgrant consent receipt ed25519', 32))
  return {
    kid,
    ticket: derive(master, 'callgrant ticket hmac-sha256', 32),
    sealing: derive(master, 'callgrant sealed settings aes-256-gcm', 32),
    chaining: derive(master, 'callgrant consent chain hmac-sha256', 32),
    signing,
    verifying: createPublicKey(signing),
    proving,
    provingPublic: createPublicKey(proving),
    vapid: p256(derive(master, 'callgrant vapid p-256', 48)),
  }
}

function ed25519(seed: Buffer): KeyObject {
  return createPrivateKey({ key: Buffer.concat([ED25519_PKCS8, seed]), format: 'der', type: 'pkcs8' })
}

/** The order of the curve P-256. */
const P256_ORDER = 0xffffffff00000000ffffffffffffffffbce6faada7179e84f3b9cac2fc632551n

/** @param bits 48 bytes: 64 bits more than the order has, so that each key is as likely (FIPS 186-5, A.2.1) */
function p256(bits: Buffer): KeySet['vapid'] {
  const scalar = (BigInt(`0x${bits.toString('hex')}`) % (P256_ORDER - 1n)) + 1n
  const privateKey = Buffer.from(scalar.toString(16).padStart(64, '0'), 'hex')
  const ecdh = createECDH('prime256v1')
  ecdh.setPrivateKey(privateKey)
  // Node would give it back without the zeros that one key of 256 begins with, and of such a length it is none.
  return { publicKey: ecdh.getPublicKey('base64url'), privateKey: privateKey.toString('base64url') }
}

function derive(master: Buffer, purpose: string, length: number): Buffer {
  return Buffer.from(hkdfSync('sha256', master, '', purpose, length))
}
