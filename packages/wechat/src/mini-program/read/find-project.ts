/** From what a test names (a folder, a file, a `file:` URL) to the folder of the Mini Program that is meant. */

import { existsSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, resolve, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { LoadError } from './load-error.ts'
import { isFile } from './source-files.ts'

/** An absolute path. @param given path, absolute or from the working directory, or a `file:` URL */
export function toPath(given: string): string {
  const path = given.startsWith('file:') ? fileURLToPath(given) : given
  const full = isAbsolute(path) ? path : resolve(path)
  return full.length > 1 && full.endsWith(sep) ? full.slice(0, -1) : full
}

/**
 * The folder that `openFolder` opens: where project.config.json is, or else app.json.
 * @param path absolute: the folder, one that has it as `miniprogram`, or one of these two files
 * @throws LoadError when it is neither
 */
export function findProject(path: string): string {
  if (!existsSync(path)) throw new LoadError(path, null, 'there is no such folder')
  if (!statSync(path).isDirectory()) {
    if (/^(app|project\.config)\.json$/.test(basename(path))) return dirname(path)
    throw new LoadError(
      path,
      null,
      'pass the folder, or its app.json; for the script of one page see openPage',
    )
  }
  const inside = join(path, 'miniprogram')
  const bare = !isFile(join(path, 'app.json')) && !isFile(join(path, 'project.config.json'))
  return bare && isFile(join(inside, 'app.json')) ? inside : path
}

/**
 * The root of the code that a page belongs to: the nearest folder above with an app.json; else the folder that holds
 * `pages`; else the page's own.
 * @param script absolute path
 */
export function findRootOfPage(script: string): string {
  for (let folder = dirname(script); folder !== dirname(folder); folder = dirname(folder)) {
    if (isFile(join(folder, 'app.json'))) return folder
  }
  const steps = script.split(sep)
  const pages = steps.lastIndexOf('pages', steps.length - 2)
  return pages > 0 ? steps.slice(0, pages).join(sep) : dirname(script)
}
