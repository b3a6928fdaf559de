/**
 * The half of the plugin that runs while an app is built: `plugins: [['taro-plugin-callgrant', { server, appid }]]`.
 * Loaded by Taro's command line; what the app runs is in `h5`, `mini` and `harmony`.
 */

import { join } from 'node:path'
import { setUpHarmony } from './harmony.ts'
import { setUpMini } from './mini.ts'
import { checkOptions, type PluginOptions } from './options.ts'
import { nameItself } from './own-name.ts'
import { define, moved, type Platform, type PluginContext } from './taro.ts'
import { setUpWeb } from './web.ts'

export type { PluginOptions }

/** The name of the constant that carries the options into the app. */
const OPTIONS = '__CALLGRANT_TARO__'

export default function taroPluginCallgrant(ctx: PluginContext, given: PluginOptions): void {
  const options = checkOptions(given)
  const dist = join(import.meta.dirname, '..')
  if (typeof ctx.registerMethod !== 'function') throw moved('`ctx.registerMethod` is not there', {})
  ctx.registerMethod({
    // After the platform registered its own hooks, and before the build: an alias set sooner would be overwritten.
    name: 'onSetupClose',
    fn(platform: Platform) {
      define(platform, OPTIONS, options)
      nameItself(ctx, platform, dist)
      // Set by Taro for each build, and told to apps as `process.env.TARO_PLATFORM`.
      switch (process.env.TARO_PLATFORM) {
        case 'web':
          return setUpWeb(ctx, platform, dist)
        case 'mini':
          return setUpMini(platform, dist, options.report === true)
        case 'harmony':
          return setUpHarmony(ctx, platform, dist)
        default:
          throw moved(`platform type '${process.env.TARO_PLATFORM}' is unknown`, platform)
      }
    },
  })
}
