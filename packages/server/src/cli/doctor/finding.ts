/** What the doctor finds. */

import { say, type Text } from '../text.ts'

export interface Finding {
  check: 'configuration' | 'keys' | 'store' | 'port' | 'clock' | 'stun' | 'turn'
  /** `warning`: it works, but look at it. `skipped`: there is nothing to look at. */
  state: 'ok' | 'warning' | 'broken' | 'skipped'
  /** What is so and, unless it is well, what to do. */
  text: Text
}

/** One finding. */
export function find(check: Finding['check'], state: Finding['state'], en: string, zh: string): Finding {
  return { check, state, text: say(en, zh) }
}
