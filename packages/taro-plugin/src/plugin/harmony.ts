/** Harmony (ets): the app's entry puts our functions on Taro's object; literal `canIUse` is kept for run time. */

import { join } from 'node:path'
import { OUR_APIS } from '../shared/schema.ts'
import { addRuntime, type Platform, type PluginContext } from './taro.ts'

/** `.canIUse('requestDeviceVoIP…')`: Taro's compiler would fold it to `false`, having no table on this platform. */
const LITERAL = new RegExp(
  `(\\.canIUse\\(\\s*)((['"\`])(?:${OUR_APIS.join('|')})(?:\\.[\\w.]+)?\\3)(\\s*\\))`,
  'g',
)

export function setUpHarmony(ctx: PluginContext, platform: Platform, dist: string): void {
  addRuntime(platform, join(dist, 'harmony/install.js'), 'first')
  ctx.modifyViteConfig(({ viteConfig }) => {
    viteConfig.plugins.push({
      name: 'taro-plugin-callgrant',
      enforce: 'pre',
      transform(code: string) {
        const kept = keepForRunTime(code)
        return kept === code ? null : { code: kept, map: null }
      },
    })
  })
}

/** @example keepForRunTime("Taro.canIUse('openSetting')") // "Taro.canIUse('openSetting' + '')" */
export function keepForRunTime(code: string): string {
  return code.replace(LITERAL, "$1$2 + ''$4")
}
