/** An app's part of `localStorage`: other apps of the same origin have theirs. */

import type { KeyValue } from '../../types.ts'

/** @param prefix before every key */
export function localKeyValue(prefix: string): KeyValue {
  return {
    getItem: (key) => localStorage.getItem(prefix + key),
    setItem: (key, value) => localStorage.setItem(prefix + key, value),
    removeItem: (key) => localStorage.removeItem(prefix + key),
    keys: () =>
      Object.keys(localStorage)
        .filter((key) => key.startsWith(prefix))
        .map((key) => key.slice(prefix.length)),
  }
}
