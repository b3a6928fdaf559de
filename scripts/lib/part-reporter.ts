/** A reporter of Vitest for `npm test`: tells the parent process how many tests have ended. */

import type { Reporter } from 'vitest/node'

export default class PartReporter implements Reporter {
  #ended = 0

  onTestCaseResult(): void {
    process.send?.(++this.#ended)
  }
}
