/** libfaketime, which moves the clock of one process: found on this machine or installed from Debian. */

import { existsSync } from 'node:fs'
import { aptInstall } from './machine.ts'

const PATHS = ['x86_64', 'aarch64'].map((cpu) => `/usr/lib/${cpu}-linux-gnu/faketime/libfaketime.so.1`)

/** The path of the library to preload; null when there is none. */
export const findFaketime = (): string | null => PATHS.find(existsSync) ?? null

/**
 * Like `findFaketime`, and on Debian as root installs it.
 * @returns its path, or a sentence that says what could not be done
 */
export function ensureFaketime(): { path: string } | { reason: string } {
  const found = findFaketime()
  if (found) return { path: found }
  const failure = aptInstall('libfaketime', ['libfaketime'])
  if (failure) return { reason: failure }
  const installed = findFaketime()
  return installed ? { path: installed } : { reason: 'apt-get installed libfaketime, but it is not there' }
}
