/** Runs compiled WXML: each template when it is first shown, and each WXS script when it is first used. */

import { type FileFault, LoadError } from '../read/load-error.ts'
import { findWxs } from '../read/module-path.ts'
import type { Templates } from '../types.ts'
import { asError } from './framework-errors.ts'
import { type Module, Modules, type Require } from './modules.ts'
import { changed, changeFilter, eventWrapper, including, within } from './wxs-instances.ts'

type Script = (require: Require, exports: unknown, module: Module) => void
type Define = (path: string, script: Script) => () => unknown

/** What `compileWxml` makes. */
export type CompiledTemplates = (
  templates: Templates,
  /** Scripts by path without ending, as functions that give their exports. */
  scripts: Record<string, () => unknown>,
  /** For a script that is written in the template itself. */
  define: Define,
  wxs: object,
) => { scripts: Record<string, Script>; templates: Record<string, () => Templates[string]> }

/** @param onUse told of each template when it is first needed, also by an import */
export function linkTemplates(compiled: CompiledTemplates, onUse: (path: string) => void): Templates {
  const inline = new Map<string, Script>()
  const linked: Templates = {}
  const modules = new Modules({
    find: (request, from) => findWxs(request, from, (path) => path in scripts),
    run(path, module, require) {
      try {
        ;(inline.get(path) ?? (scripts[path] as Script))(require, module.exports, module)
      } catch (reason) {
        if (reason instanceof LoadError) throw reason
        const [template, name] = path.split('#')
        const file = name === undefined ? `${path}.wxs` : `${template}.wxml`
        throw new LoadError(file, null, `<wxs>: ${asError(reason).message}`, reason)
      }
    },
  })
  const load = new Proxy({} as Record<string, () => unknown>, {
    get: (_, path: string) => () => {
      if (path in scripts) return modules.run(path)
      throw new LoadError(`${path}.wxs`, null, 'there is no such file')
    },
  })
  const define: Define = (path, script) => {
    inline.set(path, script)
    return () => modules.run(path)
  }
  const { scripts, templates } = compiled(linked, load, define, WXS)
  for (const [path, make] of Object.entries(templates)) {
    let made: Templates[string] | undefined
    Object.defineProperty(linked, path, {
      enumerable: true,
      get() {
        if (!made) {
          onUse(path)
          made = make()
        }
        return made
      },
    })
  }
  return linked
}

/** What WXS has, and JavaScript has not. */
const WXS = {
  changeFilter,
  eventWrapper,
  fault: ({ file, line, column, reason }: FileFault) =>
    new LoadError(file, line, reason, undefined, column ?? undefined),
  changed,
  including,
  within,
  getDate: (...given: [number]) => new Date(...given),
  getRegExp: (pattern: string, flags?: string) => new RegExp(pattern, flags),
  /** `typed(value).constructor` is the name of the value's type. */
  typed(value: unknown): unknown {
    const name = Object.prototype.toString.call(value).slice(8, -1)
    if (!TYPES.has(name)) return value
    return Object.hasOwn(Object(value), 'constructor') ? value : { constructor: name }
  },
}
const TYPES = new Set(['Number', 'String', 'Boolean', 'Object', 'Function', 'Array', 'Date', 'RegExp'])
