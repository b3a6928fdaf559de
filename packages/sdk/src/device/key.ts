/** A device's Ed25519 key with WebCrypto, in browsers and in Node. */

import type { DeviceKey, KeyStore } from './types.ts'

/** @param extractable false: the private part cannot be exported */
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

/** The key of a private JWK. @throws when the JWK is not an Ed25519 key */
export async function keyFromJwk(jwk: JsonWebKey): Promise<DeviceKey> {
  const privateKey = await crypto.subtle.importKey('jwk', jwk, 'Ed25519', false, ['sign'])
  const { kty, crv, x } = jwk
  const publicJwk = { kty, crv, x } as JsonWebKey
  const publicKey = await crypto.subtle.importKey('jwk', publicJwk, 'Ed25519', true, ['verify'])
  return deviceKey({ privateKey, publicKey })
}

/** A store that reads the key once. @param read gets the stored key, or generates one and stores it */
export function keyStore(read: () => Promise<DeviceKey>, remove: () => Promise<void>): KeyStore {
  let key: Promise<DeviceKey> | undefined
  return {
    open() {
      key ??= read()
      return key
    },
    async clear() {
      key = undefined
      await remove()
    },
  }
}

/** Keeps the key until the process ends, for tests and demos. */
export function memoryKeyStore(): KeyStore {
  return keyStore(
    () => generateKeyPair(false).then(deviceKey),
    async () => {}, // there is nothing beside the key that `keyStore` keeps
  )
}

function base64url(bytes: ArrayBuffer): string {
  const text = btoa(String.fromCharCode(...new Uint8Array(bytes)))
  return text.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
}
