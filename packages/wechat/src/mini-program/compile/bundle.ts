/** Compiles a folder to one script for a browser: WXML, WXSS and scripts. `loadBundledProgram` reads it in the page. */

import type { CssSyntaxError } from 'postcss'
import { sharedStyles } from '../read/extended-lib.ts'
import type { Folder } from '../read/folder.ts'
import { LoadError, parseJson } from '../read/load-error.ts'
import { findScript } from '../read/module-path.ts'
import type { PageJson } from '../types.ts'
import { ABSENT_NAMES, BUNDLE_GLOBAL, GLOBAL_NAMES } from './bundle-format.ts'
import { compileScript } from './compile-script.ts'
import { compileWxml } from './compile-wxml.ts'
import { compileWxss } from './compile-wxss.ts'

export interface Bundle {
  code: string
  /** What the template compiler finds wrong, a line each. The page that it belongs to says it when it is opened. */
  warnings: string[]
  /** Files that cannot be compiled. Only what needs one of them cannot be shown. */
  faults: LoadError[]
}

/** Compiles every file; one that is wrong spoils no other. */
export function bundle(folder: Folder): Bundle {
  const faults: Record<string, LoadError> = {}
  const attempt = <T>(file: string, work: () => T): T | undefined => {
    try {
      return work()
    } catch (error) {
      faults[file] = faultOf(file, error)
      return undefined
    }
  }
  const { code: templates, warnings } = compileWxml(folder)
  const json = componentJson(folder, attempt)
  const scopes = styleScopes(json)
  const styles = compileStyles(folder, scopes, attempt)
  const scripts = bundledScripts(folder, json, attempt)
  // The scripts stand first, so that their lines are known.
  const parts = {
    scripts: `{\n${scripts.join(',\n')}\n}`,
    lines: JSON.stringify(beginnings(scripts)),
    appJson: JSON.stringify(folder.appJson),
    json: JSON.stringify(json),
    styles: JSON.stringify(styles),
    scopes: JSON.stringify(scopes),
    templates,
    warnings: JSON.stringify(warnings),
    faults: JSON.stringify(faults, ['file', 'line', 'column', 'reason', ...Object.keys(faults)]),
  }
  const lines = Object.entries(parts).map(([name, code]) => `${name}: ${code}`)
  return {
    warnings: Object.values(warnings).flat(),
    faults: Object.values(faults),
    code: `globalThis.${BUNDLE_GLOBAL} = {\n${lines.join(',\n')}\n}\n`,
  }
}

/** By file, the line of the bundle that a script begins in. */
function beginnings(scripts: string[]): Record<string, number> {
  let line = 3
  const lines: Record<string, number> = {}
  for (const script of scripts) {
    lines[JSON.parse(/^"(?:[^"\\]|\\.)*"/.exec(script)?.[0] as string)] = line
    line += script.split('\n').length
  }
  return lines
}

type Attempt = <T>(file: string, work: () => T) => T | undefined

function faultOf(file: string, error: unknown): LoadError {
  if (error instanceof LoadError) return error
  const { reason, message, line, column } = error as Partial<CssSyntaxError> & Error
  return new LoadError(file, line ?? null, reason ?? message, error, column)
}

/** The JSON beside pages and components, by path without ending. */
function componentJson(folder: Folder, attempt: Attempt): Record<string, PageJson> {
  const paths = folder
    .files('.json')
    .map(withoutEnding)
    .filter((path) => path !== 'app' && (folder.has(`${path}.wxml`) || findScript(path, folder.has)))
  const read = paths.map((path) => {
    const file = `${path}.json`
    return [path, attempt(file, () => parseJson(file, folder.read(file))) ?? {}]
  })
  return Object.fromEntries(read)
}

/** A component's styles hold in it alone, unless its JSON says that they are shared. */
function styleScopes(json: Record<string, PageJson>): Record<string, string> {
  const scoped = Object.entries(json).filter(
    ([, { component, styleIsolation = '' }]) => component && !/^(page-)?shared$/.test(styleIsolation),
  )
  return Object.fromEntries(scoped.map(([path]) => [path, path.replace(/[^\w-]/g, '_')]))
}

function compileStyles(
  folder: Folder,
  scopes: Record<string, string>,
  attempt: Attempt,
): Record<string, string> {
  const styles: Record<string, string> = {}
  for (const file of folder.files('.wxss')) {
    const path = withoutEnding(file)
    if (path !== 'app' && !folder.has(`${path}.wxml`)) continue
    styles[path] = attempt(file, () => compileWxss(folder, file, scopes[path])) ?? ''
  }
  const shared = sharedStyles(folder).map((file) => compileWxss(folder, file))
  if (shared.length > 0) styles.app = [...shared, styles.app ?? ''].join('\n')
  return styles
}

/** Every script, and every JSON file that a script can require. */
function bundledScripts(folder: Folder, json: Record<string, PageJson>, attempt: Attempt): string[] {
  const scripts = folder.files('.js', '.ts').filter((file) => !file.endsWith('.d.ts'))
  const data = folder.files('.json').filter((file) => !(withoutEnding(file) in json))
  return [
    ...scripts.map((file) =>
      asFunction(
        file,
        attempt(file, () => compiled(file, folder.read(file))),
      ),
    ),
    ...data.map((file) => {
      const value = attempt(file, () => JSON.stringify(parseJson(file, folder.read(file))))
      return asFunction(file, `module.exports = ${value}`)
    }),
  ]
}

/** Scripts by file, as they were compiled last: a page that is loaded again compiles what was changed. */
const known = new Map<string, { text: string; code: string }>()

function compiled(file: string, text: string): string {
  const before = known.get(file)
  if (before?.text === text) return before.code
  const code = compileScript(file, text)
  known.set(file, { text, code })
  return code
}

/** Without code, of a file that cannot be compiled, there is a fault in its place. */
function asFunction(file: string, code = ''): string {
  const parameters = [...GLOBAL_NAMES, 'global', ...ABSENT_NAMES].join(', ')
  return `${JSON.stringify(file)}: (${parameters}) => function (require, module, exports) {${code}\n}`
}

function withoutEnding(file: string): string {
  return file.replace(/\.[^./]+$/, '')
}
