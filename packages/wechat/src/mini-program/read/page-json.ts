/** The JSON beside pages and components. */

import type { PageJson } from '../types.ts'
import { parseJson } from './load-error.ts'
import type { SourceFiles } from './source-files.ts'

/** @returns reads the JSON of a page or component by its path without ending, once; undefined: there is no such file */
export function pageJsonReader(files: SourceFiles): (path: string) => PageJson | undefined {
  const known = new Map<string, PageJson | undefined>()
  return (path) => {
    const file = `${path}.json`
    if (!known.has(path)) {
      known.set(
        path,
        files.has(file) ? (parseJson(files.locate(file), files.read(file)) as PageJson) : undefined,
      )
    }
    return known.get(path)
  }
}
