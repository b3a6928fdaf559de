/** A copy of an embedded store as it is at one moment, while the server runs. */

import { chmodSync } from 'node:fs'
import { extname, join } from 'node:path'
import { Worker } from 'node:worker_threads'
import { asStoreError } from './failures.ts'

/**
 * Writes all that is committed now into a new file, without the room of what was deleted, and reads it once to see that it
 * is whole. Writers go on meanwhile, and so does this thread.
 * @param from the database file @param to must not exist
 * @throws CallgrantError `unavailable` when the disk is full, or a file cannot be used
 */
export async function backUpSqlite(from: string, to: string): Promise<void> {
  const program = join(import.meta.dirname, `backup-thread${extname(import.meta.filename)}`)
  const worker = new Worker(program, { workerData: { from, to } })
  try {
    await new Promise<void>((resolve, reject) => {
      worker.once('error', reject)
      worker.once('exit', () => resolve())
    })
    chmodSync(to, 0o600)
  } catch (error) {
    throw asStoreError(error)
  }
}
