/** A Mini Program's folder on disk: where its code is, what files it has. */

import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { join, relative, resolve, sep } from 'node:path'
import type { AppJson } from '@callgrant/sdk/wx/pages'

export interface Folder extends Code {
  /** Where `project.config.json` is, or the root. */
  readonly project: string
  readonly appJson: AppJson
  /** Of `project.config.json`; null: it names none. */
  readonly appid: string | null
  /** What the project calls itself. */
  readonly name: string
  /** Cloud functions, when the project says where they are; null: none. */
  readonly cloudFunctions: string | null
}

/** The files of the code alone. */
export interface Code {
  /** Where `app.json` is, and what `/` means in paths. */
  readonly root: string
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
  const root = resolve(project, config.miniprogramRoot ?? '.')
  const appJsonPath = join(root, 'app.json')
  if (!existsSync(appJsonPath)) throw new Error(`${project} is no Mini Program: there is no ${appJsonPath}.`)
  const functions = config.cloudfunctionRoot ? resolve(project, config.cloudfunctionRoot) : null
  return {
    ...codeIn(root, functions),
    project,
    appJson: parseJson(appJsonPath) as unknown as AppJson,
    appid: config.appid && !/^touristappid$/.test(config.appid) ? config.appid : null,
    name: config.projectname ? decodeURIComponent(config.projectname) : 'Mini Program',
    cloudFunctions: functions && existsSync(functions) ? functions : null,
  }
}

/** The code under a folder, with an `app.json` or without. @param functions a folder in it that is none of it */
export function codeIn(root: string, functions: string | null = null): Code {
  const within = (file: string) => {
    const full = resolve(root, file)
    if (full !== root && !full.startsWith(root + sep)) throw new Error(`${file} is outside of ${root}.`)
    return full
  }
  const isFile = (full: string) => statSync(full, { throwIfNoEntry: false })?.isFile() ?? false
  return {
    root,
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
  appid?: string
  projectname?: string
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
