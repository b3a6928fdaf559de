/** A file that SQLite writes, synced in a thread beside the event loop. */

import { closeSync, fdatasync, openSync } from 'node:fs'
import { promisify } from 'node:util'
import { CallgrantError } from '@callgrant/protocol/errors'

const datasync = promisify(fdatasync)

export class SyncedFile {
  readonly #path: () => string
  #descriptor: number | undefined

  /** @param path called at the first `sync`: the file is there by then, and is neither moved nor made anew until `close` */
  constructor(path: () => string) {
    this.#path = path
  }

  /** Resolves when all that was written to it is on disk. @throws CallgrantError `unavailable` when the disk fails */
  async sync(): Promise<void> {
    try {
      this.#descriptor ??= openSync(this.#path(), 'r+')
      await datasync(this.#descriptor)
    } catch (cause) {
      throw new CallgrantError('unavailable', { cause })
    }
  }

  /** Not while it is synced. */
  close(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor)
    this.#descriptor = undefined
  }
}
