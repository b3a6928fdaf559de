/** Builds the published packages: one ES module and one declaration file for each source file. */

import { cpSync, existsSync, globSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'tsdown'
import { buildPages } from './pages.ts'
import { buildTaroPlugin } from './taro-plugin.ts'

const root = resolve(import.meta.dirname, '../..')

/** In the order that they depend on each other. */
export const PACKAGES = ['protocol', 'sdk', 'server', 'taro-plugin'] as const
export type PackageName = (typeof PACKAGES)[number]

/** Fills `packages/<name>/dist` anew (the Taro plugin's: if it is stale); the server's also with the try pages. */
export async function buildPackage(name: PackageName): Promise<void> {
  if (name === 'taro-plugin') {
    await buildTaroPlugin()
    return
  }
  const folder = join(root, 'packages', name)
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  await build({
    cwd: folder,
    tsconfig: join(root, 'tsconfig.build.json'),
    config: false,
    // At `warn` it says on every run that TypeScript 7's API is young.
    logLevel: 'error',
    // Tests and what only they use stay at home.
    entry: globSync('src/**/*.ts', {
      cwd: folder,
      exclude: ['**/*.test.ts', '**/{fixture,*-fixture}.ts', '**/{test,testing}/**'],
    }),
    format: 'esm',
    platform: name === 'server' ? 'node' : 'neutral',
    target: 'es2024',
    unbundle: true,
    dts: true,
    fixedExtension: false,
    deps: { neverBundle: true },
    // The sources are not in the package, so maps would lead nowhere.
    sourcemap: false,
  })
  if (name !== 'server') return
  await buildPages()
  for (const [app, beside] of [
    ['try', 'pages'],
    ['mini-program', 'mini-program-pages'],
  ] as const) {
    const pages = join(root, 'apps', app, 'dist')
    if (existsSync(pages)) cpSync(pages, join(folder, 'dist', beside), { recursive: true })
  }
}
