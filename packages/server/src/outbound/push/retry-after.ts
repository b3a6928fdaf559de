/** When a push service asks to be tried again. */

import type { Dispatcher } from 'undici'

/** @returns milliseconds; null: it did not say, or not in seconds */
export function retryAfter(headers: Dispatcher.ResponseData['headers']): number | null {
  const header = String(headers['retry-after'] ?? '')
  return /^\d{1,6}$/.test(header) ? Number(header) * 1000 : null
}
