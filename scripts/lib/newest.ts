/** Whether what was built is older than what it was built from. */

import { existsSync, readdirSync, statSync } from 'node:fs'

/** @param sources files, and folders with all that is in them @returns false: the build is up to date */
export function isStale(built: string, sources: string[]): boolean {
  const builtAt = existsSync(built) ? statSync(built).mtimeMs : 0
  return sources.some((source) => newest(source) > builtAt)
}

function newest(path: string): number {
  const stat = statSync(path)
  if (!stat.isDirectory()) return stat.mtimeMs
  return readdirSync(path)
    .filter((name) => name !== 'dist' && name !== 'node_modules')
    .reduce((latest, name) => Math.max(latest, newest(`${path}/${name}`)), stat.mtimeMs)
}
