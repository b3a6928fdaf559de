/** The module that apps import, on every platform: `import { setSession } from 'taro-plugin-callgrant'`. */

import type { Failure, Person } from '@callgrant/sdk/person'
import { registry, type SessionSource, type Settings } from './shared/registry.ts'

export { person as getPerson } from './shared/person.ts'
export type { Failure, Person, SessionSource, Settings }

/**
 * Sets the function that gets the session of the person who uses the app. Call it once, in `src/app`; `get` is called
 * when a session is first needed and again when it expires. Pass `null` when the person signs out.
 *
 * @example
 * setSession(async () => {
 *   const { data } = await Taro.request({ url: 'https://shop.example.com/callgrant-session', dataType: 'json' })
 *   return data.session
 * })
 */
export function setSession(get: SessionSource | null): void {
  if (get !== null && typeof get !== 'function') {
    throw new TypeError('setSession takes a function that returns the session, or null')
  }
  const shared = registry()
  shared.session = get ?? undefined
  // The next session may be another person's, so the client is closed.
  shared.forget?.()
  if (get !== null) shared.signedIn?.()
}
