/** Files beside those of a folder: of libraries that the program uses and does not contain. */

import { readFileSync } from 'node:fs'
import type { SourceFiles } from './source-files.ts'

export interface AddedFile {
  /** Where it is on disk, for messages. */
  path: string
  /** Default: what is there. */
  text?: string
}

/** @param added by their path from the root; they stand before the folder's own */
export function withFiles(files: SourceFiles, added: ReadonlyMap<string, AddedFile>): SourceFiles {
  if (added.size === 0) return files
  return {
    root: files.root,
    files: (...endings) => {
      const more = [...added.keys()].filter((file) => endings.some((ending) => file.endsWith(ending)))
      return [...new Set([...files.files(...endings), ...more])].sort()
    },
    read(file) {
      const one = added.get(file)
      return one ? (one.text ?? readFileSync(one.path, 'utf8')) : files.read(file)
    },
    has: (file) => added.has(file) || files.has(file),
    locate: (file) => added.get(file)?.path ?? files.locate(file),
  }
}
