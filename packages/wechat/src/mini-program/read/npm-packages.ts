/**
 * Packages of npm, as WeChat's developer tool builds them into `miniprogram_npm`: where they have not been built, they are
 * taken from `node_modules`, without writing anything.
 */

import { existsSync, readdirSync, realpathSync } from 'node:fs'
import { dirname, join, relative, resolve, sep } from 'node:path'
import { type AddedFile, withFiles } from './added-files.ts'
import { isFile, readJson, type SourceFiles } from './source-files.ts'

/** The parts of `project.config.json` that say where packages are. */
export interface NpmSettings {
  packNpmManually?: boolean
  packNpmRelationList?: { packageJsonPath?: string; miniprogramNpmDistDir?: string }[]
}

interface PackageJson {
  name?: string
  main?: string
  /** The folder that has the package's code for Mini Programs. */
  miniprogram?: string
  dependencies?: Record<string, string>
}

/**
 * @param project where `project.config.json` is
 * @returns the files, and those of packages that have not been built
 */
export function withNpmPackages(files: SourceFiles, project: string, settings: NpmSettings): SourceFiles {
  const added = new Map<string, AddedFile>()
  const built = new Set<string>()
  const isBuilt = (place: string) => built.has(place) || existsSync(join(files.root, place))
  for (const { packageJson, place } of lists(files.root, project, settings)) {
    addDependencies(packageJson, place, (name, folder) => {
      const own = `${place}miniprogram_npm/${name}`
      if (isBuilt(own)) return false
      built.add(own)
      for (const [path, file] of filesOf(folder)) added.set(`${own}/${path}`, file)
      return true
    })
  }
  return withFiles(files, added)
}

/** Each `package.json` whose packages belong to the program, and the folder that gets them; it ends with a slash. */
function lists(root: string, project: string, settings: NpmSettings) {
  const named = settings.packNpmManually ? (settings.packNpmRelationList ?? []) : []
  const places = named.flatMap(({ packageJsonPath, miniprogramNpmDistDir = '.' }) => {
    const inside = relative(root, resolve(project, miniprogramNpmDistDir)).split(sep).join('/')
    if (!packageJsonPath || inside.startsWith('..')) return []
    return [{ packageJson: resolve(project, packageJsonPath), place: inside && `${inside}/` }]
  })
  // Without a list, the one beside app.json; and the project's, since most projects have one only.
  const usual = [...new Set([root, project])].map((folder) => ({
    packageJson: join(folder, 'package.json'),
    place: '',
  }))
  return [...places, ...usual].filter(({ packageJson }) => isFile(packageJson))
}

/** @param add returns whether the package was not there yet */
function addDependencies(
  packageJson: string,
  place: string,
  add: (name: string, folder: string) => boolean,
): void {
  const { dependencies = {} } = readJson(packageJson) as PackageJson
  for (const name of Object.keys(dependencies)) {
    const folder = findPackage(name, dirname(packageJson))
    if (folder && add(name, folder)) addDependencies(join(folder, 'package.json'), place, add)
  }
}

/** Where a package is installed, as Node looks for it; null: it is not. */
function findPackage(name: string, from: string): string | null {
  for (let folder = from; ; folder = dirname(folder)) {
    const found = join(folder, 'node_modules', name)
    if (isFile(join(found, 'package.json'))) return realpathSync(found)
    if (folder === dirname(folder)) return null
  }
}

/** By their path in the built package. */
function filesOf(folder: string): Map<string, AddedFile> {
  const { miniprogram, main = 'index.js' } = readJson(join(folder, 'package.json')) as PackageJson
  const own = ['miniprogram_dist', miniprogram].findLast((name) => name && existsSync(join(folder, name)))
  const root = own ? join(folder, own) : folder
  const files = new Map<string, AddedFile>(
    list(root).map((file) => [relative(root, file).split(sep).join('/'), { path: file }]),
  )
  if (own) return files
  // An ordinary package: the tool makes one index.js of it.
  const entry = `./${main.replace(/^\.\//, '')}`
  if (!files.has('index.js'))
    files.set('index.js', { path: join(folder, 'index.js'), text: `module.exports = require('${entry}')` })
  return files
}

function list(folder: string): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    const full = join(folder, entry.name)
    if (entry.isFile()) return [full]
    return entry.isDirectory() && entry.name !== 'node_modules' ? list(full) : []
  })
}
