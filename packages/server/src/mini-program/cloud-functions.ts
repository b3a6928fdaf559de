/**
 * Cloud functions from their folder, unmodified: `exports.main`, with `require('wx-server-sdk')` and Node’s modules.
 * What they ask `api.weixin.qq.com` is answered by the server. In `process.env` they find it (`WX_API`) and the app
 * (`WX_APPID`, `WX_SECRET`).
 */

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import { type CloudFunction, createCloud } from '@callgrant/sdk/wx'
import { LoadError, parseJson } from './load-error.ts'
import { isFile } from './resolve.ts'
import { runnable } from './source.ts'
import { fetchFor, standingForWeChat } from './wechat-host.ts'

/** Who the functions are to the server: the app’s back end. */
export interface CloudGround {
  server: string
  appid: string
  secret: string
  fetch?: typeof globalThis.fetch
}

/** One instance of each function serves all of an app's phones and devices: what it keeps in memory, all see. */
const instances = new Map<string, Record<string, CloudFunction>>()

/**
 * @param folder one folder for each function, with its `index.js`
 * @returns the functions by name, the same for each client of an app; each is loaded when it is first called
 */
export function cloudFunctionsOf(folder: string, ground: CloudGround): Record<string, CloudFunction> {
  const key = [ground.appid, ground.secret, folder].join('\n')
  const known = instances.get(key)
  if (known) return known
  const functions = loadAll(folder, ground)
  instances.set(key, functions)
  return functions
}

function loadAll(folder: string, ground: CloudGround): Record<string, CloudFunction> {
  const cloud = createCloud(ground)
  const env = { ...process.env, WX_API: ground.server, WX_APPID: ground.appid, WX_SECRET: ground.secret }
  const ownFetch = fetchFor(ground.server)
  const ownProcess = Object.assign(Object.create(process), { env })
  const load = (file: string, loaded: Map<string, { exports: unknown }>): unknown => {
    const known = loaded.get(file)
    if (known) return known.exports
    const text = readFileSync(file, 'utf8')
    const module = { exports: {} as unknown }
    loaded.set(file, module)
    if (file.endsWith('.json')) {
      module.exports = parseJson(file, text)
      return module.exports
    }
    const run = compileFunction(
      runnable(file, text),
      ['require', 'module', 'exports', '__dirname', '__filename', 'process', 'fetch'],
      {
        filename: file,
      },
    )
    const require = createRequire(file)
    const own = (request: string) => {
      if (request === 'wx-server-sdk') return cloud
      // Its own files may ask for the SDK as well; a package is Node’s matter.
      return request.startsWith('.') ? load(require.resolve(request), loaded) : require(request)
    }
    const scope = [
      Object.assign(own, require),
      module,
      module.exports,
      dirname(file),
      file,
      ownProcess,
      ownFetch,
    ]
    run.call(module.exports, ...scope)
    return module.exports
  }
  const functions: Record<string, CloudFunction> = {}
  for (const { name } of readdirSync(folder, { withFileTypes: true }).filter((entry) =>
    entry.isDirectory(),
  )) {
    const file = ['index.js', 'index.ts'].map((index) => join(folder, name, index)).find(isFile)
    if (!file) continue
    const loaded = new Map<string, { exports: unknown }>()
    functions[name] = (event, context) =>
      standingForWeChat(ground.server, () => {
        const { main } = load(file, loaded) as { main?: unknown }
        if (typeof main !== 'function') throw new LoadError(file, null, 'a cloud function exports `main`')
        return main(event, context)
      })
  }
  return functions
}
