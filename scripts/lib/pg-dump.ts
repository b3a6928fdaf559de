/** PostgreSQL with its tools `pg_dump` and `pg_restore`, which the registry's package lacks: the system's, or Debian's. */

import { existsSync, readdirSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { aptInstall, findProgram } from './machine.ts'
import { missing } from './requirements.ts'

const DEBIAN = '/usr/lib/postgresql'
const PROGRAMS = ['postgres', 'initdb', 'pg_dump', 'pg_restore']

/** The folder of the programs, all of one version; null when there is none. */
export function findPgTools(): string | null {
  const onPath = findProgram(['pg_dump'])
  const debian = existsSync(DEBIAN) ? readdirSync(DEBIAN).map((version) => join(DEBIAN, version, 'bin')) : []
  const folders = [...debian, ...(onPath ? [dirname(onPath)] : [])]
  return folders.find((folder) => PROGRAMS.every((name) => existsSync(join(folder, name)))) ?? null
}

/**
 * Like `findPgTools`, and on Debian as root installs them.
 * @returns their folder, or a sentence that says what could not be done
 */
export function ensurePgTools(): { path: string } | { reason: string } {
  const found = findPgTools()
  if (found) return { path: found }
  const failure = aptInstall('PostgreSQL', ['postgresql'])
  if (failure) return { reason: failure }
  const installed = findPgTools()
  return installed
    ? { path: installed }
    : { reason: 'apt-get installed postgresql, but pg_dump is not there' }
}

/**
 * For the tests that need them: `describe.skipIf(!hasPgTools())`.
 * @throws when there are none and CALLGRANT_REQUIRE_ALL=1
 */
export function hasPgTools(): boolean {
  if (findPgTools() !== null) return true
  missing('pg_dump', 'no PostgreSQL with pg_dump', 'its tests are skipped; `npm test` installs it on Debian')
  return false
}
