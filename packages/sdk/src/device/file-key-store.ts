/** Keeps a device's key in a file, for Node. Imports nothing of Node, so that the module loads in a browser too. */

import { generateKeyPair, keyFromJwk } from './key.ts'
import type { DeviceKey, KeyStore } from './types.ts'

/**
 * A JSON file that only its owner may read (0600), made when it is not there.
 * @param path where; its folder must exist
 */
export function fileKeyStore(path: string): KeyStore {
  let key: Promise<DeviceKey> | undefined
  return {
    open() {
      key ??= read(path)
      return key
    },
    async clear() {
      key = undefined
      await files().rm(path, { force: true })
    },
  }
}

async function read(path: string): Promise<DeviceKey> {
  const { privateKey } = await generateKeyPair(true)
  const made = await crypto.subtle.exportKey('jwk', privateKey)
  const fresh = `${path}.${crypto.randomUUID()}`
  await files().writeFile(fresh, JSON.stringify(made), { mode: 0o600, flag: 'wx', flush: true })
  try {
    // Whole or not at all, and never over a key that is there, whichever of two processes is first.
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
