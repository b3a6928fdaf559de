/** Finds what a Mini Program’s `require` and `import` mean: its own files, and packages in `miniprogram_npm`. */

import { existsSync, statSync } from 'node:fs'
import { dirname, join, sep } from 'node:path'

const ENDINGS = ['', '.js', '.ts', '.json', '/index.js', '/index.ts']

/** `resolveAlias` of app.json: `{"~/*": "/*"}`. */
export type Alias = Record<string, string>

/**
 * @param root folder of app.json
 * @param from the file that asks
 * @returns absolute path; null: there is no such file in the Mini Program
 */
export function resolve(root: string, from: string, request: string, alias: Alias = {}): string | null {
  const asked = aliased(request, alias)
  if (asked.startsWith('/')) return inside(root, join(root, asked))
  const beside = inside(root, join(dirname(from), asked))
  if (beside || asked.startsWith('.')) return beside
  for (let folder = dirname(from); ; folder = dirname(folder)) {
    const found = inside(root, join(folder, 'miniprogram_npm', asked))
    if (found || folder === root || !folder.startsWith(root)) return found
  }
}

/** The file of a page, a component or `app`: `pages/index/index`. */
export function scriptOf(root: string, path: string): string | null {
  return [`${path}.js`, `${path}.ts`].map((name) => join(root, name)).find(isFile) ?? null
}

function aliased(request: string, alias: Alias): string {
  for (const [pattern, target] of Object.entries(alias)) {
    const start = pattern.replace(/\*$/, '')
    if (pattern.endsWith('*') ? request.startsWith(start) : request === pattern) {
      return target.replace(/\*$/, '') + request.slice(start.length)
    }
  }
  return request
}

/** A Mini Program sees nothing outside of its folder. */
function inside(root: string, path: string): string | null {
  if (!path.startsWith(root + sep)) return null
  return ENDINGS.map((ending) => path + ending).find(isFile) ?? null
}

export function isFile(path: string): boolean {
  return existsSync(path) && statSync(path).isFile()
}
