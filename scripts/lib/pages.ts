/** Builds the pages that the server shows (`apps/try` → `apps/try/dist`, …) when their sources are newer. */

import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { isStale } from './newest.ts'

const root = resolve(import.meta.dirname, '../..')
const APPS = ['apps/try', 'apps/mini-program', 'apps/console']
const SHARED = [
  'packages/sdk/src',
  'packages/ui/src',
  'packages/wechat/src',
  'packages/protocol/src',
  'package-lock.json',
]

/** @returns milliseconds that the builds took, or null when nothing was to do */
export async function buildPages(): Promise<number | null> {
  let took: number | null = null
  for (const app of APPS) {
    const one = await buildApp(join(root, app), [app, ...SHARED])
    if (one !== null) took = (took ?? 0) + one
  }
  return took
}

async function buildApp(app: string, sources: string[]): Promise<number | null> {
  const built = join(app, 'dist/index.html')
  if (!existsSync(join(app, 'index.html'))) return null
  if (
    !isStale(
      built,
      sources.map((source) => join(root, source)),
    )
  )
    return null
  const start = performance.now()
  const { build } = await import('vite')
  const config = ['ts', 'js', 'mts'].map((end) => join(app, `vite.config.${end}`)).find(existsSync)
  await build({ root: app, logLevel: 'warn', configFile: config ?? false })
  return performance.now() - start
}
