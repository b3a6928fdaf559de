/** The program that a bundle's script has put on the page. */

import {
  BUNDLE_ERROR_GLOBAL,
  BUNDLE_GLOBAL,
  type BundledCode,
  type BundledScript,
  GLOBAL_NAMES,
} from '../compile/bundle-format.ts'
import { type FileFault, LoadError } from '../read/load-error.ts'
import { findModule, findScript } from '../read/module-path.ts'
import type { Globals, PageJson, Program } from '../types.ts'
import { Modules } from './modules.ts'
import { linkTemplates } from './templates.ts'

export interface BundledProgram extends Program {
  /** CSS by path without ending; `app` for all pages. */
  readonly styles: Readonly<Record<string, string>>
  /** Every tag that stands for one of the program's own components. */
  readonly componentTags: ReadonlySet<string>
  /** Whether its JSON says that it is a component; false also of JSON that cannot be read. */
  isComponent(path: string): boolean
  /** An error's words and stack with files of the program in place of places in the bundle. */
  describe(error: Error): string
}

/** @throws Error with what the compiler said, when there is no bundle */
export function loadBundledProgram(): BundledProgram {
  const page = globalThis as { [BUNDLE_GLOBAL]?: BundledCode; [BUNDLE_ERROR_GLOBAL]?: string | FileFault }
  const code = page[BUNDLE_GLOBAL]
  if (!code) throw bundleError(page[BUNDLE_ERROR_GLOBAL] ?? 'The Mini Program was not loaded.')
  const { appJson, json, styles, scopes, templates, warnings } = code
  const users: PageJson[] = [{ usingComponents: appJson.usingComponents ?? {} }, ...Object.values(json)]
  const check = (file: string) => {
    const fault = faultIn(code, file)
    if (fault) throw fault
  }
  return {
    appJson,
    templates: (onUse) => linkTemplates(templates, onUse),
    warnings: (path) => warnings[path] ?? [],
    faults: (path) => [faultIn(code, `${path}.wxss`)].filter((fault) => fault !== undefined),
    styles,
    componentTags: new Set(users.flatMap(tagsOf)),
    isComponent: (path) => json[path]?.component === true,
    json(path) {
      check(`${path}.json`)
      return json[path]
    },
    styleScope: (path) => scopes[path],
    run: scriptRunner(code, check),
    describe: (error) => describeError(error, code.lines),
  }
}

function bundleError(fault: string | FileFault): Error {
  if (typeof fault === 'string') return new Error(fault)
  const { file, line, column, reason } = fault
  return new LoadError(file, line, reason, undefined, column ?? undefined)
}

/** Tags that stand for components: those that are named, and those that who uses a component names (`generic:row`). */
function tagsOf({ usingComponents, componentGenerics }: PageJson): string[] {
  return [usingComponents, componentGenerics].flatMap((named) => Object.keys(Object(named)))
}

/** A place in the bundle, in a stack of any browser. */
const PLACE = /(?:https?|file):\/\/[^\s()]*program\.js[^\s():]*:(\d+):(\d+)/g

function describeError(error: Error, lines: Record<string, number>): string {
  const stack = error.stack ?? ''
  const whole = stack.includes(error.message) ? stack : `${error.name}: ${error.message}\n${stack}`
  const own = withoutRuntime(whole)
  // Of a file that could not be loaded, who asked for it is the runtime's own matter.
  return (error instanceof LoadError || own.match(PLACE) ? own : whole).replace(
    PLACE,
    (place, line, column) => {
      const began = Object.entries(lines).findLast(([, first]) => first <= Number(line))
      if (!began) return place
      const [file, first] = began
      // In its first line a script has the bundle's own words before it.
      return first === Number(line) ? `${file}:1` : `${file}:${Number(line) - first + 1}:${column}`
    },
  )
}

/** A stack without the lines of the runtime's own scripts. */
function withoutRuntime(stack: string): string {
  const isOwn = (line: string) => !/(?:https?|file):\/\/\S+:\d+:\d+/.test(line) || line.match(PLACE)
  return stack.split('\n').filter(isOwn).join('\n')
}

function faultIn({ faults }: BundledCode, file: string): LoadError | undefined {
  if (!Object.hasOwn(faults, file)) return undefined
  const { line, column, reason, file: named } = faults[file] as FileFault
  return new LoadError(named, line, reason, undefined, column ?? undefined)
}

function scriptRunner({ appJson, scripts }: BundledCode, check: (file: string) => void): Program['run'] {
  const has = (file: string) => Object.hasOwn(scripts, file)
  let scope: unknown[] = []
  const modules = new Modules({
    find: (request, from) => findModule(request, from, has, appJson.resolveAlias),
    run(file, module, require) {
      check(file)
      const script = (scripts[file] as BundledScript)(...scope)
      script.call(module.exports, require, module, module.exports)
    },
  })
  return (path, globals: Globals) => {
    const file = findScript(path, has)
    if (file === undefined) throw new LoadError(`${path}.js`, null, 'there is no such file')
    // A browser has no `global` of its own.
    scope = [...GLOBAL_NAMES.map((name) => globals[name]), globalThis]
    modules.run(file)
  }
}
