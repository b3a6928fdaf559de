/** Device keys (Ed25519): verifying signatures, and the fingerprint that tokens carry. */

import { createHash, createPublicKey, verify } from 'node:crypto'

/**
 * True when `signature` over the UTF-8 bytes of `text` is of this key.
 * @param publicKey `x` of the Ed25519 JWK, 43 chars of base64url
 * @param signature 64 bytes in base64url
 */
export function signatureFits(publicKey: string, text: string, signature: string): boolean {
  const key = createPublicKey({ key: { kty: 'OKP', crv: 'Ed25519', x: publicKey }, format: 'jwk' })
  return verify(null, Buffer.from(text), key, Buffer.from(signature, 'base64url'))
}

/** What a device's token says of its key: a new key, after a reset, makes the old tokens useless. */
export function keyPrint(publicKey: string): string {
  return createHash('sha256').update(publicKey).digest('base64url').slice(0, 22)
}
