/** The operator of a server, as its client. */

import { BackendClient, checkOptions } from './client.ts'
import { consoleClient } from './console-client.ts'
import type { ConsoleOptions, Operator, OperatorOptions } from './types.ts'

/**
 * A client for whoever runs the server: creates and keeps apps.
 *
 * @throws CallgrantError `bad_request` at once, when an option is missing or wrong
 * @example
 * const operator = createOperator({ server: 'http://127.0.0.1:7100', token: adminToken })
 * const { appid, secret } = await operator.apps.create({ name: 'Front doors' })
 * const backend = createBackend({ server: 'http://127.0.0.1:7100', appid, secret })
 */
export function createOperator(options: OperatorOptions | ConsoleOptions): Operator {
  checkOptions(options, 'console' in options ? [] : ['token'])
  const client =
    'console' in options
      ? consoleClient(options)
      : new BackendClient(options, () => `Bearer ${options.token}`)
  const at = (appid: string) => ['v1', 'apps', appid]
  return {
    apps: {
      create: (app, options) => client.post(['v1', 'apps'], app, options),
      get: (appid, options) => client.get(at(appid), {}, options),
      list: (options) => client.list(['v1', 'apps'], {}, options),
      update: (appid, changes, options) => client.patch(at(appid), changes, options),
      rotateSecret: (appid, options) => client.post([...at(appid), 'secret'], undefined, options),
    },
    console: {
      createLink: (link = {}, options) => client.post(['v1', 'console', 'links'], link, options),
    },
  }
}
