/** Finds the files of `require('…')` and of components, where WeChat looks for them. */

/** Steps of a path, `..` and `.` taken out. */
export function joinPath(home: string, path: string): string {
  const steps = path.startsWith('/') ? [] : home.split('/').filter(Boolean)
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '.' && step !== '') steps.push(step)
  }
  return steps.join('/')
}

/** Where the package `name` may be: `miniprogram_npm` is looked for upwards, as `node_modules` is. */
export function packagePlaces(home: string, name: string): string[] {
  const steps = home.split('/').filter(Boolean)
  return Array.from({ length: steps.length + 1 }, (_, up) =>
    joinPath(steps.slice(0, steps.length - up).join('/'), `miniprogram_npm/${name}`),
  )
}

/**
 * The file that a script requires.
 * @param from the script's own path from the root, `pages/index/index.js`
 * @param has whether there is a file of this path
 * @returns undefined: there is none
 */
export function resolveModule(
  from: string,
  request: string,
  has: (path: string) => boolean,
): string | undefined {
  const home = from.split('/').slice(0, -1).join('/')
  const bases = [joinPath(home, request)]
  if (!/^[./]/.test(request)) bases.push(...packagePlaces(home, request))
  return bases
    .flatMap((base) => [base, `${base}.js`, `${base}.ts`, `${base}/index.js`, `${base}/index.ts`])
    .find(has)
}
