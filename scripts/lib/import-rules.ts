/** The rules of dependency-cruiser.config.ts about which part may import which, as `npm run check` applies them. */

import { createRequire } from 'node:module'
import { resolve } from 'node:path'
import { cruise, type ICruiseResult } from 'dependency-cruiser'
import config from '../../dependency-cruiser.config.ts'

const root = resolve(import.meta.dirname, '../..')
const FOLDERS = ['packages', 'apps', 'bench', 'scripts', 'e2e']

export interface BrokenRule {
  rule: string
  /** What the rule is about. */
  comment: string
  /** The files: who imports, and what; of a circle, each until the first again. */
  path: string[]
}

/** @param baseDir the folder that has packages/, apps/, …: this repository, or a test's */
export async function brokenImportRules(baseDir = root, folders = FOLDERS): Promise<BrokenRule[]> {
  teachUsingDeclarations()
  const { forbidden, options } = config
  const { output } = await cruise(folders, { ...options, baseDir, validate: true, ruleSet: { forbidden } })
  return (output as ICruiseResult).summary.violations.map(({ from, to, rule, cycle, via }) => ({
    rule: rule.name,
    comment: forbidden.find(({ name }) => name === rule.name)?.comment ?? '',
    path: [from, ...(cycle ?? via ?? [{ name: to }]).map(({ name }) => name)],
  }))
}

/** For people: each rule once, and under it what breaks it. */
export function linesOf(broken: BrokenRule[]): string[] {
  const byRule = Map.groupBy(broken, ({ rule }) => rule)
  return [...byRule].flatMap(([rule, ones]) => [
    `${rule}: ${ones[0]?.comment}`,
    ...ones.map(({ path }) => `  ${path.join(' → ')}`),
  ])
}

interface SwcVisitor {
  visitStatement(node: { type: string; decls?: unknown }): unknown
  visitVariableDeclarators(declarators: unknown): unknown
}

/** The visitor of @swc/core, which dependency-cruiser uses, stops at a `using` declaration otherwise. */
function teachUsingDeclarations(): void {
  const { Visitor } = createRequire(import.meta.url)('@swc/core/Visitor.js') as {
    Visitor: { prototype: SwcVisitor }
  }
  const { visitStatement } = Visitor.prototype
  Visitor.prototype.visitStatement = function (this: SwcVisitor, node) {
    if (node.type !== 'UsingDeclaration') return visitStatement.call(this, node)
    return { ...node, decls: this.visitVariableDeclarators(node.decls) }
  }
}
