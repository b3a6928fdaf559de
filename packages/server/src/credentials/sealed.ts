/** Encrypts secrets that the store holds and the server must read again (AES-256-GCM, a key for this purpose only). */

import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import type { Keys } from './keys.ts'

const IV_BYTES = 12
const TAG_BYTES = 16

/**
 * @param bound what the secret belongs to; sealed text moved to another row cannot be read there
 * @returns `k.base64url`: the id of the master key, then nonce, tag and ciphertext
 */
export function seal(keys: Keys, secret: string, bound: string): string {
  const iv = randomBytes(IV_BYTES)
  const cipher = createCipheriv('aes-256-gcm', keys.current.sealing, iv).setAAD(Buffer.from(bound))
  const text = Buffer.concat([cipher.update(secret, 'utf8'), cipher.final()])
  return `${keys.current.kid}.${Buffer.concat([iv, cipher.getAuthTag(), text]).toString('base64url')}`
}

/** @returns null when no key of this server opens it: the master key that sealed it is gone, or it is not ours */
export function unseal(keys: Keys, sealed: string, bound: string): string | null {
  const key = keys.byKid.get(sealed.slice(0, 1))
  const bytes = Buffer.from(sealed.slice(2), 'base64url')
  if (!key || bytes.length < IV_BYTES + TAG_BYTES) return null
  const decipher = createDecipheriv('aes-256-gcm', key.sealing, bytes.subarray(0, IV_BYTES), {
    authTagLength: TAG_BYTES,
  })
  decipher.setAAD(Buffer.from(bound)).setAuthTag(bytes.subarray(IV_BYTES, IV_BYTES + TAG_BYTES))
  try {
    return decipher.update(bytes.subarray(IV_BYTES + TAG_BYTES), undefined, 'utf8') + decipher.final('utf8')
  } catch {
    return null // GCM's one answer to any change of key, text or what it is bound to
  }
}
