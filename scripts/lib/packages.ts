/** Builds the published packages: one ES module and one declaration file for each source file. */

import { cpSync, existsSync, globSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'tsdown'
import { buildPages } from './pages.ts'
import { buildTaroPlugin } from './taro-plugin.ts'

const root = resolve(import.meta.dirname, '../..')

/** In the order that they depend on each other. */
export const PACKAGES = [
  'protocol',
  'sdk',
  'ui',
  'wechat',
  'server',
  'emulator',
  'taro-plugin',
  'create-callgrant',
] as const
export type PackageName = (typeof PACKAGES)[number]

/** They run in Node alone. */
const IN_NODE: readonly PackageName[] = ['server', 'emulator', 'create-callgrant']

/** Pages that are part of a package: `apps/<app>/dist` becomes `dist/<folder>`. */
const PAGES: Partial<Record<PackageName, { app: string; folder: string }[]>> = {
  server: [
    { app: 'try', folder: 'pages' },
    { app: 'console', folder: 'console-pages' },
  ],
  emulator: [{ app: 'mini-program', folder: 'mini-program-pages' }],
}

/** Builds `packages/<name>/dist` (the Taro plugin only if it is stale), with the pages that belong to the package. */
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
    // At `warn` each run warns that the API of TypeScript 7 is experimental.
    logLevel: 'error',
    // Without tests and what only they use.
    entry: globSync('src/**/*.ts', {
      cwd: folder,
      exclude: ['**/*.test.ts', '**/{fixture,*-fixture}.ts', '**/{test,testing}/**'],
    }),
    format: 'esm',
    platform: IN_NODE.includes(name) ? 'node' : 'neutral',
    target: 'es2024',
    unbundle: true,
    dts: true,
    fixedExtension: false,
    deps: { neverBundle: true },
    // The sources are not in the package, so maps would lead nowhere.
    sourcemap: false,
  })
  if (name === 'sdk') {
    // One file that can be hosted as it is: a worker that was registered as no module imports nothing.
    await build({
      cwd: folder,
      tsconfig: join(root, 'tsconfig.build.json'),
      config: false,
      logLevel: 'error',
      entry: { 'ringing-worker': 'src/worker/ringing-worker.ts' },
      format: 'iife',
      platform: 'browser',
      target: 'es2022',
      outputOptions: { entryFileNames: 'ringing-worker.js' },
      clean: false,
      dts: false,
      sourcemap: false,
    })
  }
  const pages = PAGES[name]
  if (!pages) return
  await buildPages()
  for (const page of pages) {
    const built = join(root, 'apps', page.app, 'dist')
    if (existsSync(built)) cpSync(built, join(folder, 'dist', page.folder), { recursive: true })
  }
}
