/**
 * Runs cloud functions from their folder, unmodified: `exports.main`, with `require('wx-server-sdk')` and Node's
 * modules. What they ask `api.weixin.qq.com` is answered by the server. `process.env` tells them where the server is
 * (`WX_API`) and which app they belong to (`WX_APPID`, `WX_SECRET`).
 */

import { readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { compileFunction } from 'node:vm'
import { sharedDatabase } from '../../../wx/cloud-database/shared.ts'
import type { CloudDatabase } from '../../../wx/cloud-database/types.ts'
import { createCloud } from '../../../wx/create-cloud.ts'
import type { CloudFunction } from '../../../wx/types.ts'
import { compileScript } from '../../compile/compile-script.ts'
import { LoadError, parseJson } from '../../read/load-error.ts'
import { isFile } from '../../read/source-files.ts'
import { Modules, type Require } from '../modules.ts'
import { redirectingFetch, withRedirectedHost } from './redirect-wechat-host.ts'

/** Who the functions are to the server: the app's back end. */
export interface CloudCredentials {
  server: string
  appid: string
  secret: string
  fetch?: typeof globalThis.fetch
  /** The data of `cloud.database()`; default: that of the app's `createWx` in this process. */
  database?: CloudDatabase
}

/** Each function has one instance for all phones and devices of an app: they share what it keeps in memory. */
const instances = new WeakMap<CloudDatabase, Map<string, Record<string, CloudFunction>>>()

/**
 * @param folder one folder for each function, with its `index.js`
 * @returns the functions by name, the same for each client of an app; each is loaded when it is first called
 */
export function cloudFunctionsOf(
  folder: string,
  credentials: CloudCredentials,
): Record<string, CloudFunction> {
  const { server, appid, secret, database = sharedDatabase(server, appid) } = credentials
  const ofApp = instances.get(database) ?? new Map<string, Record<string, CloudFunction>>()
  instances.set(database, ofApp)
  const key = [server, appid, secret, folder].join('\n')
  const known = ofApp.get(key)
  if (known) return known
  const functions = findFunctions(folder, credentials)
  ofApp.set(key, functions)
  return functions
}

function findFunctions(folder: string, credentials: CloudCredentials): Record<string, CloudFunction> {
  const functions: Record<string, CloudFunction> = {}
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    if (!entry.isDirectory()) continue
    const file = ['index.js', 'index.ts'].map((index) => join(folder, entry.name, index)).find(isFile)
    if (!file) continue
    let loaded: CloudFunction | undefined
    functions[entry.name] = (event, context) =>
      withRedirectedHost(credentials.server, () => {
        // One that could not be loaded is loaded anew: all of its files, as they are now.
        loaded ??= load(file, credentials)
        return loaded(event, context)
      })
  }
  return functions
}

/** @throws LoadError; what its files throw */
function load(file: string, credentials: CloudCredentials): CloudFunction {
  const { main } = modulesOf(credentials).run(file) as { main?: unknown }
  if (typeof main !== 'function') throw new LoadError(file, null, 'a cloud function exports `main`')
  return main as CloudFunction
}

/** The function's own files; whatever else it requires, Node finds. */
function modulesOf(credentials: CloudCredentials): Modules {
  const { server, appid, secret } = credentials
  const cloud = createCloud(credentials)
  const env = { ...process.env, WX_API: server, WX_APPID: appid, WX_SECRET: secret }
  const ownProcess = Object.assign(Object.create(process), { env })
  const ownFetch = redirectingFetch(server)

  return new Modules({
    find: (request, from) => createRequire(from).resolve(request),
    run(file, module, require) {
      const text = readFileSync(file, 'utf8')
      if (file.endsWith('.json')) {
        module.exports = parseJson(file, text)
        return
      }
      const scope = {
        require: requireOf(file, cloud, require),
        module,
        exports: module.exports,
        __dirname: dirname(file),
        __filename: file,
        process: ownProcess,
        fetch: ownFetch,
      }
      const run = compileFunction(compileScript(file, text), Object.keys(scope), { filename: file })
      run.call(module.exports, ...Object.values(scope))
    },
  })
}

/** Its own files are loaded here, since they may require the SDK too; packages by Node. */
function requireOf(file: string, cloud: object, require: Require): NodeJS.Require {
  const nodes = createRequire(file)
  const own = (request: string) => {
    if (request === 'wx-server-sdk') return cloud
    return request.startsWith('.') ? require(request) : nodes(request)
  }
  return Object.assign(own, nodes)
}
