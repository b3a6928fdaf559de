/** Python with what the example of a device needs, found on this machine or installed from Debian. */

import { spawnSync } from 'node:child_process'
import { aptInstall, canRun, findProgram } from './machine.ts'
import { missing } from './requirements.ts'

const PACKAGES = ['python3', 'python3-cryptography', 'python3-websockets']
const IMPORTS = 'import cryptography, websockets'

/** The path of a Python that has both libraries, Debian's own where the first on the PATH is another; or null. */
export function findPython(): string | null {
  const candidates = [findProgram(['python3']), '/usr/bin/python3']
  const hasBoth = (python: string) => spawnSync(python, ['-c', IMPORTS], { stdio: 'ignore' }).status === 0
  return candidates.find((python) => python !== null && canRun(python) && hasBoth(python)) ?? null
}

/**
 * Like `findPython`, and on Debian as root installs it.
 * @returns its path, or a sentence that says what could not be done
 */
export function ensurePython(): { path: string } | { reason: string } {
  const found = findPython()
  if (found) return { path: found }
  const failure = aptInstall('Python', PACKAGES)
  if (failure) return { reason: failure }
  const installed = findPython()
  return installed
    ? { path: installed }
    : { reason: 'apt-get installed its libraries, but /usr/bin/python3 cannot load them' }
}

/**
 * For the tests that need it.
 * @throws when there is none and CALLGRANT_REQUIRE_ALL=1
 */
export function hasPython(): boolean {
  if (findPython() !== null) return true
  missing(
    'Python',
    'no python3 with cryptography and websockets',
    'its tests are skipped; `npm test` installs it on Debian',
  )
  return false
}
