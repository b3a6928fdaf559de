/** The client of a page of the console: no credential of its own, the browser adds the cookie. */

import { BackendClient } from './client.ts'
import type { ConsoleOptions } from './types.ts'

/** @param appid the app that requests are about; undefined: about none */
export function consoleClient(options: ConsoleOptions, appid?: string): BackendClient {
  const headers = () => ({
    ...options.headers?.(),
    'x-csrf-token': options.console.csrf(),
    ...(appid !== undefined && { 'callgrant-app': appid }),
  })
  return new BackendClient({ ...options, headers }, () => undefined)
}
