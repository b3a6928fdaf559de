/** The program of the thread that copies an embedded store, which takes as long as the store is large. */

import { DatabaseSync } from 'node:sqlite'
import { workerData } from 'node:worker_threads'

const { from, to } = workerData as { from: string; to: string }
withDatabase(from, (database) => database.prepare('vacuum into ?').run(to))
const result = withDatabase(to, (database) => database.prepare('pragma integrity_check').get())
if (result?.integrity_check !== 'ok') throw new Error(`${to} is not whole: ${result?.integrity_check}`)

function withDatabase<T>(path: string, work: (database: DatabaseSync) => T): T {
  const database = new DatabaseSync(path, { readOnly: true })
  try {
    return work(database)
  } finally {
    database.close()
  }
}
