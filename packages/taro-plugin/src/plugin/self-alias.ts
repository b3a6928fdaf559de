/** Lets the app import 'taro-plugin-callgrant' when the plugin is configured by its path and not installed. */

import { createRequire } from 'node:module'
import { join } from 'node:path'
import { type Platform, type PluginContext, slashed } from './taro.ts'

const NAME = 'taro-plugin-callgrant'

export function aliasItself(ctx: PluginContext, platform: Platform, dist: string): void {
  if (installed(ctx.paths.appPath)) return
  const main = slashed(join(dist, 'main.js'))
  const folder = slashed(join(dist, '..'))
  if (platform.compiler === 'vite') {
    ctx.modifyViteConfig(({ viteConfig }) => {
      const alias = [
        { find: new RegExp(`^${NAME}$`), replacement: main },
        { find: new RegExp(`^${NAME}/(?=\\w)`), replacement: `${folder}/` },
      ]
      viteConfig.plugins.push({ name: `${NAME}:name`, config: () => ({ resolve: { alias } }) })
    })
  } else {
    ctx.modifyWebpackChain(({ chain }) => {
      chain.resolve.alias.set(`${NAME}$`, main)
      chain.resolve.alias.set(NAME, folder)
    })
  }
}

function installed(appPath: string): boolean {
  try {
    createRequire(join(appPath, 'package.json')).resolve(NAME)
    return true
  } catch {
    return false // not installed, so the alias is needed
  }
}
