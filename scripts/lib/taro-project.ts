/**
 * The Taro project of the matrix: `examples/taro-app` with its dependencies, installed once for each lock file into a
 * cache outside of this repository, where nothing of the repository's own can be found by accident.
 */

import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { homedir } from 'node:os'
import { join, resolve } from 'node:path'

const root = resolve(import.meta.dirname, '../..')
const app = join(root, 'examples/taro-app')

/** Where the project is, or will be: `CALLGRANT_TARO_CACHE`, else in the user's cache folder. */
export function taroProjectFolder(): string {
  const cache = process.env.CALLGRANT_TARO_CACHE ?? join(homedir(), '.cache/callgrant/taro')
  const lock = readFileSync(join(app, 'package-lock.json'))
  return join(cache, createHash('sha256').update(lock).digest('hex').slice(0, 12))
}

/**
 * Installs the dependencies when they are not there yet (about 600 MB, one to two minutes).
 * @returns seconds it took, or null when nothing was to do
 */
export function ensureTaroProject(): number | null {
  const folder = taroProjectFolder()
  if (existsSync(join(folder, 'node_modules'))) return null
  const start = performance.now()
  const half = `${folder}.half`
  rmSync(half, { recursive: true, force: true })
  mkdirSync(half, { recursive: true })
  for (const file of ['package.json', 'package-lock.json']) {
    writeFileSync(join(half, file), readFileSync(join(app, file)))
  }
  const { NODE_ENV: _, ...environment } = process.env
  execFileSync('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], {
    cwd: half,
    // With NODE_ENV=production npm would leave Taro's command line out.
    env: environment,
    stdio: ['ignore', 'ignore', 'inherit'],
  })
  rmSync(folder, { recursive: true, force: true })
  renameSync(half, folder)
  return (performance.now() - start) / 1000
}
