/** A Mini Program's project folder: its project file, its app.json, and the files of its code. */

import { existsSync, readFileSync, statSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { AppJson } from '../types.ts'
import { withExtendedLib } from './extended-lib.ts'
import { parseJson } from './load-error.ts'
import { type NpmSettings, withNpmPackages } from './npm-packages.ts'
import { filesIn, isFile, readJson, type SourceFiles } from './source-files.ts'

/** The folder of a project. */
export interface Folder extends SourceFiles {
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

/**
 * Opens the folder of a project, or of its code.
 * @throws Error that says what is missing; LoadError when a file is not JSON
 */
export function openFolder(path: string): Folder {
  const project = resolve(path)
  if (!existsSync(project) || !statSync(project).isDirectory())
    throw new Error(`There is no folder ${project}.`)
  const config = readConfig(project)
  const root = resolve(project, config.miniprogramRoot ?? '.')
  const appJsonPath = join(root, 'app.json')
  if (!isFile(appJsonPath)) throw new Error(`${project} is no Mini Program: there is no ${appJsonPath}.`)
  const appJson = parseJson('app.json', readFileSync(appJsonPath, 'utf8')) as AppJson
  const functions = config.cloudfunctionRoot ? resolve(project, config.cloudfunctionRoot) : null
  return {
    ...withExtendedLib(withNpmPackages(filesIn(root, functions), project, config.setting ?? {}), appJson),
    project,
    appJson,
    appid: config.appid && config.appid !== 'touristappid' ? config.appid : null,
    name: config.projectname ? decodeURIComponent(config.projectname) : 'Mini Program',
    cloudFunctions: functions && existsSync(functions) ? functions : null,
  }
}

interface ProjectConfig {
  appid?: string
  projectname?: string
  miniprogramRoot?: string
  cloudfunctionRoot?: string
  setting?: NpmSettings
}

function readConfig(project: string): ProjectConfig {
  const path = join(project, 'project.config.json')
  return isFile(path) ? (readJson(path) as ProjectConfig) : {}
}
