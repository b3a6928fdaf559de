/** Paths inside of an app, from its root and without a slash before: `pages/index/index`. */

/**
 * Makes a path absolute. `..` above the root stays at the root.
 * @param path `/utils/a`, or relative: `./a`, `../b/b`
 * @param from the page or file whose folder a relative path starts from; default: the root
 */
export function resolvePath(path: string, from = ''): string {
  const steps = path.startsWith('/') ? [] : from.split('/').slice(0, -1)
  for (const step of path.split('/')) {
    if (step === '..') steps.pop()
    else if (step !== '' && step !== '.') steps.push(step)
  }
  return steps.join('/')
}
