/** A copy of an embedded store as it is at one moment, while the server runs. */

import { chmodSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'
import { asStoreError } from './failures.ts'

/**
 * Writes all that is committed now into a new file, without the room of what was deleted, and reads it once to see that it
 * is whole. Writers go on meanwhile.
 * @param from the database file @param to must not exist
 * @throws CallgrantError `unavailable` when the disk is full, or a file cannot be used
 */
export function backUpSqlite(from: string, to: string): void {
  try {
    withDatabase(from, (database) => database.prepare('vacuum into ?').run(to))
    chmodSync(to, 0o600)
    const result = withDatabase(to, (database) => database.prepare('pragma integrity_check').get())
    if (result?.integrity_check !== 'ok') throw new Error(`${to} is not whole: ${result?.integrity_check}`)
  } catch (error) {
    throw asStoreError(error)
  }
}

function withDatabase<T>(path: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return work(database)
  } finally {
    database.close()
  }
}
