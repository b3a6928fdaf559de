/** Which names a part of a script declares, and where a name of the whole script is used. */

import type { AnyNode, Identifier, Pattern, Program } from 'acorn'

/** How a name is used: `called` as in `a()`, `shorthand` as in `{ a }`. */
export type Use = 'read' | 'called' | 'shorthand'

export function isNode(value: unknown): value is AnyNode {
  return typeof (value as AnyNode | null)?.type === 'string'
}

/** The names that a declaration declares: `const { a, b: [c] } = …` has `a` and `c`. */
export function declaredNames(node: AnyNode): string[] {
  if (node.type === 'VariableDeclaration') return node.declarations.flatMap(({ id }) => namesIn(id))
  if (node.type === 'FunctionDeclaration' || node.type === 'ClassDeclaration')
    return node.id ? [node.id.name] : []
  return []
}

/**
 * Calls `found` for each use of one of these names, except where an inner scope has another of the same name.
 * @param names declared at the top of the script
 */
export function forEachReference(
  program: Program,
  names: ReadonlySet<string>,
  found: (identifier: Identifier, use: Use) => void,
): void {
  const visit = (node: AnyNode, hidden: ReadonlySet<string>, use: Use = 'read'): void => {
    if (node.type === 'Identifier') {
      if (names.has(node.name) && !hidden.has(node.name)) found(node, use)
      return
    }
    // `import` and `export` name things; they do not use them.
    if (/^(Import.*|ExportAll)Declaration$|Specifier$/.test(node.type)) return
    const own = scopeOf(node)
    const inner = own.length > 0 ? new Set([...hidden, ...own]) : hidden
    for (const [child, childUse] of usedParts(node)) visit(child, inner, childUse)
  }
  visit(program, new Set())
}

/** Where statements of a list begin that are an expression: there a semicolon before changes nothing. */
export function statementStarts(program: Program): Set<number> {
  const starts = new Set<number>()
  const visit = (node: AnyNode): void => {
    for (const part of Object.values(node)) {
      for (const child of Array.isArray(part) ? part : [part]) {
        if (!isNode(child)) continue
        if (Array.isArray(part) && child.type === 'ExpressionStatement') starts.add(child.start)
        visit(child)
      }
    }
  }
  visit(program)
  return starts
}

/** The parts of a node in which names are used, without labels and the names of properties. */
function usedParts(node: AnyNode): [AnyNode, Use][] {
  switch (node.type) {
    case 'MemberExpression':
      return [
        [node.object, 'read'],
        ...(node.computed ? ([[node.property, 'read']] as [AnyNode, Use][]) : []),
      ]
    case 'Property':
      if (node.shorthand) {
        // In a pattern there is `{ a = b }`: the name is the pattern's, and its value is used.
        const { value } = node
        return [[value, value.type === 'Identifier' ? 'shorthand' : 'read']]
      }
      return keyAndValue(node.computed, node.key, node.value)
    case 'MethodDefinition':
    case 'PropertyDefinition':
      return keyAndValue(node.computed, node.key, node.value)
    case 'LabeledStatement':
      return [[node.body, 'read']]
    case 'BreakStatement':
    case 'ContinueStatement':
    case 'MetaProperty':
      return []
    case 'CallExpression':
      return [[node.callee, 'called'], ...node.arguments.map((one) => [one, 'read'] as [AnyNode, Use])]
    case 'TaggedTemplateExpression':
      return [
        [node.tag, 'called'],
        [node.quasi, 'read'],
      ]
    default:
      return Object.values(node)
        .flat()
        .filter(isNode)
        .map((child) => [child, 'read'])
  }
}

function keyAndValue(computed: boolean, key: AnyNode, value: AnyNode | null | undefined): [AnyNode, Use][] {
  return [computed ? key : null, value].filter(isNode).map((part) => [part, 'read'])
}

/** Names that hold inside of a node only. The script's own are not among them. */
function scopeOf(node: AnyNode): string[] {
  switch (node.type) {
    case 'FunctionDeclaration':
    case 'FunctionExpression':
    case 'ArrowFunctionExpression': {
      const self = node.type === 'FunctionExpression' && node.id ? [node.id.name] : []
      return [
        ...self,
        ...node.params.flatMap(namesIn),
        ...(node.type === 'ArrowFunctionExpression' ? [] : ['arguments']),
        ...varNames(node.body),
      ]
    }
    case 'ClassExpression':
      return node.id ? [node.id.name] : []
    case 'StaticBlock':
      return [...node.body.flatMap(declaredNames), ...node.body.flatMap(varNames)]
    case 'BlockStatement':
      return node.body.flatMap(declaredNames)
    case 'SwitchStatement':
      return node.cases.flatMap(({ consequent }) => consequent.flatMap(declaredNames))
    case 'ForStatement':
      return node.init ? declaredNames(node.init) : []
    case 'ForInStatement':
    case 'ForOfStatement':
      return declaredNames(node.left)
    case 'CatchClause':
      return node.param ? namesIn(node.param) : []
    default:
      return []
  }
}

/** Names of `var` in a function, also those in its blocks. */
function varNames(node: AnyNode): string[] {
  if (/Function|^Class/.test(node.type)) return []
  const own = node.type === 'VariableDeclaration' && node.kind === 'var' ? declaredNames(node) : []
  return [...own, ...Object.values(node).flat().filter(isNode).flatMap(varNames)]
}

/** The names in a pattern: `{ a, b: [c = 1], ...d }` has `a`, `c` and `d`. */
function namesIn(pattern: Pattern): string[] {
  switch (pattern.type) {
    case 'Identifier':
      return [pattern.name]
    case 'ObjectPattern':
      return pattern.properties.flatMap((part) =>
        namesIn(part.type === 'Property' ? part.value : part.argument),
      )
    case 'ArrayPattern':
      return pattern.elements.flatMap((part) => (part ? namesIn(part) : []))
    case 'AssignmentPattern':
      return namesIn(pattern.left)
    case 'RestElement':
      return namesIn(pattern.argument)
    default:
      return []
  }
}
