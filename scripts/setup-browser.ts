/**
 * Vitest's global setup for the browser tests: a Chromium, the pages built from the sources as they are, and a folder that
 * is removed at the end.
 */

import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { findChromium, findChromiumShell } from './lib/chromium.ts'
import { buildPages } from './lib/pages.ts'
import { missing } from './lib/requirements.ts'

declare module 'vitest' {
  interface ProvidedContext {
    /** Path of Chromium; undefined where there is none. */
    chromiumPath: string | undefined
  }
}

export default async function setup(project: TestProject): Promise<() => void> {
  const shell = findChromiumShell()
  if (shell) process.env.CHROMIUM_SHELL_PATH = shell
  const path = findChromium() ?? undefined
  if (path) process.env.CHROMIUM_PATH = path
  else missing('Chromium', 'none on the PATH', 'browser tests are skipped; `npm test` installs it on Debian')
  project.provide('chromiumPath', path)
  await buildPages()
  const folder = mkdtempSync(join(tmpdir(), 'callgrant-programs-'))
  process.env.CALLGRANT_TEST_FOLDER = folder
  return () => rmSync(folder, { recursive: true })
}
