/** The client of the person who uses the app, as the app's own code and the hooks get it. */

import type { Person } from '@callgrant/sdk/person'
import { registry } from './registry.ts'

/**
 * The SDK's client of the person who uses the app: calls, events, switches. Not inside WeChat, where WeChat itself
 * asks and rings. After `setSession` it is another one.
 * @throws Error inside WeChat, and where the plugin is not in the project's config
 */
export function person(): Person {
  const { person } = registry()
  if (person) return person()
  throw new Error(
    'taro-plugin-callgrant: there is no person here. Inside WeChat, WeChat itself asks and rings; elsewhere add the plugin to config/index.',
  )
}
