/** `getPerson`: the client of the person who uses the app, for the app's own code and for the hooks. */

import type { Person } from '@callgrant/sdk/person'
import { registry } from './registry.ts'

/**
 * The SDK's client of the person who uses the app: calls, events, authorizations. Not inside WeChat, which asks and
 * rings by itself. After `setSession` it is a new one.
 * @throws Error inside WeChat, and where the plugin is not in the project's config
 */
export function person(): Person {
  const { person } = registry()
  if (person) return person()
  throw new Error(
    'taro-plugin-callgrant: there is no person here. Inside WeChat, WeChat itself asks and rings; elsewhere add the plugin to config/index.',
  )
}
