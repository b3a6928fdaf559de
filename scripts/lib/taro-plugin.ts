/**
 * Builds `packages/taro-plugin`: the half that Taro's command line loads (CommonJS, for its Node 18 and up) and the
 * half that apps are built with. All that the apps' half needs is in it, so that bundlers which know no `exports`
 * in a package.json (Metro, TypeScript's old resolution) find everything, and nothing can be of another version.
 */

import { globSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { build, type InlineConfig, type Rolldown } from 'tsdown'
import { isStale } from './newest.ts'

const root = resolve(import.meta.dirname, '../..')
const folder = join(root, 'packages/taro-plugin')
/** What the app brings. */
const THE_APPS_OWN = [
  /^@tarojs\/taro$/,
  /^@tarojs\/taro-rn\//,
  /^taro-plugin-callgrant-origin$/,
  /^react(\/|$)/,
  /^react-native$/,
  /^vue$/,
  /^@vue\//,
]

const SOURCES = [
  ...[
    'packages/taro-plugin/src',
    'packages/taro-plugin/package.json',
    'packages/sdk/src',
    'packages/protocol/src',
  ],
  ...['scripts/lib/taro-plugin.ts', 'tsconfig.build.json', 'package-lock.json'],
].map((path) => join(root, path))

/** @returns milliseconds that it took, or null when nothing was to do */
export async function buildTaroPlugin(): Promise<number | null> {
  if (!isStale(join(folder, 'dist/main.js'), SOURCES)) return null
  const start = performance.now()
  // Beside, and put in its place when all is there: an app may be built with the old one just now.
  const beside = join(folder, `dist-${process.pid}`)
  const common: InlineConfig = {
    cwd: folder,
    tsconfig: join(root, 'tsconfig.build.json'),
    config: false,
    clean: false,
    outDir: beside,
    logLevel: 'error',
    sourcemap: false,
    deps: { neverBundle: THE_APPS_OWN, alwaysBundle: (id) => !THE_APPS_OWN.some((own) => own.test(id)) },
    inputOptions: {
      resolve: {
        conditionNames: ['callgrant-source', 'module', 'import', 'default'],
        mainFields: ['module', 'main'],
      },
    },
  }
  await build({
    ...common,
    entry: { 'plugin/index': 'src/plugin/index.ts', 'plugin/definition': 'src/plugin/definition.ts' },
    format: 'cjs',
    platform: 'node',
    target: 'node18',
    dts: false,
  })
  const forApps = (files: string[], leftOut: RegExp[]) =>
    build({
      ...common,
      entry: Object.fromEntries(files.map((file) => [file, `src/${file}.ts`])),
      format: 'esm',
      platform: 'neutral',
      // Without private names: Taro's own minifier settings for webpack (`quote_keys`) make `#"name"` of them, which
      // no browser reads.
      target: 'es2021',
      fixedExtension: false,
      dts: true,
      plugins: [withoutServersWords(), without(leftOut)],
    })
  await forApps(['main', 'h5/apis', 'h5/install', 'calls/index', 'calls/react', 'calls/vue'], [])
  await forApps(['rn/index'], [PAGES])
  // By themselves, so that an app in WeChat has no part that was made along what others share.
  await forApps(['mini/install', 'mini/install-reporting'], [])
  await forApps(['harmony/install'], [PAGES, LINE])
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  renameSync(beside, join(folder, 'dist'))
  return performance.now() - start
}

/** Code of the SDK that is loaded when it is first needed: its pages for browsers, and its calls. */
const PAGES = /packages\/sdk\/src\/ui\/index\.ts$/
const LINE = /packages\/sdk\/src\/calling\/open-line\.ts$/

/**
 * Leaves code out that could not run where the build is for. It must not even be there: Taro's build for Harmony puts
 * what is loaded later into one file with the rest, where `class … extends HTMLElement` ends the app at its start.
 */
function without(modules: RegExp[]): Rolldown.Plugin {
  return {
    name: 'without',
    load(id) {
      if (!modules.some((module) => module.test(id))) return null
      return { code: "throw new Error('This part of Callgrant is not on this platform.')", moduleType: 'js' }
    },
  }
}

/**
 * The table of errors has every sentence in English and Chinese. Most are only ever said by the server, in its
 * answers; an app need carry only the English ones that the SDK says by itself.
 */
function withoutServersWords(): Rolldown.Plugin {
  const said = new Set(
    globSync('packages/sdk/src/**/*.ts', { cwd: root }).flatMap((file) =>
      [...readFileSync(join(root, file), 'utf8').matchAll(/CallgrantError\('(\w+)'/g)].map(
        ([, code]) => code,
      ),
    ),
  )
  let done = false
  return {
    name: 'without-servers-words',
    buildEnd(error) {
      if (!error && !done)
        throw new Error('The table of errors is not where it was: its sentences would all be in.')
    },
    transform: {
      filter: { id: /packages\/protocol\/src\/error-table\.ts$/ },
      handler(text) {
        done = true
        let row = ''
        const code = text.split('\n').map((line) => {
          row = /^ {2}(\w+): \{$/.exec(line)?.[1] ?? row
          const [, language] = /^ {4}(en|zh): ['"].*['"],$/.exec(line) ?? []
          return language === 'zh' || (language === 'en' && !said.has(row)) ? `    ${language}: '',` : line
        })
        return { code: code.join('\n'), map: null }
      },
    },
  }
}
