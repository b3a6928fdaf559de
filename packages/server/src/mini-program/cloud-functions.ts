/** Runs a project's cloud functions here, in Node, with `wx-server-sdk` standing for Callgrant. */

import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { Cloud, CloudFunction } from '@callgrant/sdk/wx'
import { compileScript } from './compile-script.ts'

type Main = { main?: CloudFunction }

export interface CloudFunctionsOptions {
  /** The folder that `cloudfunctionRoot` names: one folder a function. */
  folder: string
  /** What `require('wx-server-sdk')` gives. */
  cloud: Cloud
  /** What the functions find in `process.env`, beside this process's own. */
  env?: Record<string, string>
}

/** @returns the functions by name; each is loaded when it is first called */
export function cloudFunctions({
  folder,
  cloud,
  env = {},
}: CloudFunctionsOptions): Record<string, CloudFunction> {
  const names = readdirSync(folder, { withFileTypes: true })
    .filter((entry) => entry.isDirectory() && existsSync(join(folder, entry.name, 'index.js')))
    .map((entry) => entry.name)
  return Object.fromEntries(names.map((name) => [name, lazily(join(folder, name, 'index.js'), cloud, env)]))
}

function lazily(file: string, cloud: Cloud, env: Record<string, string>): CloudFunction {
  let loaded: Main | undefined
  return (event, context) => {
    loaded ??= load(file, cloud, env)
    const { main } = loaded
    if (typeof main !== 'function') throw new Error(`${file} has no exports.main.`)
    return main(event, context)
  }
}

function load(file: string, cloud: Cloud, env: Record<string, string>): Main {
  const module = { exports: {} as Main }
  const own = createRequire(file)
  const require = (name: string) => (name === 'wx-server-sdk' ? cloud : own(name))
  const ambient = { ...process, env: { ...process.env, ...env } }
  const run = new Function(
    'require',
    'module',
    'exports',
    'process',
    compileScript(readFileSync(file, 'utf8'), file),
  )
  run(require, module, module.exports, ambient)
  return module.exports
}
