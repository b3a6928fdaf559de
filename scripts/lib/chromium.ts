/** Finds a Chromium for the browser tests, or installs Debian's where that is possible. */

import { spawnSync } from 'node:child_process'
import { accessSync, constants, existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'

const NAMES = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable']
const ELSEWHERE = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/snap/bin/chromium']

/**
 * The path of a Chromium: `CHROMIUM_PATH` if set, else one on the PATH; null when there is none.
 * @throws when `CHROMIUM_PATH` names nothing that can be run
 */
export function findChromium(): string | null {
  const chosen = process.env.CHROMIUM_PATH
  if (chosen) {
    if (!canRun(chosen)) throw new Error(`CHROMIUM_PATH names ${chosen}, which cannot be run`)
    return chosen
  }
  const dirs = (process.env.PATH ?? '').split(delimiter)
  const candidates = [...NAMES.flatMap((name) => dirs.map((dir) => join(dir, name))), ...ELSEWHERE]
  return candidates.find(canRun) ?? null
}

/**
 * Like `findChromium`, and on Debian as root installs it with the fonts that Chinese pages need.
 * @returns its path, or a sentence that says what could not be done
 */
export function ensureChromium(): { path: string } | { reason: string } {
  const found = findChromium()
  if (found) return { path: found }
  if (!existsSync('/usr/bin/apt-get')) {
    return { reason: 'no chromium or google-chrome on the PATH; install one, or set CHROMIUM_PATH' }
  }
  if (process.getuid?.() !== 0) {
    return { reason: 'no chromium on the PATH; run: sudo apt-get install chromium fonts-noto-cjk' }
  }
  for (const args of [
    ['update', '-qq'],
    ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-noto-cjk'],
  ]) {
    process.stdout.write(`installing Chromium: apt-get ${args.join(' ')}\n`)
    const { status } = spawnSync('apt-get', args, {
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, DEBIAN_FRONTEND: 'noninteractive' },
    })
    if (status !== 0) return { reason: `apt-get ${args[0]} ended with ${status}` }
  }
  const installed = findChromium()
  return installed ? { path: installed } : { reason: 'apt-get installed chromium, but it is not on the PATH' }
}

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK)
    return true
  } catch {
    return false
  }
}
