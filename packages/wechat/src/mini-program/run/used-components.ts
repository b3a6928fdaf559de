/** Finds the components that a page or component uses, as its JSON and app.json name them. */

import { findComponent } from '../read/module-path.ts'
import type { Program, Templates } from '../types.ts'

/** Components of plugins, of WeChat itself and of sub-packages loaded later: none of them is in the folder. */
const FROM_ELSEWHERE = /^(plugin|plugin-private|ext|dynamicLib):\/\//

/**
 * @param templates the compiled WXML of the program
 * @param owner path of the page or component
 * @param missing called for each component that is not there
 * @returns `usingComponents` with paths from the root, `/components/card/card`
 */
export function usedComponents(
  program: Program,
  templates: Templates,
  owner: string,
  missing: (tag: string, path: string) => void,
): Record<string, string> {
  const own = program.json(owner)?.usingComponents ?? {}
  const used: Record<string, string> = {}
  for (const [tag, path] of Object.entries({ ...program.appJson.usingComponents, ...own })) {
    const found = componentAt(program, templates, path, own[tag] === path ? owner : 'app')
    if (found === undefined) missing(tag, path)
    else used[tag] = `/${found}`
  }
  return used
}

/** @returns the path of a component without ending; undefined: it is not in the folder */
export function componentAt(
  program: Program,
  templates: Templates,
  path: string,
  from: string,
): string | undefined {
  if (FROM_ELSEWHERE.test(path)) return undefined
  return findComponent(path, from, (found) => found in templates || hasJson(program, found))
}

function hasJson(program: Program, path: string): boolean {
  try {
    return program.json(path) !== undefined
  } catch {
    return true // there is, and it cannot be read: the component says so when it is loaded
  }
}
