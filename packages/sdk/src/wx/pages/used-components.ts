/** Finds the components that a page uses, where WeChat looks for them: beside it, from the root, in npm packages. */

import { joinPath, packagePlaces } from './modules.ts'
import type { PageJson, Program } from './types.ts'

const FROM_ELSEWHERE = /^(plugin|plugin-private|ext|dynamicLib):\/\//

/**
 * @param owner path of the page or component whose JSON this is
 * @param missing told of what is not there
 * @returns `usingComponents` with paths from the root, `/components/card/card`
 */
export function usedComponents(
  program: Program,
  owner: string,
  json: PageJson | undefined,
  missing: (tag: string, path: string) => void,
): Record<string, string> {
  const used: Record<string, string> = {}
  const named = { ...program.appJson.usingComponents, ...json?.usingComponents }
  for (const [tag, path] of Object.entries(named)) {
    const base = json?.usingComponents?.[tag] === path ? owner : 'app'
    const found = FROM_ELSEWHERE.test(path)
      ? undefined
      : candidates(path, base).find((at) => at in program.templates || program.json(at))
    if (found === undefined) missing(tag, path)
    else used[tag] = `/${found}`
  }
  return used
}

function candidates(path: string, owner: string): string[] {
  const home = owner.split('/').slice(0, -1).join('/')
  const places = [joinPath(home, path)]
  if (!/^[./]/.test(path)) places.push(...packagePlaces(home, path))
  return places.flatMap((place) => [place, `${place}/index`])
}
