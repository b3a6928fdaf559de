/**
 * Builds `packages/taro-plugin`: the half that Taro's command line loads (CommonJS, for its Node 18 and up) and the
 * half that apps are built with. All that the apps' half needs is in it, so that bundlers which know no `exports`
 * in a package.json (Metro, TypeScript's old resolution) find everything, and nothing can be of another version.
 */

import { renameSync, rmSync } from 'node:fs'
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
    'packages/ui/src',
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
  const forApps = (files: string[], ...plugins: Rolldown.Plugin[]) =>
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
      plugins,
    })
  await forApps(['main', 'h5/apis', 'h5/install', 'calls/index', 'calls/react', 'calls/vue'])
  await forApps(['rn/index'], refuse(LIT))
  // By themselves, so that an app in WeChat has no part that was made along what others share.
  await forApps(['mini/install', 'mini/install-reporting'], refuse(LIT))
  await forApps(['harmony/install'], refuse(LIT), leaveOut(CALLS))
  rmSync(join(folder, 'dist'), { recursive: true, force: true })
  renameSync(beside, join(folder, 'dist'))
  return performance.now() - start
}

/** Elements for browsers: where there is no DOM they cannot run. */
const LIT = /node_modules\/(@lit\/|lit)/
/** The SDK's code for calls, which is loaded when it is first needed. */
const CALLS = /packages\/sdk\/src\/calling\/call-client\.ts$/

/**
 * Leaves a module out that cannot run on a platform. It must not be in the build at all: Taro's build for Harmony
 * puts what is loaded later into one file with the rest.
 */
function leaveOut(module: RegExp): Rolldown.Plugin {
  return {
    name: 'leave-out',
    load(id) {
      if (!module.test(id)) return null
      return { code: "throw new Error('This part of Callgrant is not on this platform.')", moduleType: 'js' }
    },
  }
}

/** Stops the build when a module is imported that cannot run on a platform. */
function refuse(module: RegExp): Rolldown.Plugin {
  return {
    name: 'refuse',
    load(id) {
      if (module.test(id)) throw new Error(`${id} cannot run on this platform, and is imported by its build.`)
      return null
    },
  }
}
