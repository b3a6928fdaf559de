/** Finds a Chromium for the browser tests, or installs Debian's where that is possible. */

import { aptInstall, canRun, findProgram } from './machine.ts'

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
  return findProgram(NAMES, ELSEWHERE)
}

/**
 * The path of Debian's headless shell, which most tests are content with: `CHROMIUM_SHELL_PATH` if set, else the one on the
 * PATH; null when there is none, or when `CHROMIUM_PATH` chose the browser.
 */
export function findChromiumShell(): string | null {
  const { CHROMIUM_PATH, CHROMIUM_SHELL_PATH } = process.env
  if (CHROMIUM_SHELL_PATH) return CHROMIUM_SHELL_PATH
  return CHROMIUM_PATH ? null : findProgram(['chromium-headless-shell'])
}

/**
 * Like `findChromium`, and on Debian as root installs it with the fonts that Chinese pages need.
 * @returns its path, or a sentence that says what could not be done
 */
export function ensureChromium(): { path: string } | { reason: string } {
  const found = findChromium()
  if (found) return { path: found }
  const failure = aptInstall('chromium', ['chromium', 'chromium-headless-shell', 'fonts-noto-cjk'])
  if (failure) return { reason: `${failure}, or set CHROMIUM_PATH` }
  const installed = findChromium()
  return installed ? { path: installed } : { reason: 'apt-get installed chromium, but it is not on the PATH' }
}
