/**
 * The Taro projects of the matrix: dependencies installed once for each lock file into a cache outside of this
 * repository, where nothing of the repository's own can be found by accident.
 */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')

/** `app` is the example app, on all platforms that Taro's command line builds alone; `rn` is React Native's. */
export type TaroProject = 'app' | 'rn'

const SOURCES: Record<TaroProject, string> = { app: 'examples/taro-app', rn: 'e2e/taro/rn' }
/** Arguments with which npm installs what the lock file says. */
const NPM_ARGS: Record<TaroProject, string[]> = {
  // Not `ci`: it wants Taro's optional parts for other platforms in the lock file, and not every registry has those.
  app: ['install'],
  // React Native's names as peers a hundred native libraries, which nothing here can run.
  rn: ['ci', '--legacy-peer-deps'],
}

/** Where the project is, or will be: `CALLGRANT_TARO_CACHE`, else in the user's cache folder. */
export function taroProjectFolder(which: TaroProject = 'app'): string {
  const cache = process.env.CALLGRANT_TARO_CACHE ?? join(homedir(), '.cache/callgrant/taro')
  const lock = readFileSync(join(root, SOURCES[which], 'package-lock.json'))
  const hash = createHash('sha256').update(lock).digest('hex').slice(0, 12)
  return join(cache, which === 'app' ? hash : `${which}-${hash}`)
}

/**
 * Installs the dependencies when they are not there yet (about 600 MB each, one to two minutes).
 * @returns seconds it took, or null when nothing was to do
 */
export function ensureTaroProject(which: TaroProject = 'app'): number | null {
  const folder = taroProjectFolder(which)
  if (existsSync(join(folder, 'node_modules'))) return null
  const start = performance.now()
  process.stdout.write(`Taro project: installing ${SOURCES[which]} …\n`)
  const half = `${folder}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) {
    writeFileSync(join(half, file), readFileSync(join(root, SOURCES[which], file)))
  }
  const { NODE_ENV: _, ...environment } = process.env
  execFileSync('npm', [...NPM_ARGS[which], '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: half,
    // With NODE_ENV=production npm would leave Taro's command line out.
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  rmSync(folder, { recursive: true, force: true })
  renameSync(half, folder)
  return (performance.now() - start) / 1000
}
