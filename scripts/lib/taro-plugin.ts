/**
 * Builds `packages/taro-plugin`: the half that Taro's command line loads (CommonJS, for its Node 18 and up) and the
 * half that apps are built with. All that the apps' half needs is in it, so that bundlers which know no `exports`
 * in a package.json (Metro, TypeScript's old resolution) find everything, and nothing can be of another version.
 */

import { globSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, type InlineConfig, type Rolldown } from 'tsdown'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, 'packages/taro-plugin')
/** What the app brings. */
const THE_APPS_OWN = [/^@tarojs\/taro$/, /^taro-plugin-callgrant-origin$/, /^react(\/|$)/, /^vue$/, /^@vue\//]

export async function buildTaroPlugin(): Promise<void> {
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  const common: InlineConfig = {
    cwd: folder,
    tsconfig: join(root, 'tsconfig.build.json'),
    config: false,
    clean: false,
    logLevel: 'error',
    sourcemap: false,
    deps: { neverBundle: THE_APPS_OWN, alwaysBundle: (id) => !THE_APPS_OWN.some((own) => own.test(id)) },
    inputOptions: { resolve: { conditionNames: ['callgrant-source', 'module', 'import', 'default'] } },
  }
  await build({
    ...common,
    entry: { 'plugin/index': 'src/plugin/index.ts', 'plugin/definition': 'src/plugin/definition.ts' },
    format: 'cjs',
    platform: 'node',
    target: 'node18',
    dts: false,
  })
  await build({
    ...common,
    entry: Object.fromEntries(entries().map((file) => [file.replace(/^src\/|\.ts$/g, ''), file])),
    format: 'esm',
    platform: 'neutral',
    // The first browsers with `<dialog>` in all of them (March 2022).
    target: ['chrome93', 'safari15.4', 'firefox98'],
    fixedExtension: false,
    dts: true,
    plugins: [withoutServersWords()],
  })
}

function entries(): string[] {
  const all = ['src/main.ts', 'src/h5/apis.ts', 'src/{h5,mini,harmony}/install.ts', 'src/rn/index.ts']
  return globSync(all, { cwd: folder })
}

/**
 * The table of errors has every sentence in English and Chinese. Those in Chinese are only ever said by the server,
 * in its answers; an app need not carry them.
 */
function withoutServersWords(): Rolldown.Plugin {
  return {
    name: 'without-servers-words',
    transform: {
      filter: { id: /packages\/protocol\/src\/errors\.ts$/ },
      handler: (code) => ({ code: code.replace(/^ {4}zh: .*,$/gm, "    zh: '',"), map: null }),
    },
  }
}
