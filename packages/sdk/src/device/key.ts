/** A device's Ed25519 key, by WebCrypto: in the browser and in Node alike. */

import type { DeviceKey, KeyStore } from './types.ts'

/** @param extractable false: the private part can never be read out of the key */
export async function generateKeyPair(extractable: boolean): Promise<CryptoKeyPair> {
  return (await crypto.subtle.generateKey('Ed25519', extractable, ['sign', 'verify'])) as CryptoKeyPair
}

export async function deviceKey({ privateKey, publicKey }: CryptoKeyPair): Promise<DeviceKey> {
  const raw = await crypto.subtle.exportKey('raw', publicKey)
  return {
    publicKey: base64url(raw),
    async sign(text) {
      return base64url(await crypto.subtle.sign('Ed25519', privateKey, new TextEncoder().encode(text)))
    },
  }
}

/** A key as it is kept in a file: the private JWK. @throws when it is none of Ed25519 */
export async function keyFromJwk(jwk: JsonWebKey): Promise<DeviceKey> {
  const privateKey = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign'])
  const { kty, crv, x } = jwk
  const publicJwk = { kty, crv, x } as JsonWebKey
  const publicKey = await crypto.subtle.importKey('jwk', publicJwk, 'Ed25519', true, ['verify'])
  return deviceKey({ privateKey, publicKey })
}

/** Keeps the key as long as the process lives: for tests and demos. */
export function memoryKeyStore(): KeyStore {
  let key: Promise<DeviceKey> | undefined
  return {
    open() {
      key ??= generateKeyPair(false).then(deviceKey)
      return key
    },
    async clear() {
      key = undefined
    },
  }
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
