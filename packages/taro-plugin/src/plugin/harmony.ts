/** Harmony (ets): the app's script puts our functions on Taro's object first; literal `canIUse` is told truly. */

import { join } from 'node:path'
import { canIUse } from '../../../sdk/src/person/can-i-use.ts'
import { OUR_APIS } from '../shared/schema.ts'
import { moved, type Platform, type PluginContext, slashed } from './taro.ts'

export function setUpHarmony(ctx: PluginContext, platform: Platform, dist: string): void {
  const { sourcePath } = ctx.paths
  if (!sourcePath) throw moved('`ctx.paths.sourcePath` is not there', platform)
  const install = slashed(join(dist, 'harmony/install.js'))
  let done = false
  ctx.modifyViteConfig(({ viteConfig }) => {
    viteConfig.plugins.push({
      name: 'taro-plugin-callgrant',
      enforce: 'pre',
      transform(code: string, id: string) {
        const file = slashed(id.split('?')[0] as string)
        if (!file.startsWith(slashed(sourcePath))) return null
        const told = tellCanIUse(code)
        // In the app's script and not by `runtimePath`: on this platform that is an import of an absolute path, which
        // nobody bundles.
        const isApp = /^\/app\.(vue|[cm]?[jt]sx?)$/.test(file.slice(slashed(sourcePath).length))
        done ||= isApp
        if (!isApp) return told === code ? null : { code: told, map: null }
        const first = `import ${JSON.stringify(install)}\n`
        const script = told.replace(/<script\b[^>]*>/, (tag) => `${tag}\n${first}`)
        return { code: file.endsWith('.vue') ? script : first + told, map: null }
      },
      buildEnd(error?: Error) {
        if (!error && !done) throw moved(`no script of the app was built from ${sourcePath}`, platform)
      },
    })
  })
}

const LITERAL = new RegExp(
  `(?:[\\w$]+\\.|(?<![\\w$.]))canIUse\\(\\s*(['"\`])((?:${OUR_APIS.join('|')})(?:\\.[\\w.]+)?)\\1\\s*\\)`,
  'g',
)

/**
 * Decides literal `canIUse` calls about our functions: Taro's compiler has no table on this platform, and would take
 * every one for false.
 * @example tellCanIUse("if (Taro.canIUse('getDeviceVoIPList'))") // 'if (true)'
 */
export function tellCanIUse(code: string): string {
  return code.replace(LITERAL, (_, __, schema: string) =>
    String(canIUse(schema, (api) => api !== 'openSetting')),
  )
}
