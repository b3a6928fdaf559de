/** Bundles each entry of the SDK as an app would, so that size-limit can weigh what a phone downloads at first. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, type Rolldown } from 'vite'

const root = resolve(import.meta.dirname, '../..')
const ENTRIES = ['person', 'device', 'calling', 'ui', 'wx']

/** Writes `.cache/size/<entry>.js`: the entry and all that it imports, minified, without what is loaded later. */
export async function bundleEntries(): Promise<void> {
  const out = join(root, '.cache/size')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  for (const name of ENTRIES) {
    const built = await build({
      root,
      configFile: false,
      logLevel: 'error',
      resolve: { conditions: ['callgrant-source', 'module', 'browser', 'import', 'default'] },
      build: {
        write: false,
        target: 'es2022',
        lib: {
          entry: join(root, `packages/sdk/src/${name}/index.ts`),
          formats: ['es'],
          fileName: () => `${name}.js`,
        },
      },
    })
    const { output } = [built].flat()[0] as Rolldown.RolldownOutput
    const chunks = output.filter((part) => part.type === 'chunk')
    writeFileSync(
      join(out, `${name}.js`),
      atFirst(chunks, `${name}.js`)
        .map(({ code }) => code)
        .join('\n'),
    )
  }
}

function atFirst(chunks: Rolldown.OutputChunk[], first: string): Rolldown.OutputChunk[] {
  const taken = new Set<Rolldown.OutputChunk>()
  const take = (fileName: string) => {
    const chunk = chunks.find((one) => one.fileName === fileName)
    if (!chunk || taken.has(chunk)) return
    taken.add(chunk)
    chunk.imports.forEach(take)
  }
  take(first)
  return [...taken]
}
