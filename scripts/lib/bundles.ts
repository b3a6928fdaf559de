/** Bundles each entry of the SDK as an app would, so that size-limit can measure what a phone downloads first. */

import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, type Rolldown } from 'vite'

const root = resolve(import.meta.dirname, '../..')
/** Name → entry under `packages/`. */
const ENTRIES = {
  person: 'sdk/src/person/index.ts',
  device: 'sdk/src/device/index.ts',
  calling: 'sdk/src/calling/index.ts',
  ui: 'ui/src/index.ts',
  wechat: 'wechat/src/wx/index.ts',
}

/** Writes `.cache/size/<entry>.js`: the entry and all that it imports, minified, without what is loaded later. */
export async function bundleEntries(): Promise<void> {
  const out = join(root, '.cache/size')
  rmSync(out, { recursive: true, force: true })
  mkdirSync(out, { recursive: true })
  for (const [name, entry] of Object.entries(ENTRIES)) {
    const built = await build({
      root,
      configFile: false,
      logLevel: 'error',
      resolve: { conditions: ['callgrant-source', 'module', 'browser', 'import', 'default'] },
      build: {
        write: false,
        target: 'es2022',
        lib: {
          entry: join(root, `packages/${entry}`),
          formats: ['es'],
          fileName: () => `${name}.js`,
        },
      },
    })
    const { output } = [built].flat()[0] as Rolldown.RolldownOutput
    const chunks = output.filter((part) => part.type === 'chunk')
    writeFileSync(
      join(out, `${name}.js`),
      loadedFirst(chunks, `${name}.js`)
        .map(({ code }) => code)
        .join('\n'),
    )
  }
}

/** The entry and every chunk that it imports, and not what it loads later. */
function loadedFirst(chunks: Rolldown.OutputChunk[], entry: string): Rolldown.OutputChunk[] {
  const loaded = new Set<Rolldown.OutputChunk>()
  const load = (fileName: string) => {
    const chunk = chunks.find((candidate) => candidate.fileName === fileName)
    if (!chunk || loaded.has(chunk)) return
    loaded.add(chunk)
    chunk.imports.forEach(load)
  }
  load(entry)
  return [...loaded]
}
