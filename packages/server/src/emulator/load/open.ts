/** Opens a Mini Program’s folder as it is, on a phone or a device of the emulator. */

import { existsSync, readFileSync, statSync } from 'node:fs'
import { basename, dirname, isAbsolute, join, relative, resolve as resolvePath, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AppLife, CloudFunction, PageStack } from '@callgrant/sdk/wx'
import {
  type AppJson,
  createMiniProgram,
  type Globals,
  type MiniProgram,
  type PageJson,
  type Program,
} from '@callgrant/sdk/wx/pages'
import type { EmulatedClock } from '../clock.ts'
import { type CloudGround, cloudFunctionsOf } from './cloud-functions.ts'
import { LoadError, parseJson } from './load-error.ts'
import { Modules } from './modules.ts'
import { createRealm } from './realm.ts'
import { isFile, scriptOf } from './resolve.ts'
import { compileTemplates } from './templates.ts'

export interface OpenOptions {
  /** The page to show first, `pages/index/index`; default: app.json’s first. */
  path?: string
  query?: Record<string, string>
  /** WeChat’s number of the way in; default 1001. */
  scene?: number
  /** Folder of cloud functions. Default: `cloudfunctionRoot` of project.config.json, or `cloudfunctions` beside. */
  cloudFunctions?: string
  /** Where `console` of the Mini Program goes; default: the test’s own. */
  console?: Console
  /** Errors of its handlers and scripts, after `App.onError`. Default: they are thrown as uncaught errors. */
  onError?: (error: Error) => void
}

/** What a phone or a device gives to what runs on it. */
export interface Ground {
  globals: { wx: object; requirePlugin: (name: string) => unknown; wmpf?: object }
  stack: PageStack
  life: AppLife
  clock: EmulatedClock
  /** Where cloud functions are put, by name. */
  functions: Record<string, CloudFunction>
  cloud: CloudGround
}

interface ProjectConfig {
  miniprogramRoot?: string
  cloudfunctionRoot?: string
}

/** @param path the folder of app.json or of project.config.json, or app.json itself; a file: URL is taken too */
export async function openMiniProgram(
  ground: Ground,
  path: string,
  options: OpenOptions,
): Promise<MiniProgram> {
  const { root, project } = findRoot(pathOf(path))
  const appJson = readJson(join(root, 'app.json')) as AppJson & { resolveAlias?: Record<string, string> }
  const functions = cloudFolder(root, project, options)
  if (functions) Object.assign(ground.functions, cloudFunctionsOf(functions, ground.cloud))
  return start(ground, root, appJson, options)
}

/** @param file the script of one page, of an app that has no app.json, or is not all there */
export async function openOnePage(ground: Ground, file: string, options: OpenOptions): Promise<MiniProgram> {
  const script = pathOf(file)
  if (!isFile(script)) throw new LoadError(script, null, 'there is no such file')
  const root = rootOfPage(script)
  const path = relative(root, script)
    .split(sep)
    .join('/')
    .replace(/\.[jt]s$/, '')
  const appFile = join(root, 'app.json')
  const rest = isFile(appFile) ? (readJson(appFile) as AppJson) : {}
  return start(
    ground,
    root,
    { ...rest, subpackages: [], subPackages: [], pages: [path] },
    { ...options, path },
  )
}

async function start(
  ground: Ground,
  root: string,
  appJson: AppJson & { resolveAlias?: Record<string, string> },
  { path, query, scene, console: log = console, onError = throwLater }: OpenOptions,
): Promise<MiniProgram> {
  const { globals, stack, life, clock } = ground
  const program = programOf(root, appJson, clock, log)
  const opened = createMiniProgram({
    program,
    ...globals,
    stack,
    life,
    onError,
    onWarning: (text) => log.warn(text),
  })
  await opened.launch({
    ...(path !== undefined && { path }),
    ...(query && { query }),
    ...(scene !== undefined && { scene }),
  })
  return opened
}

