/**
 * H5 and harmony-hybrid: `@tarojs/taro` becomes a module that passes everything of Taro's on, and has our own
 * functions for the stubs. Works for webpack and Vite alike, since both ask the platform for that module's path.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OUR_SCHEMA } from '../shared/schema.ts'
import { apis, components } from './definition.ts'
import { keepApart, type Output } from './later-chunks.ts'
import { addRuntime, type Chain, moved, type Platform, type PluginContext, slashed } from './taro.ts'

/** The name under which the wrapping module imports Taro's own. */
const ORIGIN = 'taro-plugin-callgrant-origin'

/** What Vite has made of Taro's config and ours, as far as it is used. */
interface ViteConfig {
  resolve: { alias: { find: unknown; replacement: string }[] }
  build: { rollupOptions: { output?: Output | Output[] } }
}

export function setUpWeb(ctx: PluginContext, platform: Platform, dist: string): void {
  const origin = existing(platform, 'apiLibrary')
  const definition = existing(platform, 'libraryDefinition')
  const wrapper = slashed(join(dist, 'h5/apis.js'))

  fillDefinition(platform, definition)
  shadow(platform, 'apiLibrary', wrapper)
  shadow(platform, 'libraryDefinition', join(dist, 'plugin/definition.cjs'))
  addRuntime(platform, join(dist, 'h5/install.js'), 'first')

  const unmoved = (alias: string | undefined) => {
    if (alias && slashed(alias) === wrapper) return
    throw moved(`'@tarojs/taro' is not resolved through \`platform.apiLibrary\` any more`, platform)
  }
  if (platform.compiler === 'vite') {
    ctx.modifyViteConfig(({ viteConfig }) => {
      viteConfig.plugins.push({
        name: 'taro-plugin-callgrant',
        config: () => ({ resolve: { alias: [{ find: ORIGIN, replacement: origin }] } }),
        configResolved({ resolve, build }: ViteConfig) {
          unmoved(resolve.alias.find(({ find }) => find === '@tarojs/taro')?.replacement)
          keepApart(build.rollupOptions.output, slashed(dist))
        },
      })
    })
  } else {
    ctx.modifyWebpackChain(({ chain }) => {
      unmoved(chain.resolve.alias.get('@tarojs/taro'))
      chain.resolve.alias.set(`${ORIGIN}$`, origin)
      // Taro compiles every package with "taro" in its name down to ES5: thrice the size, and for browsers that have
      // no `<dialog>` and no WebRTC either.
      chain.module.rule('script').exclude.add(dist)
      // Not as strict modules: those would take the whole of a prebundled `@tarojs/taro` for its default object.
      chain.module.rule('taro-plugin-callgrant').include.add(dist).end().type('javascript/auto')
      if (process.env.NODE_ENV === 'production' && isPrebundled(platform)) keepNumbersApart(chain)
    })
  }
}

function isPrebundled({ config }: Platform): boolean {
  return typeof config?.compiler === 'object' && config.compiler.prebundle?.enable === true
}

/**
 * The half that Taro prebundles and the rest are two bundles with one list of chunks, and in production with numbers
 * from one small range: where two meet, one half runs the other's code. Names cannot meet numbers.
 */
function keepNumbersApart(chain: Chain): void {
  chain.optimization.set('moduleIds', 'hashed')
  chain.optimization.set('chunkIds', 'named')
}

function existing(platform: Platform, name: 'apiLibrary' | 'libraryDefinition'): string {
  const path = platform[name]
  if (typeof path !== 'string' || !existsSync(path)) {
    throw moved(`\`platform.${name}\` names no file: ${path}`, platform)
  }
  return path
}

/** The platform asks for the path each time it needs it, through a getter of its class. */
function shadow(platform: Platform, name: 'apiLibrary' | 'libraryDefinition', path: string): void {
  Object.defineProperty(platform, name, { configurable: true, get: () => path })
}

/** Literal `Taro.canIUse('…')` is decided by this table while the app is built. */
function fillDefinition(platform: Platform, path: string): void {
  const table = JSON.parse(readFileSync(path, 'utf8')) as { apis?: object; components?: object }
  if (typeof table.apis !== 'object') throw moved(`${path} has no \`apis\``, platform)
  Object.assign(apis, table.apis, asDefinition())
  Object.assign(components, table.components)
}

/** `{ requestDeviceVoIP: { object: { isGroup: '*' } } }`: what Taro's matcher takes for "there is". */
function asDefinition(): Record<string, object> {
  const nested = (paths: readonly string[]) => {
    const tree: Record<string, unknown> = {}
    for (const path of paths) {
      const keys = path.split('.')
      let at = tree
      for (const key of keys.slice(0, -1)) {
        if (typeof at[key] !== 'object') at[key] = {}
        at = at[key] as Record<string, unknown>
      }
      at[keys.at(-1) as string] ??= '*'
    }
    return tree
  }
  return Object.fromEntries(
    Object.entries(OUR_SCHEMA).map(([api, methods]) => [
      api,
      Object.fromEntries(Object.entries(methods).map(([method, paths]) => [method, nested(paths)])),
    ]),
  )
}
