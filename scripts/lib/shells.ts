/** The shells whose completions are tested, beside bash: on this machine or installed from Debian. */

import { aptInstall, findProgram } from './machine.ts'
import { missing } from './requirements.ts'

const SHELLS = ['zsh', 'fish']

/** On Debian as root installs those that there are not. @returns a sentence that says what could not be done, or null */
export function ensureShells(): string | null {
  const lacking = SHELLS.filter((shell) => findProgram([shell]) === null)
  return lacking.length === 0 ? null : aptInstall(lacking.join(', '), lacking)
}

/**
 * For the tests that need it: `it.skipIf(!hasShell('zsh'))`.
 * @throws when there is none and CALLGRANT_REQUIRE_ALL=1
 */
export function hasShell(shell: string): boolean {
  if (findProgram([shell]) !== null) return true
  missing(shell, `no ${shell}`, 'its completions are not tested; `npm test` installs it on Debian')
  return false
}
