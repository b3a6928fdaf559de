/** Files in the browser's IndexedDB, written one after the other in the background. */

import type { FileStorage, StoredFile } from './types.ts'

const STORE = 'files'

/** @param appid each app has files of its own */
export function browserFiles(appid: string): FileStorage {
  let database: Promise<IDBDatabase> | undefined
  const open = () => {
    database ??= openDatabase(`callgrant-files:${appid}`)
    return database
  }
  let written: Promise<unknown> = Promise.resolve()
  return {
    async load() {
      const store = (await open()).transaction(STORE).objectStore(STORE)
      const [paths, files] = await Promise.all([
        done(store.getAllKeys()),
        done(store.getAll() as IDBRequest<StoredFile[]>),
      ])
      return new Map(files.map((file, index) => [String(paths[index]), file]))
    },
    save(path, file) {
      const write = async () => {
        const store = (await open()).transaction(STORE, 'readwrite').objectStore(STORE)
        await (file ? done(store.put(file, path)) : done(store.delete(path)))
      }
      // A file that cannot be stored (the disk is full) is there until the page is closed; the app's owner is told.
      written = written.then(write).catch(reportError)
    },
  }
}

function openDatabase(name: string): Promise<IDBDatabase> {
  const opening = indexedDB.open(name, 1)
  opening.onupgradeneeded = () => opening.result.createObjectStore(STORE)
  return done(opening)
}

function done<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result)
    request.onerror = () => reject(request.error)
  })
}
