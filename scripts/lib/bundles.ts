/** Bundles each entry of the SDK as an app would, so that size-limit can weigh what a phone downloads. */

import { existsSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build } from 'vite'

const root = resolve(import.meta.dirname, '../..')
const ENTRIES = ['person', 'device', 'calling', 'ui']

/** Writes `.cache/size/<entry>.js`, minified, with all it needs. */
export async function bundleEntries(): Promise<void> {
  const out = join(root, '.cache/size')
  rmSync(out, { recursive: true, force: true })
  for (const name of ENTRIES) {
    const entry = join(root, `packages/sdk/src/${name}/index.ts`)
    if (!existsSync(entry)) continue
    await build({
      root,
      configFile: false,
      logLevel: 'error',
      resolve: { conditions: ['callgrant-source', 'module', 'browser', 'import', 'default'] },
      build: {
        outDir: out,
        emptyOutDir: false,
        target: 'es2022',
        rolldownOptions: { output: { codeSplitting: false } },
        lib: { entry, formats: ['es'], fileName: () => `${name}.js` },
      },
    })
  }
}
