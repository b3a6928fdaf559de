/** Keeps a device's key in a file, for Node. Imports nothing of Node, so that the module loads in a browser too. */

import { generateKeyPair, keyFromJwk, keyStore } from './key.ts'
import type { DeviceKey, KeyStore } from './types.ts'

/**
 * A JSON file with mode 0600, created if it does not exist.
 * @param path where; its folder must exist
 */
export function fileKeyStore(path: string): KeyStore {
  return keyStore(
    () => read(path),
    () => files().rm(path, { force: true }),
  )
}

async function read(path: string): Promise<DeviceKey> {
  const { privateKey } = await generateKeyPair(true)
  const made = await crypto.subtle.exportKey('jwk', privateKey)
  const fresh = `${path}.${crypto.randomUUID()}`
  await files().writeFile(fresh, JSON.stringify(made), { mode: 0o600, flag: 'wx', flush: true })
  try {
    // `link` never replaces a file, so if two processes create a key at once, both use the first one.
    await files().link(fresh, path)
  } catch (error) {
    if ((error as { code?: string }).code !== 'EEXIST') throw error
  } finally {
    await files().rm(fresh)
  }
  return keyFromJwk(JSON.parse(await files().readFile(path, 'utf8')))
}

function files(): typeof import('node:fs/promises') {
  const node = globalThis.process?.getBuiltinModule?.('node:fs/promises')
  if (!node) throw new Error('fileKeyStore works in Node ≥ 24 only: use indexedDbKeyStore in a browser.')
  return node
}
