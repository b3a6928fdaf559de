/**
 * Finds the files that `require('…')` and `usingComponents` name, where WeChat looks for them. All paths start at the
 * root, without a slash before.
 */

import { resolvePath } from '../../wx/pages/resolve-path.ts'

/** Whether there is a file, or a component, of this path. */
type Has = (path: string) => boolean

const MODULE_ENDINGS = ['', '.js', '.ts', '.json', '/index.js', '/index.ts']

/**
 * The file that a script requires.
 * @param from the script that requires it, `pages/index/index.js`
 * @param alias `resolveAlias` of app.json
 * @returns undefined: there is none
 */
export function findModule(
  request: string,
  from: string,
  has: Has,
  alias: Record<string, string> = {},
): string | undefined {
  return places(withoutAlias(request, alias), from)
    .flatMap((place) => MODULE_ENDINGS.map((ending) => place + ending))
    .find(has)
}

/**
 * The component that `usingComponents` names.
 * @param from the page or component that uses it
 * @returns its path without ending; undefined: there is none
 */
export function findComponent(path: string, from: string, has: Has): string | undefined {
  return places(path, from)
    .flatMap((place) => [place, `${place}/index`])
    .find(has)
}

/** The script that a WXS script requires, without its ending, which may be left out. @returns undefined: there is none */
export function findWxs(request: string, from: string, has: Has): string | undefined {
  const path = resolvePath(request, from)
  return [path.replace(/\.wxs$/, ''), path].find(has)
}

/** The script of a page, a component or `app`. @param path without ending */
export function findScript(path: string, has: Has): string | undefined {
  return [`${path}.js`, `${path}.ts`].find(has)
}

/** Beside; and for a bare name in `miniprogram_npm`, which is looked for upwards as `node_modules` is. */
function places(path: string, from: string): string[] {
  const beside = resolvePath(path, from)
  if (/^[./]/.test(path)) return [beside]
  const folders = from.split('/').slice(0, -1)
  const packages = Array.from({ length: folders.length + 1 }, (_, up) =>
    [...folders.slice(0, folders.length - up), 'miniprogram_npm', resolvePath(path)].join('/'),
  )
  return [beside, ...packages]
}

/** @param alias `{"~/*": "/*"}` */
function withoutAlias(request: string, alias: Record<string, string>): string {
  for (const [pattern, target] of Object.entries(alias)) {
    const start = pattern.replace(/\*$/, '')
    if (pattern.endsWith('*') ? request.startsWith(start) : request === pattern) {
      return target.replace(/\*$/, '') + request.slice(start.length)
    }
  }
  return request
}
