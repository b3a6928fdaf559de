/** The data of `cloud.database()` where none is passed: in memory, one for each app in this process or page. */

import type { CloudDatabase, DatabaseAnswer, DatabaseRequest } from './types.ts'

const shared = new Map<string, CloudDatabase>()

/** Collections in memory; what runs them is loaded when it is first needed. @param now milliseconds since 1970 */
export function memoryDatabase(now: () => number = Date.now): CloudDatabase {
  let loading: Promise<CloudDatabase> | undefined
  return {
    async run(request: DatabaseRequest): Promise<DatabaseAnswer> {
      loading ??= import('./memory-database.ts').then(({ MemoryDatabase }) => new MemoryDatabase(now))
      return (await loading).run(request)
    },
  }
}

/** The same for a page and for the cloud functions of an app. */
export function sharedDatabase(server: string, appid: string): CloudDatabase {
  const key = `${server.replace(/\/+$/, '')}\n${appid}`
  const known = shared.get(key) ?? memoryDatabase()
  shared.set(key, known)
  return known
}
