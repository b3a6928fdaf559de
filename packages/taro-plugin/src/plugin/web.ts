/**
 * H5 and harmony-hybrid: resolves `@tarojs/taro` to a module with all of Taro's exports and our functions instead of
 * Taro's stubs. Works with webpack and Vite, because both ask the platform for the path of that module.
 */

import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { OUR_SCHEMA } from '../shared/schema.ts'
import { apis, components } from './definition.ts'
import { keepLazyChunks, type Output } from './lazy-chunks.ts'
import { addRuntime, type Chain, type Platform, type PluginContext, slashed, taroChanged } from './taro.ts'

/** The name under which the wrapping module imports Taro's own. */
const ORIGIN = 'taro-plugin-callgrant-origin'

/** The parts of Vite's resolved configuration that are used. */
interface ViteConfig {
  resolve: { alias: { find: unknown; replacement: string }[] }
  build: { rollupOptions: { output?: Output | Output[] } }
}

export function setUpWeb(ctx: PluginContext, platform: Platform, dist: string): void {
  const origin = existing(platform, 'apiLibrary')
  const definition = existing(platform, 'libraryDefinition')
  const wrapper = slashed(join(dist, 'h5/apis.js'))

  fillDefinition(platform, definition)
  override(platform, 'apiLibrary', wrapper)
  override(platform, 'libraryDefinition', join(dist, 'plugin/definition.cjs'))
  addRuntime(platform, join(dist, 'h5/install.js'), 'first')

  const checkAlias = (alias: string | undefined) => {
    if (alias && slashed(alias) === wrapper) return
    throw taroChanged(`'@tarojs/taro' is not resolved through \`platform.apiLibrary\` any more`, platform)
  }
  if (platform.compiler === 'vite') {
    ctx.modifyViteConfig(({ viteConfig }) => {
      viteConfig.plugins.push({
        name: 'taro-plugin-callgrant',
        config: () => ({ resolve: { alias: [{ find: ORIGIN, replacement: origin }] } }),
        configResolved({ resolve, build }: ViteConfig) {
          checkAlias(resolve.alias.find(({ find }) => find === '@tarojs/taro')?.replacement)
          keepLazyChunks(build.rollupOptions.output, slashed(dist))
        },
      })
    })
  } else {
    ctx.modifyWebpackChain(({ chain }) => {
      checkAlias(chain.resolve.alias.get('@tarojs/taro'))
      chain.resolve.alias.set(`${ORIGIN}$`, origin)
      // Taro compiles every package with "taro" in its name to ES5. That is three times the size, and browsers that
      // need ES5 have no `<dialog>` and no WebRTC anyway.
      chain.module.rule('script').exclude.add(dist)
      // Not as strict ES modules: for those webpack takes all of a prebundled `@tarojs/taro` as its default export.
      chain.module.rule('taro-plugin-callgrant').include.add(dist).end().type('javascript/auto')
      if (process.env.NODE_ENV === 'production' && isPrebundled(platform)) setDistinctIds(chain)
    })
  }
}

function isPrebundled({ config }: Platform): boolean {
  return typeof config?.compiler === 'object' && config.compiler.prebundle?.enable === true
}

/**
 * What Taro prebundles and the rest of the app are two bundles that share one list of chunks. In production both use
 * small numbers as ids, and where two ids are equal, one bundle runs the other's code. Named ids cannot be equal to
 * numbers.
 */
function setDistinctIds(chain: Chain): void {
  chain.optimization.set('moduleIds', 'hashed')
  chain.optimization.set('chunkIds', 'named')
}

function existing(platform: Platform, name: 'apiLibrary' | 'libraryDefinition'): string {
  const path = platform[name]
  if (typeof path !== 'string' || !existsSync(path)) {
    throw taroChanged(`\`platform.${name}\` names no file: ${path}`, platform)
  }
  return path
}

/** Overrides a getter of the platform's class. */
function override(platform: Platform, name: 'apiLibrary' | 'libraryDefinition', path: string): void {
  Object.defineProperty(platform, name, { configurable: true, get: () => path })
}

/** Taro replaces literal `Taro.canIUse('…')` by this table while the app is built. */
function fillDefinition(platform: Platform, path: string): void {
  const table = JSON.parse(readFileSync(path, 'utf8')) as { apis?: object; components?: object }
  if (typeof table.apis !== 'object') throw taroChanged(`${path} has no \`apis\``, platform)
  Object.assign(apis, table.apis, asDefinition())
  Object.assign(components, table.components)
}

/** Our schema in the form of Taro's table: `{ requestDeviceVoIP: { object: { isGroup: '*' } } }`. */
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
