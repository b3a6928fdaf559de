/** How origins are written. */

import { z } from 'zod'
import { APP_ORIGINS_MAX } from './limits.ts'

/**
 * Whether a text is an origin as browsers write it: scheme and host in lower case, no default port, no path and no slash
 * at the end; no `*`, and not `null`. Apps in a web view have a scheme of their own: `capacitor://localhost`.
 */
export function isOrigin(text: string): boolean {
  if (!URL.canParse(text) || text.includes('*')) return false
  const { origin, protocol, host } = new URL(text)
  if (origin !== 'null') return origin === text
  return host !== '' && `${protocol}//${host}` === text && text === text.toLowerCase()
}

/** Origins whose pages may use an app's sessions and device tokens. */
export const Origins = z
  .array(
    z.string().max(255).refine(isOrigin, {
      message: 'should be an origin as browsers write it, without a path: https://app.example.com',
    }),
  )
  .max(APP_ORIGINS_MAX)
