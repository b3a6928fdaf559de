/** One result of `callgrant doctor`. */

import { say, type Text } from '../text.ts'

export interface Finding {
  check: 'configuration' | 'keys' | 'store' | 'bus' | 'port' | 'clock' | 'stun' | 'turn' | 'push' | 'traces'
  /** `warning`: it works, but needs attention. `skipped`: there is nothing to check. */
  state: 'ok' | 'warning' | 'broken' | 'skipped'
  /** What was found and, unless it is `ok`, what to do. */
  text: Text
}

/** One finding. */
export function find(check: Finding['check'], state: Finding['state'], en: string, zh: string): Finding {
  return { check, state, text: say(en, zh) }
}
