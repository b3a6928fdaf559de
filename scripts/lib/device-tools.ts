/** A C compiler with the libraries that the guide of a device in C names, and curl, on this machine or installed from Debian. */

import { spawnSync } from 'node:child_process'
import { aptInstall, findProgram } from './machine.ts'
import { missing } from './requirements.ts'

const PACKAGES = [
  'gcc',
  'pkg-config',
  'libssl-dev',
  'libcurl4-openssl-dev',
  'libwebsockets-dev',
  'libcjson-dev',
]
const LIBRARIES = ['openssl >= 3', 'libcurl', 'libwebsockets >= 4', 'libcjson']

function isThere(): boolean {
  if (findProgram(['cc']) === null || findProgram(['curl']) === null) return false
  return spawnSync('pkg-config', ['--exists', ...LIBRARIES], { stdio: 'ignore' }).status === 0
}

/**
 * On Debian as root installs what there is not.
 * @returns the compiler's path, or a sentence that says what could not be done
 */
export function ensureDeviceTools(): { path: string } | { reason: string } {
  if (!isThere()) {
    const failure = aptInstall('a C compiler, curl and libraries of a device', [
      ...PACKAGES,
      'curl',
      'libc6-dev',
    ])
    if (failure) return { reason: failure }
  }
  return isThere()
    ? { path: findProgram(['cc']) as string }
    : { reason: 'apt-get installed them, but pkg-config does not find them' }
}

/**
 * For the tests that need them.
 * @throws when there are none and CALLGRANT_REQUIRE_ALL=1
 */
export function hasDeviceTools(): boolean {
  if (isThere()) return true
  missing(
    'a C compiler',
    'no cc, curl or one of the libraries of a device in C',
    'its test is skipped; `npm test` installs them on Debian',
  )
  return false
}
