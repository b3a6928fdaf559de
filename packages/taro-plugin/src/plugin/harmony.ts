/** Harmony (ets): the app's script first imports our functions; literal calls of `canIUse` are replaced by their result. */

import { join } from 'node:path'
import { canIUse } from '@callgrant/sdk/platform'
import { OUR_APIS } from '../shared/schema.ts'
import { type Platform, type PluginContext, slashed, taroChanged } from './taro.ts'

export function setUpHarmony(ctx: PluginContext, platform: Platform, dist: string): void {
  const { sourcePath } = ctx.paths
  if (!sourcePath) throw taroChanged('`ctx.paths.sourcePath` is not there', platform)
  const install = slashed(join(dist, 'harmony/install.js'))
  let done = false
  ctx.modifyViteConfig(({ viteConfig }) => {
    viteConfig.plugins.push({
      name: 'taro-plugin-callgrant',
      enforce: 'pre',
      transform(code: string, id: string) {
        const file = slashed(id.split('?')[0] as string)
        if (!file.startsWith(slashed(sourcePath))) return null
        const replaced = replaceCanIUse(code)
        // In the app's script and not in `runtimePath`, which on this platform becomes an import of an absolute path
        // that is not bundled.
        const isApp = /^\/app\.(vue|[cm]?[jt]sx?)$/.test(file.slice(slashed(sourcePath).length))
        done ||= isApp
        if (!isApp) return replaced === code ? null : { code: replaced, map: null }
        const first = `import ${JSON.stringify(install)}\n`
        const script = replaced.replace(/<script\b[^>]*>/, (tag) => `${tag}\n${first}`)
        return { code: file.endsWith('.vue') ? script : first + replaced, map: null }
      },
      buildEnd(error?: Error) {
        if (!error && !done) throw taroChanged(`no script of the app was built from ${sourcePath}`, platform)
      },
    })
  })
}

const LITERAL = new RegExp(
  `(?:[\\w$]+\\.|(?<![\\w$.]))canIUse\\(\\s*(['"\`])((?:${OUR_APIS.join('|')})(?:\\.[\\w.]+)?)\\1\\s*\\)`,
  'g',
)

/**
 * Replaces literal `canIUse` calls about our functions by their result. Taro's compiler has no table of APIs on this
 * platform, and would replace each by false.
 * @example replaceCanIUse("if (Taro.canIUse('getDeviceVoIPList'))") // 'if (true)'
 */
export function replaceCanIUse(code: string): string {
  return code.replace(LITERAL, (_, __, schema: string) =>
    String(canIUse(schema, (api) => api !== 'openSetting')),
  )
}
