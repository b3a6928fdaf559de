/**
 * Makes CommonJS of an ES module, minified or not, each line in its place. `module.exports` and `require` beside
 * `import` and `export` keep working. Exports are read when they are used, so modules may import each other.
 */

import type { AnyNode, Expression, Identifier, Pattern, Program } from 'acorn'
import { declaredNames, forEachReference, isNode, statementStarts } from './scopes.ts'

interface Edit {
  start: number
  end: number
  text: string
}

/** What the header of a module does: exports first, then requires, as the others may import this one. */
interface Header {
  exports: string[]
  requires: string[]
}

const HELPERS =
  'var __default = (m) => m && m.__esModule ? m : { default: m }, ' +
  '__all = (m) => m && m.__esModule ? m : { ...m, default: m };'
const EXPORT_ALL =
  'for (const __key of Object.keys($)) if (__key !== "default" && !Object.hasOwn(exports, __key)) ' +
  'Object.defineProperty(exports, __key, { enumerable: true, configurable: true, get: () => $[__key] });'

/** Whether there is `import` or `export` at the top of a script. */
export function isEsModule(program: Program): boolean {
  return program.body.some(({ type }) => /^(Import|Export)/.test(type))
}

/** @param source the text that was parsed */
export function convertEsModule(source: string, program: Program): string {
  const edits: Edit[] = []
  const header: Header = { exports: [], requires: [] }
  const imported = convertDeclarations(source, program, edits, header)
  replaceReferences(program, imported, edits)
  replaceDynamicImports(program, edits)
  const marked =
    header.exports.length > 0 ? 'Object.defineProperty(exports, "__esModule", { value: true });' : ''
  const lines = ['"use strict";', HELPERS, marked, ...header.exports, ...header.requires]
  return lines.join('') + applyEdits(source, program, edits)
}

/** `import(…)` in any script: a promise of the module, as `require` finds it. */
export function convertDynamicImports(source: string, program: Program): string {
  const edits: Edit[] = []
  replaceDynamicImports(program, edits)
  return applyEdits(source, program, edits)
}

/** @returns by the name of an import, the expression that reads it now */
function convertDeclarations(
  source: string,
  program: Program,
  edits: Edit[],
  header: Header,
): Map<string, string> {
  const imported = new Map<string, string>()
  const own: [exported: string, local: string][] = []
  let last = 0
  const requireModule = (request: unknown): string => {
    const name = `__m${last++}`
    header.requires.push(`var ${name} = require(${JSON.stringify(request)});`)
    return name
  }
  const read = (module: string, name: string) =>
    name === 'default' ? `(__default(${module}).default)` : `${module}[${JSON.stringify(name)}]`
  const provide = (name: string, expression: string) =>
    header.exports.push(
      // What has not been set yet is undefined, as after WeChat's own conversion.
      `Object.defineProperty(exports, ${JSON.stringify(name)}, { enumerable: true, configurable: true, get() { try { return ${expression} } catch {} } });`,
    )
  const remove = (node: { start: number; end: number }) =>
    edits.push({
      start: node.start,
      end: node.end,
      text: `;${lineBreaks(source.slice(node.start, node.end))}`,
    })

  for (const node of program.body) {
    if (node.type === 'ImportDeclaration') {
      const module = requireModule(node.source.value)
      for (const specifier of node.specifiers) {
        const { local } = specifier
        if (specifier.type === 'ImportNamespaceSpecifier') imported.set(local.name, `(__all(${module}))`)
        else
          imported.set(
            local.name,
            read(module, specifier.type === 'ImportSpecifier' ? nameOf(specifier.imported) : 'default'),
          )
      }
      remove(node)
    } else if (node.type === 'ExportAllDeclaration') {
      const module = requireModule(node.source.value)
      if (node.exported) provide(nameOf(node.exported), `__all(${module})`)
      else header.requires.push(EXPORT_ALL.replaceAll('$', module))
      remove(node)
    } else if (node.type === 'ExportNamedDeclaration' && node.source) {
      const module = requireModule(node.source.value)
      for (const { local, exported } of node.specifiers)
        provide(nameOf(exported), read(module, nameOf(local)))
      remove(node)
    } else if (node.type === 'ExportNamedDeclaration' && node.declaration) {
      edits.push({ start: node.start, end: node.declaration.start, text: '' })
      for (const name of declaredNames(node.declaration)) own.push([name, name])
    } else if (node.type === 'ExportNamedDeclaration') {
      for (const { local, exported } of node.specifiers) own.push([nameOf(exported), nameOf(local)])
      remove(node)
    } else if (node.type === 'ExportDefaultDeclaration') {
      own.push(['default', convertDefault(source, node.start, node.end, node.declaration, edits)])
    }
  }
  for (const [exported, local] of own) provide(exported, imported.get(local) ?? local)
  return imported
}

/** @returns the name under which the value is known in the module */
function convertDefault(source: string, start: number, end: number, value: AnyNode, edits: Edit[]): string {
  if (value.type === 'FunctionDeclaration' || value.type === 'ClassDeclaration') {
    edits.push({ start, end: value.start, text: lineBreaks(source.slice(start, value.start)) })
    if (value.id) return value.id.name
    const head = /^(async\s+)?function\s*\*?|^class/.exec(
      source.slice(value.start, value.end),
    ) as RegExpExecArray
    const at = value.start + head[0].length
    edits.push({ start: at, end: at, text: ' __value' })
    return '__value'
  }
  const head = /^export(\s+|\/\*.*?\*\/)*default/s.exec(source.slice(start, value.start)) as RegExpExecArray
  edits.push({ start, end: start + head[0].length, text: `${lineBreaks(head[0])}const __value =` })
  edits.push({ start: end, end, text: ';' })
  return '__value'
}

function replaceReferences(program: Program, imported: Map<string, string>, edits: Edit[]): void {
  if (imported.size === 0) return
  forEachReference(program, new Set(imported.keys()), ({ start, end, name }: Identifier, use) => {
    const value = imported.get(name) as string
    if (use === 'shorthand') edits.push({ start, end, text: `${name}: ${value}` })
    // Called as a function, not as a method of the module.
    else edits.push({ start, end, text: use === 'called' ? `(0, ${value})` : value })
  })
}

function replaceDynamicImports(program: Program, edits: Edit[]): void {
  const visit = (node: AnyNode) => {
    if (node.type === 'ImportExpression') {
      const load =
        '(async (__request) => ((m) => m && m.__esModule ? m : { ...m, default: m })(require(__request)))'
      edits.push({ start: node.start, end: node.start + 'import'.length, text: load })
    } else if (node.type === 'MetaProperty' && node.meta.name === 'import') {
      edits.push({ start: node.start, end: node.end, text: '({})' })
    }
    for (const part of Object.values(node)) {
      for (const child of Array.isArray(part) ? part : [part]) if (isNode(child)) visit(child)
    }
  }
  visit(program)
}

function nameOf(node: Pattern | Expression): string {
  return node.type === 'Identifier' ? node.name : String((node as { value?: unknown }).value)
}

function lineBreaks(text: string): string {
  return text.replace(/[^\n]+/g, '')
}

function applyEdits(source: string, program: Program, edits: Edit[]): string {
  const starts = statementStarts(program)
  let [text, at] = ['', 0]
  for (const edit of edits.toSorted((a, b) => a.start - b.start || a.end - b.end)) {
    // In a script without semicolons the line before would be called with what begins with a bracket.
    const separator = edit.text.startsWith('(') && starts.has(edit.start) ? ';' : ''
    text += source.slice(at, edit.start) + separator + edit.text
    at = edit.end
  }
  return text + source.slice(at)
}
