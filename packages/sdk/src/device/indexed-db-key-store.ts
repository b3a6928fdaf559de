/** Keeps a device's key in IndexedDB as a `CryptoKey` that is not extractable. */

import { deviceKey, generateKeyPair, keyStore } from './key.ts'
import type { KeyStore } from './types.ts'

const STORE = 'keys'

/** @param name of the key; a page with several devices uses one name for each */
export function indexedDbKeyStore(name = 'device'): KeyStore {
  return keyStore(
    () => read(name).then(deviceKey),
    async () => {
      const database = await openDatabase()
      await done(database.transaction(STORE, 'readwrite').objectStore(STORE).delete(name))
      database.close()
    },
  )
}

async function read(name: string): Promise<CryptoKeyPair> {
  // Generated first, because an IndexedDB transaction would not wait for it.
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
