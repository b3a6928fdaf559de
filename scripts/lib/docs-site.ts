/** Builds the documentation's site (`apps/docs/dist`) in a process of its own, when what it is made from is newer. */

import { spawn } from 'node:child_process'
import { join, resolve } from 'node:path'
import { isStale } from './newest.ts'

const root = resolve(import.meta.dirname, '../..')
const BUILT = join(root, 'apps/docs/dist/404.html')
const SOURCES = [
  ...['docs', 'apps/docs', 'CHANGELOG.md', 'CONTRIBUTING.md', 'SECURITY.md', 'README.md', 'README.zh-CN.md'],
  ...['packages/sdk/src', 'packages/protocol/src', 'packages/server/src', 'package-lock.json'],
].map((source) => join(root, source))

/**
 * @returns milliseconds that it took, or null when nothing was to do
 * @throws with all that it said, when a link leads nowhere or a page cannot be made
 */
export async function buildDocsSite(): Promise<number | null> {
  if (!isStale(BUILT, SOURCES)) return null
  const start = performance.now()
  const main = join(root, 'apps/docs/src/main.ts')
  const child = spawn(process.execPath, ['--conditions=callgrant-source', main], { cwd: root })
  let output = ''
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (output += chunk))
  const code = await new Promise<number | null>((ended, failed) => {
    child.once('error', failed).once('close', ended)
  })
  if (code !== 0) throw new Error(output)
  return performance.now() - start
}
