/** What the app itself imports: `import { setSession } from 'taro-plugin-callgrant'`. The same on every platform. */

import type { Person } from '@callgrant/sdk/person'
import { registry, type SessionSource, type Settings } from './shared/registry.ts'

export { person as getPerson } from './shared/person.ts'
export type { Person, SessionSource, Settings }

/**
 * Says how to get the session of the person who uses the app. Called once, in `src/app`; `get` runs when a session
 * is first needed and again when it expires. Give `null` when the person signs out.
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
  // Another person may be next: nothing of the last one is kept.
  shared.forget?.()
}
