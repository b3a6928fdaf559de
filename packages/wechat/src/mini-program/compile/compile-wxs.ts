/** A WXS script as JavaScript: where WXS differs, and what is wrong in it. */

import { type AnyNode, parse } from 'acorn'
import { isNode } from './scopes.ts'

interface Edit {
  at: number
  /** How many characters are replaced. */
  length: number
  text: string
}

/**
 * @param at where the script begins in its file: its line, and the characters before it in that line
 * @returns the body of a function of `require`, `exports`, `module` and `wxs`; it throws when the script cannot be parsed
 */
export function compileWxs(file: string, source: string, at = { line: 1, column: 0 }): string {
  const edits: Edit[] = []
  const visit = (node: AnyNode) => {
    edits.push(...nameOfType(node), ...pattern(node))
    for (const child of Object.values(node).flat()) if (isNode(child)) visit(child)
  }
  try {
    visit(parse(source, { ecmaVersion: 'latest', sourceType: 'script' }))
  } catch (error) {
    const { message, loc } = error as Error & { loc?: { line: number; column: number } }
    const line = loc ? loc.line + at.line - 1 : at.line
    const column = loc && loc.column + 1 + (loc.line === 1 ? at.column : 0)
    const reason = message.replace(/ \(\d+:\d+\)$/, '')
    return `throw wxs.fault(${JSON.stringify({ file, line, column, reason })})`
  }
  let code = source
  // From the end, so that the places before stay where they are.
  for (const { at, length, text } of edits.toSorted((a, b) => b.at - a.at))
    code = code.slice(0, at) + text + code.slice(at + length)
  return code
}

/** In WXS `value.constructor` is the name of its type, `"Array"`. */
function nameOfType(node: AnyNode): Edit[] {
  if (node.type !== 'MemberExpression') return []
  const { object, property, computed } = node
  const name = computed
    ? property.type === 'Literal' && property.value
    : property.type === 'Identifier' && property.name
  if (name !== 'constructor') return []
  return [
    { at: object.start, length: 0, text: 'wxs.typed(' },
    { at: object.end, length: 0, text: ')' },
  ]
}

/** In WXS `getRegExp('\d')` takes the pattern as it is written; with two backslashes it means the same. */
function pattern(node: AnyNode): Edit[] {
  if (node.type !== 'CallExpression' || node.callee.type !== 'Identifier') return []
  const [first] = node.arguments
  if (node.callee.name !== 'getRegExp' || first?.type !== 'Literal' || typeof first.value !== 'string')
    return []
  const written = (first.raw as string).slice(1, -1).replaceAll('\\\\', '\\')
  return [{ at: first.start, length: first.end - first.start, text: JSON.stringify(written) }]
}
