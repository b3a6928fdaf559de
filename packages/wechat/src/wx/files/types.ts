/** What keeps a Mini Program's files. */

/** A file, or a folder, as it is stored. */
export interface StoredFile {
  /** null: a folder. */
  data: Uint8Array | null
  /** Milliseconds since 1970. */
  createdAt: number
  modifiedAt: number
}

/** Where files are kept; `memoryFiles` for Node, `browserFiles` for a browser. */
export interface FileStorage {
  /** Everything that is stored, by path (`wxfile://usr/a.txt`); at once, or later. */
  load(): Map<string, StoredFile> | Promise<Map<string, StoredFile>>
  /** Keeps a file, or removes it. It may do so later, in the order of the calls. */
  save(path: string, file: StoredFile | undefined): void
}
