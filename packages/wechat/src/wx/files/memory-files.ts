/** Files in memory, for Node: they are there as long as the phone or device is. */

import type { FileStorage, StoredFile } from './types.ts'

export function memoryFiles(): FileStorage {
  const files = new Map<string, StoredFile>()
  return {
    load: () => new Map(files),
    save(path, file) {
      if (file) files.set(path, file)
      else files.delete(path)
    },
  }
}
