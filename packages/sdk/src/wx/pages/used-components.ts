/** Finds the components that a page uses, where WeChat looks for them: beside it, from the root, in npm packages. */

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
  if (path.startsWith('/')) return withIndex(path.slice(1))
  const home = owner.split('/').slice(0, -1)
  const beside = withIndex(join(home, path))
  if (path.startsWith('.')) return beside
  // A package's name: `miniprogram_npm` is looked for upwards, as `node_modules` is.
  const packages = home
    .concat('')
    .map((_, depth) => join(home.slice(0, home.length - depth), `miniprogram_npm/${path}`))
  return [...beside, ...packages.flatMap(withIndex)]
}

const withIndex = (path: string): string[] => [path, `${path}/index`]

function join(home: string[], path: string): string {
  const steps = [...home]
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}