function programOf(
  root: string,
  appJson: AppJson & { resolveAlias?: Record<string, string> },
  clock: EmulatedClock,
  log: Console,
): Program {
  const realm = createRealm(clock, log)
  const modules = new Modules(root, realm, appJson.resolveAlias)
  const json = new Map<string, PageJson | undefined>()
  const packages = [...(appJson.subpackages ?? []), ...(appJson.subPackages ?? [])]
  const pages = [
    ...appJson.pages,
    ...packages.flatMap(({ root: base, pages: own }) => own.map((page) => join(base, page))),
  ]
  return {
    appJson,
    templates: compileTemplates(root, pages),
    json(path) {
      if (!json.has(path)) {
        const file = join(root, `${path}.json`)
        json.set(path, isFile(file) ? (readJson(file) as PageJson) : undefined)
      }
      return json.get(path)
    },
    run(path: string, globals: Globals) {
      Object.assign(realm, globals)
      const file = scriptOf(root, path)
      if (file) modules.run(file)
      // An app without a script of its own is none to WeChat; a page of it may be tested all the same.
      else if (path !== 'app') throw new LoadError(join(root, `${path}.js`), null, 'there is no such file')
    },
  }
}

function findRoot(path: string): { root: string; project: ProjectConfig | null } {
  if (!existsSync(path)) throw new LoadError(path, null, 'there is no such folder')
  const folder = statSync(path).isDirectory() ? path : dirname(path)
  if (!statSync(path).isDirectory() && !['app.json', 'project.config.json'].includes(basename(path))) {
    throw new LoadError(
      path,
      null,
      'pass the folder, or its app.json; for the script of one page see openPage',
    )
  }
  const project = readProject(folder) ?? readProject(dirname(folder))
  if (isFile(join(folder, 'app.json'))) return { root: folder, project }
  const root = project?.miniprogramRoot && join(folder, project.miniprogramRoot)
  for (const place of [root, join(folder, 'miniprogram')]) {
    if (place && isFile(join(place, 'app.json'))) return { root: withoutSlash(place), project }
  }
  throw new LoadError(
    folder,
    null,
    'there is no app.json, and no project.config.json whose miniprogramRoot has one',
  )
}

/** The nearest folder above that is a Mini Program’s; else what holds the `pages` folder; else the page’s own. */
function rootOfPage(script: string): string {
  for (let folder = dirname(script); folder !== dirname(folder); folder = dirname(folder)) {
    if (isFile(join(folder, 'app.json'))) return folder
  }
  const steps = script.split(sep)
  const pages = steps.lastIndexOf('pages', steps.length - 2)
  return pages > 0 ? steps.slice(0, pages).join(sep) : dirname(script)
}

function cloudFolder(
  root: string,
  project: ProjectConfig | null,
  { cloudFunctions }: OpenOptions,
): string | null {
  if (cloudFunctions !== undefined) return pathOf(cloudFunctions)
  const named = project?.cloudfunctionRoot
  const places = [
    named && join(root, named),
    named && join(dirname(root), named),
    join(dirname(root), 'cloudfunctions'),
    join(root, 'cloudfunctions'),
  ]
  return places.find((place): place is string => !!place && existsSync(place)) ?? null
}

function readProject(folder: string): ProjectConfig | null {
  const file = join(folder, 'project.config.json')
  return isFile(file) ? (readJson(file) as ProjectConfig) : null
}

function readJson(file: string): unknown {
  return parseJson(file, readFileSync(file, 'utf8'))
}

function pathOf(given: string | URL): string {
  const path = String(given).startsWith('file:') ? fileURLToPath(given) : String(given)
  return withoutSlash(isAbsolute(path) ? path : resolvePath(path))
}
function withoutSlash(path: string): string {
  return path.length > 1 && path.endsWith(sep) ? path.slice(0, -1) : path
}

/** What a page throws and nobody hears should fail the test. */
function throwLater(error: Error): void {
  setImmediate(() => {
    throw error
  })
}
