/** A Mini Program's folder on disk: where its code is, what files it has. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { AppJson } from '@callgrant/sdk/wx/pages'

export interface Folder {
  /** Where `app.json` is. */
  readonly root: string
  /** Where `project.config.json` is, or the root. */
  readonly project: string
  readonly appJson: AppJson
  /** Cloud functions, when the project says where they are; null: none. */
  readonly cloudFunctions: string | null
  /** Every file under the root with one of these endings, by its path from there with `/`. */
  files(...endings: string[]): string[]
  /** @throws Error when there is no such file */
  read(path: string): string
  has(path: string): boolean
}

/**
 * Opens the folder of a project, or of its code.
 * @throws Error that says what is missing
 */
export function openFolder(path: string): Folder {
  const project = resolve(path)
  if (!existsSync(project) || !statSync(project).isDirectory())
    throw new Error(`There is no folder ${project}.`)
  const config = readConfig(project)
  const root = join(project, config.miniprogramRoot ?? '')
  const appJsonPath = join(root, 'app.json')
  if (!existsSync(appJsonPath)) throw new Error(`${project} is no Mini Program: there is no ${appJsonPath}.`)
  const within = (file: string) => {
    const full = resolve(root, file)
    if (full !== root && !full.startsWith(root + sep)) throw new Error(`${file} is outside of ${root}.`)
    return full
  }
  const isFile = (full: string) => statSync(full, { throwIfNoEntry: false })?.isFile() ?? false
  const functions = config.cloudfunctionRoot ? join(project, config.cloudfunctionRoot) : null
  return {
    root,
    project,
    appJson: parseJson(appJsonPath) as unknown as AppJson,
    cloudFunctions: functions && existsSync(functions) ? functions : null,
    files: (...endings) =>
      list(root, functions)
        .map((file) => relative(root, file).split(sep).join('/'))
        .filter((file) => endings.some((ending) => file.endsWith(ending)))
        .sort(),
    read(file) {
      const full = within(file)
      if (!isFile(full)) throw new Error(`There is no file ${file} in ${root}.`)
      return readFileSync(full, 'utf8')
    },
    has: (file) => isFile(within(file)),
  }
}

interface ProjectConfig {
  miniprogramRoot?: string
  cloudfunctionRoot?: string
}

function readConfig(project: string): ProjectConfig {
  const path = join(project, 'project.config.json')
  return existsSync(path) ? (parseJson(path) as ProjectConfig) : {}
}

function parseJson(path: string): Record<string, unknown> {
  try {
    return JSON.parse(readFileSync(path, 'utf8'))
  } catch (cause) {
    throw new Error(`${path} is not JSON: ${(cause as Error).message}`, { cause })
  }
}

/** Never part of the code: what is installed for Node, and cloud functions, which run elsewhere. */
function list(folder: string, functions: string | null): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name)
    if (entry.isFile()) return [full]
    const skipped = entry.name === 'node_modules' || entry.name.startsWith('.') || full === functions
    return entry.isDirectory() && !skipped ? list(full, functions) : []
  })
}
