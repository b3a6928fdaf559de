/** WXML and WXS to JavaScript, by WeChat's own template compiler. */

import { TmplGroup } from 'glass-easel-template-compiler'
import type { SourceFiles } from '../read/source-files.ts'
import { compileWxs } from './compile-wxs.ts'
import { markIncludedInLoops, passItemsToIncluded } from './included-items.ts'
import { passScriptsToIncluded } from './included-scripts.ts'

export interface CompiledWxml {
  /** An expression that evaluates to `CompiledTemplates`. */
  code: string
  /** What is wrong in a template, by its path without ending: `pages/x/x.wxml:3:7: unexpected character`. */
  warnings: Record<string, string[]>
}

interface Finding {
  level: 'Note' | 'Warn' | 'Error' | 'Fatal'
  message: string
  startLine: number
  startColumn: number
}

/** Compiles every template, with the scripts (`.wxs`) that they use. One that is wrong spoils no other. */
export function compileWxml(files: SourceFiles): CompiledWxml {
  const group = new TmplGroup()
  const warnings: Record<string, string[]> = {}
  const names = files.files('.wxml')
  const exists = new Set(names.map(stem))
  try {
    for (const file of names) {
      const path = stem(file)
      const source = asCompiled(files.read(file))
      const found = (group.addTmpl(path, source) ?? []) as Finding[]
      const missing = new Set(
        (group.getDirectDependencies(path) as string[]).filter((one) => !exists.has(one)),
      )
      // Faults of a published package are not this program's to mend, as long as it is shown.
      const told = file.includes('miniprogram_npm/') ? found.filter(({ level }) => level === 'Fatal') : found
      const own = [
        ...told.map(
          ({ message, startLine, startColumn }) => `${file}:${startLine + 1}:${startColumn + 1}: ${message}`,
        ),
        ...pathsAsKeys(file, source),
        ...[...missing].map((one) => `${file}: there is no ${one}.wxml to import or include`),
      ]
      if (own.length > 0) warnings[path] = own
      const marked = markIncludedInLoops(source)
      if (marked !== source) group.addTmpl(path, marked)
      compileInlineScripts(group, file, source)
    }
    const scripts = files.files('.wxs').map((file) => asEntry(stem(file), compileWxs(file, files.read(file))))
    const templates = names.map((file) => {
      const path = stem(file)
      const source = asCompiled(files.read(file))
      const code = passScriptsToIncluded(path, source, group.getTmplGenObject(path))
      return `${JSON.stringify(path)}: () => ${passItemsToIncluded(markIncludedInLoops(source), code)}`
    })
    return {
      warnings,
      code: `(G, R, define, wxs) => {
${group.getRuntimeString()}
D = define
Q.A = wxs.changeFilter
Q.C = wxs.eventWrapper
const { getDate, getRegExp } = wxs
return { scripts: {${scripts.join(',\n')}}, templates: {${templates.join(',\n')}} }
}`,
    }
  } finally {
    group.free()
  }
}

/** `<wxs module="m">…</wxs>` in a template. */
function compileInlineScripts(group: TmplGroup, file: string, source: string): void {
  const path = stem(file)
  for (const name of group.getInlineScriptModuleNames(path) as string[]) {
    const script = group.getInlineScript(path, name)
    const before = source.slice(0, Math.max(0, source.indexOf(script))).split('\n')
    const at = { line: before.length, column: (before.at(-1) as string).length }
    group.setInlineScript(path, name, compileWxs(file, script, at))
  }
}

function asEntry(path: string, code: string): string {
  return `${JSON.stringify(path)}: (require, exports, module) => {${code}\n}`
}

/**
 * What WeChat takes and the compiler does not: `wx:for-items`, an older name of `wx:for`, and `wx:else="{{…}}"`, whose value
 * means nothing. What follows stays where it is.
 */
function asCompiled(wxml: string): string {
  return wxml
    .replace(/(\s)wx:for-items(\s*)=/g, '$1      $2wx:for=')
    .replace(
      /(\swx:else)(\s*=\s*(?:"[^"]*"|'[^']*'))/g,
      (_, name: string, value: string) => name + value.replace(/[^\n]/g, ' '),
    )
}

/** A key is the name of a field of the item. With a path WeChat warns, and takes each item as new. */
function pathsAsKeys(file: string, source: string): string[] {
  return [...source.matchAll(/\swx:key\s*=\s*(["'])([^"'{}]*[.[][^"'{}]*)\1/g)].map(
    ({ index, 2: key = '' }) => {
      const before = source.slice(0, index + 1).split('\n')
      const meant = /([\w$]+)\]?$/.exec(key)?.[1] ?? '*this'
      const place = `${file}:${before.length}:${(before.at(-1) as string).length + 1}`
      return `${place}: "wx:key="${key}"" does not look like a valid key name (did you mean wx:key="${meant}"?)`
    },
  )
}

const stem = (file: string) => file.replace(/\.[^./]+$/, '')
