/**
 * The part of the plugin that runs while an app is built: `plugins: [['taro-plugin-callgrant', { server, appid }]]`.
 * Taro's command line loads it; what runs in the app is in `h5`, `mini` and `harmony`.
 */

import { join } from 'node:path'
import { setUpHarmony } from './harmony.ts'
import { setUpMini } from './mini.ts'
import { checkOptions, type PluginOptions } from './options.ts'
import { aliasItself } from './self-alias.ts'
import { define, type Platform, type PluginContext, taroChanged } from './taro.ts'
import { setUpWeb } from './web.ts'

export type { PluginOptions }

/** The name of the constant that carries the options into the app. */
const OPTIONS = '__CALLGRANT_TARO__'

export default function taroPluginCallgrant(ctx: PluginContext, given: PluginOptions): void {
  const options = checkOptions(given)
  const dist = join(import.meta.dirname, '..')
  if (typeof ctx.registerMethod !== 'function') throw taroChanged('`ctx.registerMethod` is not there', {})
  ctx.registerMethod({
    // After the platform's own hooks, which would overwrite an alias that was set before, and before the build.
    name: 'onSetupClose',
    fn(platform: Platform) {
      define(platform, OPTIONS, options)
      aliasItself(ctx, platform, dist)
      // Taro sets this for each build.
      switch (process.env.TARO_PLATFORM) {
        case 'web':
          return setUpWeb(ctx, platform, dist)
        case 'mini':
          return setUpMini(platform, dist, options.report === true)
        case 'harmony':
          return setUpHarmony(ctx, platform, dist)
        default:
          throw taroChanged(`platform type '${process.env.TARO_PLATFORM}' is unknown`, platform)
      }
    },
  })
}
