/** The admin token and master key beside an embedded store: created at the first start, readable by the owner only. */

import { randomBytes } from 'node:crypto'
import { linkSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Settings } from '../config/settings.ts'
import { usesPostgres } from '../config/settings.ts'
import { generateMasterKey } from './keys.ts'
import { generateSecret } from './secret.ts'

/** Master keys in the form of CALLGRANT_KEYS: of the settings, or of `<data>/keys.json`. */
export function masterKeys(settings: Settings): string {
  // A store that is gone at the end needs no keys that outlive it.
  if (settings.keys === null && settings.databaseUrl === 'sqlite::memory:') return generateMasterKey()
  const known = knownKeys(settings)
  if (known !== null) return known
  const path = keysPath(settings)
  return keysIn(
    path,
    readOrMake(path, () => `${JSON.stringify({ keys: generateMasterKey() }, null, 2)}\n`),
  )
}

/** The master keys that there are already; null when the start makes them. Nothing is written. */
export function knownKeys(settings: Settings): string | null {
  if (settings.keys !== null || settings.databaseUrl === 'sqlite::memory:') return settings.keys
  const path = keysPath(settings)
  const text = readIfThere(path)
  return text === null ? null : keysIn(path, text)
}

const keysPath = (settings: Settings) => join(settings.dataDir, 'keys.json')

function keysIn(path: string, text: string): string {
  const { keys } = JSON.parse(text) as { keys?: unknown }
  if (typeof keys === 'string') return keys
  throw new Error(`${path} should hold {"keys": "1:base64"}. Mend it, or set CALLGRANT_KEYS.`)
}

/** The operator's token: of the settings, or of `<data>/admin-token`; null with PostgreSQL and none set. */
export function adminToken(settings: Settings): string | null {
  if (settings.adminToken !== null) return settings.adminToken
  if (usesPostgres(settings)) return null
  if (settings.databaseUrl === 'sqlite::memory:') return generateSecret()
  return readOrMake(adminTokenPath(settings), () => `${generateSecret()}\n`).trim()
}

export function adminTokenPath(settings: Settings): string {
  return join(settings.dataDir, 'admin-token')
}

/** Reads a file; makes it first, all at once, where there is none, so that two starts at a time agree. */
export function readOrMake(path: string, make: () => string): string {
  const there = readIfThere(path)
  if (there !== null) return there
  mkdirSync(join(path, '..'), { recursive: true, mode: 0o700 })
  const draft = `${path}.${randomBytes(6).toString('hex')}`
  writeFileSync(draft, make(), { mode: 0o600, flag: 'wx', flush: true })
  try {
    linkSync(draft, path)
  } catch (error) {
    if (!isCode(error, 'EEXIST')) throw error
  } finally {
    rmSync(draft)
  }
  return readFileSync(path, 'utf8')
}

function readIfThere(path: string): string | null {
  try {
    return readFileSync(path, 'utf8')
  } catch (error) {
    if (!isCode(error, 'ENOENT')) throw error
    return null
  }
}

function isCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code
}
