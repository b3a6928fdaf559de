/** Keeps a device's key in the browser: IndexedDB holds the key itself, and its private part cannot be read out. */

import { deviceKey, generateKeyPair } from './key.ts'
import type { DeviceKey, KeyStore } from './types.ts'

const STORE = 'keys'

/** @param name one key a name; a page with several devices gives each its own */
export function indexedDbKeyStore(name = 'device'): KeyStore {
  let key: Promise<DeviceKey> | undefined
  return {
    open() {
      key ??= read(name).then(deviceKey)
      return key
    },
    async clear() {
      key = undefined
      const database = await openDatabase()
      await done(database.transaction(STORE, 'readwrite').objectStore(STORE).delete(name))
      database.close()
    },
  }
}

async function read(name: string): Promise<CryptoKeyPair> {
  // Made first: a transaction does not wait for it.
  const made = await generateKeyPair(false)
  const database = await openDatabase()
  const store = database.transaction(STORE, 'readwrite').objectStore(STORE)
  const kept: CryptoKeyPair | undefined = await done(store.get(name))
  if (!kept) await done(store.put(made, name))
  database.close()
  return kept ?? made
}

async function openDatabase(): Promise<IDBDatabase> {
  const opening = indexedDB.open('callgrant', 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  return done(opening)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
