/** The files of a Mini Program's code on disk. */

import { readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import { parseJson } from './load-error.ts'

/** Files of code, by paths from their root with `/` between. */
export interface SourceFiles {
  /** Where `app.json` is, and what `/` means in paths. */
  readonly root: string
  /** Every file with one of these endings, sorted. */
  files(...endings: string[]): string[]
  /** @throws Error when there is no such file, or it is outside of the root */
  read(path: string): string
  /** @throws Error when it is outside of the root */
  has(path: string): boolean
  /** Where a file is on disk. */
  locate(path: string): string
}

/** The code under a folder, with an `app.json` or without. @param functions a folder in it that does not belong to it */
export function filesIn(root: string, functions: string | null = null): SourceFiles {
  const locate = (file: string) => {
    const full = resolve(root, file)
    if (full !== root && !full.startsWith(root + sep)) throw new Error(`${file} is outside of ${root}.`)
    return full
  }
  return {
    root,
    files: (...endings) =>
      list(root, functions)
        .map((file) => relative(root, file).split(sep).join('/'))
        .filter((file) => endings.some((ending) => file.endsWith(ending)))
        .sort(),
    read(file) {
      const full = locate(file)
      if (!isFile(full)) throw new Error(`There is no file ${file} in ${root}.`)
      return readFileSync(full, 'utf8')
    },
    has: (file) => isFile(locate(file)),
    locate,
  }
}

/** @throws LoadError */
export function readJson(file: string): unknown {
  return parseJson(file, readFileSync(file, 'utf8'))
}

export function isFile(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isFile() ?? false
}

/** Without what is installed for Node, and without cloud functions, which run elsewhere. */
function list(folder: string, functions: string | null): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name)
    if (entry.isFile()) return [full]
    const skipped = entry.name === 'node_modules' || entry.name.startsWith('.') || full === functions
    return entry.isDirectory() && !skipped ? list(full, functions) : []
  })
}
