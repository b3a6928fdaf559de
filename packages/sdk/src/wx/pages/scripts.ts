/** Runs scripts that are there as functions, with a `require` of their own files. */

import { resolveModule } from './modules.ts'
import type { Globals } from './types.ts'

/** A script of a bundle: the names of its parameters are WeChat's globals. */
export type Script = (
  require: (path: string) => unknown,
  module: { exports: unknown },
  exports: unknown,
  ...globals: unknown[]
) => void

/** @returns runs a script by its path without ending; each is run once */
export function scriptRunner(scripts: Record<string, Script>): (path: string, globals: Globals) => void {
  const done = new Map<string, { exports: unknown }>()
  const has = (path: string) => Object.hasOwn(scripts, path)

  function load(file: string, globals: Globals): unknown {
    const known = done.get(file)
    if (known) return known.exports
    const module = { exports: {} as unknown }
    done.set(file, module)
    const require = (request: string) => {
      const found = resolveModule(file, request, has)
      if (found === undefined)
        throw new Error(`module '${request}' is not defined, require args is '${request}' (in ${file})`)
      return load(found, globals)
    }
    const { App, Page, Component, Behavior, getApp, getCurrentPages, wx, requirePlugin, wmpf } = globals
    const names = [App, Page, Component, Behavior, getApp, getCurrentPages, wx, requirePlugin, wmpf]
    ;(scripts[file] as Script).call(undefined, require, module, module.exports, ...names)
    return module.exports
  }

  return (path, globals) => {
    const file = [`${path}.js`, `${path}.ts`].find(has)
    if (file === undefined) throw new Error(`there is no script ${path}.js`)
    load(file, globals)
  }
}
